#include "tests/config/reading.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

// [[seller]] and [[tax]]: who invoices, and what tax is asked.

namespace kaskad::config {
namespace {

using billing::tax_rate;
using testing::ElementsAre;

const std::string SELLER = "[[seller]]\nname = \"main\"\nlegal_name = \"Kaskad GmbH\"\n";
const std::string TAX = "[[tax]]\ncode = \"de\"\npercent = \"19\"\n";

process_options process_of(const std::string& text) {
    auto result = read(text);
    EXPECT_TRUE(result) << to_string(result.error()[0]);
    return result ? result->process : process_options{};
}

TEST(ConfigInvoicing, ASellerIsAsPrinted) {
    const auto process = process_of(SELLER +
                                    "prefix = \"RE-2026-\"\naddress = [\"Weg 1\", \"10115 Berlin\"]\n"
                                    "tax_number = \"VAT DE123456789\"\nbank = [\"IBAN DE02\", \"BIC X\"]\n"
                                    "[[seller]]\nname = \"ru\"\nlegal_name = \"ООО «Каскад»\"\n");
    const std::vector<billing::seller> expected{
        {"main", "RE-2026-", {"Kaskad GmbH", {"Weg 1", "10115 Berlin"}, "VAT DE123456789", {"IBAN DE02", "BIC X"}}},
        {"ru", "", {"ООО «Каскад»", {}, "", {}}},
    };
    EXPECT_EQ(process.sellers, expected);
    EXPECT_TRUE(process.taxes.empty());
}

TEST(ConfigInvoicing, ATaxHoldsFromADayOn) {
    const auto process = process_of(TAX +
                                    "[[tax]]\ncode = \"de\"\npercent = \"5.1234\"\nfrom = 1970-02-01\n"
                                    "[[tax]]\ncode = \"de\"\npercent = \"100\"\nfrom = \"2007-01-01\"\n"
                                    "[[tax]]\ncode = \"none\"\npercent = \"0\"\ntext = \"Reverse charge\"\n");
    // 37 years from 1970 to 2007, nine of them leap years: 37 * 365 + 9.
    EXPECT_THAT(process.taxes,
                ElementsAre(tax_rate{"de", 0, 190'000, ""}, tax_rate{"de", 31, 51'234, ""},
                            tax_rate{"de", 13'514, 1'000'000, ""}, tax_rate{"none", 0, 0, "Reverse charge"}));
}

TEST(ConfigInvoicing, MistakesAreToldWithTheirPlace) {
    const auto expect = [](const std::string& text, const std::string& expected) {
        EXPECT_THAT(mistakes(text), ElementsAre("kaskad.toml:" + expected)) << text;
    };
    expect(SELLER + SELLER, "5:8: seller.name: \"main\" stands there twice");
    expect("[[seller]]\nname = \"main\"\n", "1:1: seller.legal_name: missing: The name that is printed.");
    expect("[[seller]]\nlegal_name = \"x\"\n",
           "1:1: seller.name: missing: What contracts call it. Invoices are numbered without a gap within it.");
    expect(SELLER + "iban = \"x\"\n", "4:1: seller.iban: unknown key; did you mean \"bank\"?");
    expect("[[seller]]\nname = \"a\"\nlegal_name = \"\"\n", "3:14: seller.legal_name: must not be empty");
    expect(TAX + TAX, "4:1: tax.from: \"de\" has another rate from this day on");
    expect(TAX + "from = 2020-07-01\n" + TAX + "from = \"2020-07-01\"\n",
           "8:8: tax.from: \"de\" has another rate from this day on");
    expect("[[tax]]\ncode = \"de\"\n", "1:1: tax.percent: missing: Of the net sum, as \"19\".");
}

TEST(ConfigInvoicing, ARateIsAShareOfTheSum) {
    const auto refusal = [](const std::string& percent) {
        return mistakes("[[tax]]\ncode = \"de\"\npercent = " + percent + "\n");
    };
    EXPECT_THAT(refusal("\"19.1234\""), testing::IsEmpty());
    EXPECT_THAT(refusal("\"19.12345\""),
                ElementsAre("kaskad.toml:3:11: tax.percent: expected a percentage with at most 4 decimals, in quotes"));
    EXPECT_THAT(refusal("\"100.0001\""), ElementsAre("kaskad.toml:3:11: tax.percent: expected 0 to 100 percent"));
    EXPECT_THAT(refusal("\"-1\""), ElementsAre("kaskad.toml:3:11: tax.percent: expected 0 to 100 percent"));
    EXPECT_THAT(refusal("19"), testing::SizeIs(1));
}

TEST(ConfigInvoicing, ADayIsOneThatThereIs) {
    const auto refusal = [](const std::string& from) { return mistakes(TAX + "from = " + from + "\n"); };
    for (const auto* day : {"\"2007-02-29\"", "\"1969-12-31\"", "\"07-01-01\"", "\"2007-1-011\"", "\"2007-01-0a\"",
                            "1969-12-31", "2007-01-01T12:00:00Z", "20070101"})
        EXPECT_THAT(refusal(day), testing::SizeIs(1)) << day;
    EXPECT_THAT(refusal("\"2007-02-29\""),
                ElementsAre("kaskad.toml:4:8: tax.from: expected a day from 1970 on, as 2007-01-01"));
}

// Lists of tables are not shown key by key, and a change of them takes a restart like that of any key.
TEST(ConfigInvoicing, AReloadNoticesWhatChanged) {
    const auto before = process_of(SELLER + TAX);
    EXPECT_THAT(keys_changed(before, before), testing::IsEmpty());
    EXPECT_THAT(keys_changed(before, process_of(SELLER + "bank = [\"another\"]\n" + TAX)), ElementsAre("seller"));
    EXPECT_THAT(keys_changed(before, process_of(SELLER + "[[tax]]\ncode = \"de\"\npercent = \"21\"\n")),
                ElementsAre("tax"));
}

}  // namespace
}  // namespace kaskad::config
