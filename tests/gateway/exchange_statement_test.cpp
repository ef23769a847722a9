#include "gateway/exchange_statement.hpp"

#include "gateway/exchange_text.hpp"
#include "tests/gateway/payment_files.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

// Statements as 1CClientBankExchange. The three files of tests/data/payments say the same in three encodings; they are
// made by hand after the format's table (http://v8.1c.ru/edi/edi_stnd/100/101.htm), names and accounts are made up.

namespace kaskad::gateway {
namespace {

using ::testing::HasSubstr;

constexpr core::currency RUB{{'R', 'U', 'B'}};

std::string sample() {
    return payment_file("exchange_utf8.txt");
}

// The one payment of a file whose document has these lines besides what each must have.
bank_payment payment_with(const std::string& lines) {
    const std::string text =
        "1CClientBankExchange\nРасчСчет=40702840900000000001\nСекцияДокумент=Банковский ордер\n"
        "Номер=1\nДата=28.11.2026\nСумма=1\nПолучательСчет=40702840900000000001\n" +
        lines + "КонецДокумента\nКонецФайла\n";
    return read_bank_statement(text).value().payments.at(0);
}

TEST(GatewayExchangeStatement, ReadsWhatCameInOnOurAccount) {
    const auto read = read_bank_statement(sample());
    ASSERT_TRUE(read) << first_fault(sample());
    const std::string account = "40702810900000000001/";
    const std::vector<bank_payment> expected{
        {20, account + "2026-11-27/512/40702810100000000077", day("2026-11-28"), amount("1500"), RUB, "ООО \"Ромашка\"",
         "7701234567", "Оплата по счету №СЧ-0007 от 01.11.2026, в т.ч. НДС 20% = 250.00"},
        {32, account + "2026-11-28/9/40702810200000000088", day("2026-11-28"), amount("2000"), RUB, "ООО Василёк",
         "7802345678", "За рассылки в октябре"}};
    EXPECT_EQ(read->payments, expected);
    EXPECT_TRUE(read->reversals.empty());
}

TEST(GatewayExchangeStatement, ReadsTheSameInEachEncoding) {
    const auto expected = read_bank_statement(sample()).value();
    for (const std::string name : {"exchange_windows.txt", "exchange_dos.txt"}) {
        const auto read = read_bank_statement(payment_file(name));
        ASSERT_TRUE(read) << name << first_fault(payment_file(name));
        EXPECT_EQ(*read, expected) << name;
    }
}

TEST(GatewayExchangeStatement, RefusesAnotherEncodingThanTheHeadNames) {
    // Windows-1251, whose head claims what is no such thing.
    const auto odd = changed(payment_file("exchange_windows.txt"), "=Windows", "=KOI8");
    EXPECT_THAT(first_fault(odd), HasSubstr("neither UTF-8 nor in the encoding that its head names"));
    // 0x98 is no character of windows-1251.
    const auto damaged = changed(payment_file("exchange_windows.txt"), "=512", "=\x98");
    EXPECT_THAT(first_fault(damaged), HasSubstr("neither UTF-8"));
}

TEST(GatewayExchangeStatement, RefusesAFileThatIsCut) {
    EXPECT_EQ(cuts_taken(sample()), 1U);
    EXPECT_EQ(cuts_taken(payment_file("exchange_windows.txt")), 1U);
    EXPECT_THAT(first_fault(sample().substr(0, sample().find("Сумма"))), HasSubstr("is cut: there is no КонецФайла"));
}

TEST(GatewayExchangeStatement, NamesLineAndKeyOfWhatIsWrong) {
    const std::vector<broken_file> cases{
        {"Сумма=1500.00", "Сумма=1500,00", "line 23, Сумма: '1500,00' is not an exact decimal number"},
        {"Сумма=1500.00", "Сумма=-1500.00", "line 23, Сумма: '-1500.00' is below zero"},
        {"Сумма=1500.00\n", "", "line 20, Сумма: is missing"},
        {"Номер=512", "Номер=", "line 21, Номер: is missing"},
        {"Номер=512", "Номер=" + std::string(200, '5'), "line 21, Номер: is longer than a reference may be"},
        {"Дата=27.11.2026", "Дата=31.11.2026", "line 22, Дата: is no day"},
        {"Дата=27.11.2026", "Дата=27/11/2026", "line 22, Дата: is no day"},
        {"ДатаПоступило=28.11.2026", "ДатаПоступило=soon", "line 28, ДатаПоступило: is no day"},
        {"ПолучательИНН=78", "ПолучательИНН 78", "line 29, ПолучательИНН 7809876543: is no «key=value»"},
        {"КонецДокумента\n", "",
         "line 31, СекцияДокумент: begins before the section of line 20 has its КонецДокумента"},
        {"КонецРасчСчет\n", "КонецДокумента\n", "line 19, КонецДокумента: ends a section that has not begun"},
        {"КонецДокумента\nКонецФайла", "КонецФайла", "line 50, КонецФайла: is no «key=value»"},
    };
    for (const auto& [from, to, fault] : cases)
        EXPECT_THAT(first_fault(changed(sample(), from, to)), HasSubstr(fault)) << to;
    EXPECT_THAT(first_fault("1CClientBankExchange\nКонецФайла\n"),
                HasSubstr("line 1, РасчСчет: is missing in the head"));
}

TEST(GatewayExchangeStatement, RefusesSumsThatAreNotThoseOfTheDocuments) {
    const auto wrong =
        changed(changed(sample(), "ВсегоПоступило=3500", "ВсегоПоступило=3501"), "Остаток=4000", "Остаток=4001");
    EXPECT_THAT(first_fault(wrong), HasSubstr("line 17, ВсегоПоступило: is not what the documents of "
                                              "40702810900000000001 come to (3500)"));
    EXPECT_THAT(first_fault(changed(sample(), "Остаток=4000.00", "Остаток=4000.01")),
                HasSubstr("line 18, КонечныйОстаток: does not come of"));
    EXPECT_THAT(first_fault(changed(sample(), "ВсегоПоступило=3500.00", "ВсегоПоступило=much")),
                HasSubstr("line 17, ВсегоПоступило: 'much' is not an exact decimal number"));
    const auto other =
        changed(sample(), "РасчСчет=40702810900000000001\nВсегоСписано", "РасчСчет=40702810900000000002\nВсегоСписано");
    EXPECT_THAT(first_fault(other), HasSubstr("the documents of 40702810900000000002 come to (0)"));
}

// 1500 on one day, 2000 on the other.
TEST(GatewayExchangeStatement, AddsTheDaysOfAnAccountUp) {
    const auto second =
        "КонецРасчСчет\nСекцияРасчСчет\nРасчСчет=40702810900000000001\nВсегоПоступило=2000\n"
        "КонецРасчСчет\n";
    auto text =
        changed(changed(sample(), "ВсегоПоступило=3500", "ВсегоПоступило=1500"), "Остаток=4000", "Остаток=2000");
    text = changed(text, "КонецРасчСчет\n", second);
    EXPECT_EQ(first_fault(text), "");
    EXPECT_THAT(first_fault(changed(text, "=2000\nКонец", "=1999\nКонец")), HasSubstr("come to (3500)"));
    // Where one of them says no sum, nothing is known of all.
    EXPECT_EQ(first_fault(changed(text, "ВсегоПоступило=2000\n", "")), "");
}

TEST(GatewayExchangeStatement, TakesTheCurrencyFromTheAccount) {
    EXPECT_EQ(core::to_string(payment_with("").currency), "USD");
    const std::string text = changed(sample(), "ПолучательСчет=40702810900000000001", "ПолучательСчет=KZ123");
    EXPECT_EQ(read_bank_statement(changed(text, "ВсегоПоступило=3500.00\n", "")).value().payments.size(), 1U);
    auto strange = sample();
    while (strange.find("40702810900000000001") != strange.npos)
        strange = changed(strange, "40702810900000000001", "KZ75125KZT2069100100");
    EXPECT_THAT(first_fault(strange), HasSubstr("line 27, ПолучательСчет: the account KZ75125KZT2069100100 says no "
                                                "currency"));
}

TEST(GatewayExchangeStatement, FindsThePayerWhereverItStands) {
    const auto payer = [](const std::string& lines) {
        const auto read = payment_with(lines);
        return read.payer_tax_number + "|" + read.payer;
    };
    EXPECT_EQ(payer("Плательщик=ИНН 7701234567 ООО А\n"), "7701234567|ООО А");
    EXPECT_EQ(payer("Плательщик=ИНН 7701234567 ООО А\nПлательщикИНН=5\n"), "5|ООО А");
    EXPECT_EQ(payer("Плательщик=ИННА\n"), "|ИННА");
    EXPECT_EQ(payer("Плательщик=Б\nПлательщик1=А\n"), "|А");
    EXPECT_EQ(payer(""), "|");
}

TEST(GatewayExchangeStatement, ADocumentOfNothingIsNoPayment) {
    const auto text = changed(changed(sample(), "Сумма=2000", "Сумма=0.00"), "ВсегоПоступило=3500.00\n", "");
    EXPECT_EQ(read_bank_statement(text).value().payments.size(), 1U);
}

// A day that is not said is that of the document.
TEST(GatewayExchangeStatement, BooksOnTheDayOfArrival) {
    EXPECT_EQ(payment_with("").day, day("2026-11-28"));
    EXPECT_EQ(payment_with("ДатаПоступило=30.11.2026\n").day, day("2026-11-30"));
}

// What a terminal would obey does not reach it.
TEST(GatewayExchangeStatement, ShowsControlCharactersAsSpace) {
    EXPECT_EQ(payment_with("НазначениеПлатежа= \x1B[2J a\t\tb\u009Bc\u00A0 \n").purpose, "[2J a b c");
}

TEST(GatewayBankStatement, KnowsTheFormatByItsBeginning) {
    EXPECT_THAT(first_fault("Datum;Betrag\n"), HasSubstr("line 1: begins neither as XML"));
    EXPECT_THAT(first_fault(""), HasSubstr("begins neither as XML"));
    EXPECT_EQ(first_fault("\xEF\xBB\xBF" + payment_file("camt053_08.xml")), "");
}

}  // namespace
}  // namespace kaskad::gateway
