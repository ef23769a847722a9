#include "gateway/camt_statement.hpp"

#include "tests/gateway/payment_files.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

// Statements as camt.053. The files of tests/data/payments are made by hand; what is expected of them stands in them.

namespace kaskad::gateway {
namespace {

using ::testing::HasSubstr;

constexpr core::currency EUR{{'E', 'U', 'R'}};

std::string german() {
    return payment_file("camt053_02.xml");
}

// One entry in a statement without sums.
std::string with_entry(std::string_view inside) {
    return "<Document><BkToCstmrStmt><Stmt><Acct><Id><IBAN>DE1</IBAN></Id></Acct><Ntry>\n"
           "<Amt Ccy='EUR'>30</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>2026-11-27</Dt></BookgDt>\n" +
           std::string{inside} + "</Ntry></Stmt></BkToCstmrStmt></Document>";
}

std::vector<bank_payment> payments_of(std::string_view octets) {
    return read_bank_statement(octets).value().payments;
}

TEST(GatewayCamtStatement, ReadsWhatCameInAndWasBooked) {
    const auto read = read_bank_statement(german());
    ASSERT_TRUE(read) << first_fault(german());
    const std::string account = "DE89370400440532013000/2026-11-27/";
    const std::vector<bank_payment> expected{
        {39, account + "2026112700001", day("2026-11-27"), amount("119"), EUR, "Kiosk GmbH", "DE123456789",
         "Rechnung RE-2026-0012 vom 1.11.2026"},
        {78, account + "2026112700003/1", day("2026-11-27"), amount("80"), EUR, "Corner & Sons", "", "RE-2026-0013"},
        {83, account + "2026112700003/2", day("2026-11-27"), amount("120"), EUR, "Stall KG", "", "RE-2026-0014"}};
    EXPECT_EQ(read->payments, expected);
    EXPECT_EQ(read->not_booked, 1U);
    ASSERT_EQ(read->reversals.size(), 1U);
    EXPECT_EQ(read->reversals[0].amount, amount("35.5"));
    EXPECT_EQ(read->reversals[0].purpose, "Storno Entgelt");
}

TEST(GatewayCamtStatement, ReadsLaterVersions) {
    const auto read = read_bank_statement(payment_file("camt053_08.xml"));
    ASSERT_TRUE(read) << first_fault(payment_file("camt053_08.xml"));
    // The bank's day, whatever UTC says: 23:30 in Moscow.
    const std::vector<bank_payment> expected{{8, "40702978900000000001/2026-11-28/P-900/17", day("2026-11-28"),
                                              amount("70"), EUR, "Ромашка", "7701234567", "RF18539007547034 СЧ-0007"}};
    EXPECT_EQ(read->payments, expected);
}

TEST(GatewayCamtStatement, RefusesAFileThatIsCut) {
    EXPECT_EQ(cuts_taken(german()), 1U);
    EXPECT_EQ(cuts_taken(payment_file("camt053_08.xml")), 1U);
}

TEST(GatewayCamtStatement, RefusesSumsThatAreNotThoseOfTheEntries) {
    const std::vector<broken_file> cases{
        {"<Sum>404.50</Sum>", "<Sum>404.51</Sum>",
         "line 32, BkToCstmrStmt/Stmt/TxsSummry/TtlCdtNtries/Sum: says 404.51, the entries come to 404.5"},
        {"<NbOfNtries>4</NbOfNtries>", "<NbOfNtries>5</NbOfNtries>",
         "line 31, BkToCstmrStmt/Stmt/TxsSummry/TtlCdtNtries/NbOfNtries: says 5, there are 4"},
        {"<Sum>35.50</Sum>", "<Sum>0</Sum>", "TtlDbtNtries/Sum: says 0, the entries come to 35.5"},
        {"<NbOfNtries>1</NbOfNtries>", "<NbOfNtries>x</NbOfNtries>", "TtlDbtNtries/NbOfNtries: says x, there are 1"},
        {"<Sum>404.50</Sum>", "<Sum>a lot</Sum>", "Sum: 'a lot' is not an exact decimal number"},
        {"1319.00", "1318.99",
         "line 23, BkToCstmrStmt/Stmt/Bal: says 1318.99, the opening balance and the entries make "
         "1319"},
        // An account that owed 1000 holds -681 afterwards.
        {"1000.00</Amt>\n        <CdtDbtInd>CRDT", "1000.00</Amt>\n        <CdtDbtInd>DBIT", "make -681"},
        {"Ccy=\"EUR\">1319.00", "Ccy=\"USD\">1319.00", "says 1319, the opening balance and the entries make 1000"},
    };
    for (const auto& [from, to, fault] : cases)
        EXPECT_THAT(first_fault(changed(german(), from, to)), HasSubstr(fault)) << to;
}

TEST(GatewayCamtStatement, TakesAStatementWithoutSumsAndOneOfAPage) {
    EXPECT_EQ(first_fault(changed(german(), "<Cd>OPBD</Cd>", "<Cd>ITBD</Cd>")), "");
    EXPECT_EQ(first_fault(changed(german(), "<Cd>OPBD</Cd>", "<Cd>PRCD</Cd>")), "");
    EXPECT_EQ(first_fault(with_entry("")), "");
    // Two closing balances, as of two pages: neither is that of all entries.
    const auto two = changed(german(), "<TxsSummry>",
                             "<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy=\"EUR\">1</Amt>"
                             "<CdtDbtInd>CRDT</CdtDbtInd></Bal><TxsSummry>");
    EXPECT_EQ(first_fault(changed(two, "1319.00", "1318.00")), "");
}

// An organisation has many numbers: of a bank's customer, of a register.
TEST(GatewayCamtStatement, TakesATaxNumberForNoOtherNumber) {
    EXPECT_EQ(payments_of(changed(german(), "<Cd>TXID</Cd>", "<Cd>CUST</Cd>")).at(0).payer_tax_number, "");
    const auto number = with_entry("<NtryDtls><TxDtls><Tax><Dbtr><TaxId>DE9</TaxId></Dbtr></Tax></TxDtls></NtryDtls>");
    EXPECT_EQ(payments_of(number).at(0).payer_tax_number, "DE9");
}

TEST(GatewayCamtStatement, NamesLineAndElementOfABadEntry) {
    const std::vector<broken_file> cases{
        {">119.00<", ">119,00<", "line 40, BkToCstmrStmt/Stmt/Ntry/Amt: '119,00' is not an exact decimal number"},
        {">119.00<", ">-119.00<", "line 40, BkToCstmrStmt/Stmt/Ntry/Amt: '-119.00' is below zero"},
        {"Ccy=\"EUR\">119.00", ">119.00", "Ntry/Amt: Ccy: '' is not a currency"},
        {"<Amt Ccy=\"EUR\">119.00</Amt>", "", "line 39, BkToCstmrStmt/Stmt/Ntry/Amt: is missing"},
        {"119.00</Amt>\n        <CdtDbtInd>CRDT", "119.00</Amt>\n        <CdtDbtInd>CREDIT",
         "line 41, BkToCstmrStmt/Stmt/Ntry/CdtDbtInd: 'CREDIT' is neither CRDT nor DBIT"},
        {"<Sts>BOOK</Sts>", "", "line 39, BkToCstmrStmt/Stmt/Ntry/Sts: is missing"},
        {"<BookgDt><Dt>2026-11-27", "<BookgDt><Dt>2026-11-31", "Ntry/BookgDt: '2026-11-31' is no day"},
        {"2026112700001", std::string(200, '1'), "Ntry/AcctSvcrRef: is longer than a reference may be"},
        {"<IBAN>DE89370400440532013000</IBAN>", "", "Stmt/Acct/Id: names no account"},
        {"BkToCstmrStmt", "BkToCstmrAcctRpt", "is no XML"},
    };
    for (const auto& [from, to, fault] : cases)
        EXPECT_THAT(first_fault(changed(german(), from, to)), HasSubstr(fault)) << to;
    EXPECT_THAT(first_fault("<Document><BkToCstmrDbtCdtNtfctn/></Document>"), HasSubstr("no statement (camt.053)"));
    EXPECT_THAT(first_fault("<Document>\n<BkToCstmrStmt>"), HasSubstr("is no XML"));
}

TEST(GatewayCamtStatement, TellsAllFaultsUpToALimit) {
    auto text = changed(german(), ">119.00<", "><");
    text = changed(text, ">200.00<", "><");
    const auto two = read_bank_statement(text);
    ASSERT_FALSE(two);
    EXPECT_EQ(two.error().size(), 2U);

    std::string many = "<Document><BkToCstmrStmt><Stmt><Acct><Id><IBAN>DE1</IBAN></Id></Acct>";
    for (size_t count = 0; count < STATEMENT_FAULTS_MAX + 1; ++count)
        many += "<Ntry/>";
    const auto limited = read_bank_statement(many + "</Stmt></BkToCstmrStmt></Document>");
    ASSERT_FALSE(limited);
    EXPECT_EQ(limited.error().size(), STATEMENT_FAULTS_MAX);
}

// What the charges of a batch are taken from cannot be told apart: it is one payment, with all words.
TEST(GatewayCamtStatement, KeepsABatchWholeWhoseAmountsAreNotItsEntry) {
    const std::string one = "<TxDtls><Amt Ccy='EUR'>20</Amt><RmtInf><Ustrd>RE-1</Ustrd></RmtInf></TxDtls>";
    const auto two = [&](const std::string& second) {
        return payments_of(with_entry("<AcctSvcrRef>A</AcctSvcrRef><NtryDtls>" + one + second + "</NtryDtls>"));
    };
    EXPECT_EQ(two("<TxDtls><Amt Ccy='EUR'>10</Amt></TxDtls>").size(), 2U);
    const std::vector<std::string> others{
        "<TxDtls><Amt Ccy='EUR'>11</Amt><RmtInf><Ustrd>RE-2</Ustrd></RmtInf></TxDtls>",
        "<TxDtls><Amt Ccy='USD'>10</Amt><RmtInf><Ustrd>RE-2</Ustrd></RmtInf></TxDtls>",
        "<TxDtls><Amt Ccy='EUR'>10</Amt><CdtDbtInd>DBIT</CdtDbtInd><RmtInf><Ustrd>RE-2</Ustrd></RmtInf></TxDtls>",
        "<TxDtls><RmtInf><Ustrd>RE-2</Ustrd></RmtInf></TxDtls>",
    };
    for (const auto& other : others) {
        const auto whole = two(other);
        ASSERT_EQ(whole.size(), 1U) << other;
        EXPECT_EQ(whole[0].amount, amount("30"));
        EXPECT_EQ(whole[0].purpose, "RE-1 RE-2");
        EXPECT_EQ(whole[0].reference, "DE1/2026-11-27/A");
    }
}

TEST(GatewayCamtStatement, KnowsTransactionsOfABatchByTheBanksWordOrTheirPlace) {
    const auto references = [](const std::string& first, const std::string& second) {
        const auto transaction = [](const std::string& reference, int sum) {
            return "<TxDtls><Refs><AcctSvcrRef>" + reference + "</AcctSvcrRef></Refs><Amt Ccy='EUR'>" +
                   std::to_string(sum) + "</Amt></TxDtls>";
        };
        const auto read = payments_of(with_entry("<AcctSvcrRef>A</AcctSvcrRef><NtryDtls>" + transaction(first, 10) +
                                                 transaction(second, 20) + "</NtryDtls>"));
        return read.at(0).reference.substr(15) + " " + read.at(1).reference.substr(15);
    };
    EXPECT_EQ(references("X", "Y"), "A/X A/Y");
    EXPECT_EQ(references("X", "X"), "A/1 A/2");
    EXPECT_EQ(references("X", ""), "A/1 A/2");
}

TEST(GatewayCamtStatement, TakesTheReferenceThatTheBankGives) {
    const auto reference = [](const std::string& of_entry, const std::string& of_transaction) {
        return payments_of(
                   with_entry(of_entry + "<NtryDtls><TxDtls><Refs>" + of_transaction + "</Refs></TxDtls></NtryDtls>"))
            .at(0)
            .reference;
    };
    const std::string begin = "DE1/2026-11-27/";
    const std::string end_to_end = "<EndToEndId>E</EndToEndId>";
    EXPECT_EQ(reference("<AcctSvcrRef>A</AcctSvcrRef>", "<AcctSvcrRef>B</AcctSvcrRef>" + end_to_end), begin + "A");
    EXPECT_EQ(reference("<AcctSvcrRef>NONREF</AcctSvcrRef>", "<AcctSvcrRef>B</AcctSvcrRef>"), begin + "B");
    EXPECT_EQ(reference("<NtryRef>7</NtryRef>", end_to_end), begin + "E/7");
    EXPECT_EQ(reference("", end_to_end), begin + "E");
    EXPECT_EQ(reference("<NtryRef>7</NtryRef>", "<EndToEndId>NOTPROVIDED</EndToEndId>"), "");
}

TEST(GatewayCamtStatement, AnEntryOfNothingIsNoPayment) {
    EXPECT_TRUE(payments_of(changed(with_entry(""), ">30<", ">0.00<")).empty());
}

}  // namespace
}  // namespace kaskad::gateway
