#include "gateway/credit_notes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace kaskad::gateway::test {
namespace {

using ::testing::HasSubstr;

constexpr core::currency EUR{{'E', 'U', 'R'}};
constexpr core::currency USD{{'U', 'S', 'D'}};
constexpr int64_t UNIT = 1'000'000;

credit_note note(std::string reference, std::string invoice, int64_t units, core::currency currency = EUR) {
    return {1, std::move(reference), std::move(invoice), {units * UNIT}, currency};
}

open_dispute dispute(uint64_t id, std::string invoice, int64_t units) {
    return {id, std::move(invoice), EUR, {units * UNIT}};
}

std::vector<uint64_t> matched(const std::vector<credit_note>& notes, std::vector<open_dispute> disputes) {
    std::vector<uint64_t> made;
    for (const auto& each : match_credits(notes, std::move(disputes)))
        made.push_back(each.dispute);
    return made;
}

std::string fault(std::string_view csv) {
    const auto read = read_credit_notes(csv);
    return read ? "" : read.error();
}

}  // namespace

TEST(GatewayCreditNotes, AreReadInAnyOrderOfColumnsAndWithEitherSign) {
    const auto read = read_credit_notes("amount;currency;reference;invoice\n-3.50;EUR;CN-1;A-7\n2;EUR;CN-2;\n");
    ASSERT_TRUE(read) << read.error();
    ASSERT_EQ(read->size(), 2U);
    EXPECT_EQ(read->at(0).amount.e6, 3'500'000);
    EXPECT_EQ(read->at(0).invoice, "A-7");
    EXPECT_EQ(read->at(0).line, 2U);
    EXPECT_EQ(read->at(1).invoice, "");
    EXPECT_TRUE(read_credit_notes("reference,amount,currency\nCN-1,3,EUR\n")) << "no invoice need be said";
}

TEST(GatewayCreditNotes, AFileWithAnythingWrongIsNone) {
    const std::string header = "reference,invoice,amount,currency\n";
    EXPECT_THAT(fault(""), HasSubstr("line 1"));
    EXPECT_THAT(fault("reference,amount\nCN-1,3\n"), HasSubstr("line 1"));
    EXPECT_THAT(fault(header), HasSubstr("no notes"));
    EXPECT_THAT(fault(header + ",A-7,3,EUR\n"), HasSubstr("line 2, reference"));
    EXPECT_THAT(fault(header + "CN-1,A-7,x,EUR\n"), HasSubstr("line 2, amount"));
    EXPECT_THAT(fault(header + "CN-1,A-7,0,EUR\n"), HasSubstr("nothing is credited"));
    EXPECT_THAT(fault(header + "CN-1,A-7,3,euro\n"), HasSubstr("line 2, currency"));
    EXPECT_THAT(fault(header + "CN-1,A-7,3,EUR\nCN-1,A-8,3,EUR\n"), HasSubstr("line 3, reference: 'CN-1' stands"));
    EXPECT_THAT(fault(header + "CN-1,\"A-7,3,EUR\n"), HasSubstr("cut"));
    std::string many = header;
    for (size_t row = 0; row <= CREDIT_NOTES_MAX; ++row)
        many += "CN-" + std::to_string(row) + ",A-7,3,EUR\n";
    EXPECT_THAT(fault(many), HasSubstr("at most 10000"));
}

TEST(GatewayCreditNotes, AreForTheInvoiceThatTheyName) {
    const std::vector disputes{dispute(1, "A-7", 8), dispute(2, "A-8", 5)};
    EXPECT_EQ(matched({note("1", "A-8", 5)}, disputes), std::vector<uint64_t>{2});
    EXPECT_EQ(matched({note("1", "A-7", 3), note("2", "A-7", 5)}, disputes), (std::vector<uint64_t>{1, 1}));
    EXPECT_EQ(matched({note("1", "A-7", 6), note("2", "A-7", 3)}, disputes), (std::vector<uint64_t>{1, 0}))
        << "only two are left by then";
    EXPECT_EQ(matched({note("1", "A-9", 5)}, disputes), std::vector<uint64_t>{0});
    EXPECT_EQ(matched({note("1", "A-8", 5, USD)}, disputes), std::vector<uint64_t>{0});
}

TEST(GatewayCreditNotes, WithoutOneAreForTheOnlyDisputeOfThatSum) {
    const std::vector disputes{dispute(1, "A-7", 8), dispute(2, "A-8", 5), dispute(3, "A-9", 5)};
    EXPECT_EQ(matched({note("1", "", 8)}, disputes), std::vector<uint64_t>{1});
    EXPECT_EQ(matched({note("1", "", 5)}, disputes), std::vector<uint64_t>{0}) << "it may be either's";
    EXPECT_EQ(matched({note("1", "", 7)}, disputes), std::vector<uint64_t>{0});
    // The one that says whose it is is taken first, wherever it stands.
    EXPECT_EQ(matched({note("1", "", 5), note("2", "A-8", 5)}, disputes), (std::vector<uint64_t>{3, 2}));
}

}  // namespace kaskad::gateway::test
