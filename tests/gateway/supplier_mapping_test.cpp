#include "gateway/supplier_mapping.hpp"

#include "gateway/supplier_values.hpp"
#include "gateway/waterfall_chart.hpp"
#include "smpp/transport/named_zone.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kaskad::gateway {
namespace {

using ::testing::HasSubstr;

std::string why(std::string_view toml) {
    const auto read = read_supplier_mapping(toml, "m.toml");
    return read ? std::string{"none"} : read.error();
}

using written_keys = std::vector<std::pair<std::string, std::string>>;

TEST(GatewaySupplierMapping, MayBeSaidKeyByKey) {
    const auto read = read_supplier_mapping({.toml = "currency = \"EUR\"\n[columns]\nid = \"a\"\n",
                                             .keys = {{"header_rows", "2"},
                                                      {"decimal", "comma"},
                                                      {"columns.amount", "Sum, net"},
                                                      {"status.all right", "delivered"},
                                                      {"status.gone", "failed"},
                                                      {"network.Telekom.DE", "26201"}}},
                                            {.unit = row_unit::message});
    ASSERT_TRUE(read.has_value()) << config::to_string(read.error().front());
    EXPECT_EQ(read->unit, row_unit::message);
    EXPECT_EQ(read->header_rows, 2);
    EXPECT_TRUE(read->has_decimal_comma);
    EXPECT_EQ(read->columns.id, "a");
    EXPECT_EQ(read->columns.amount, "Sum, net");
    ASSERT_EQ(read->statuses.size(), 2U);
    EXPECT_EQ(read->statuses[1].word, "gone");
    EXPECT_EQ(read->statuses[1].means, billing::reconciliation::row_status::failed);
    ASSERT_EQ(read->networks.size(), 1U);
    EXPECT_EQ(read->networks[0].word, "Telekom.DE");
    EXPECT_EQ(read->networks[0].mccmnc, "26201");
}

TEST(GatewaySupplierMapping, NamesTheKeyThatIsWrong) {
    const auto first = [](written_keys keys) {
        const auto read = read_supplier_mapping({.toml = {}, .keys = std::move(keys)}, {});
        return read ? std::string{"none"} : config::to_string(read.error().front());
    };
    const written_keys good{{"currency", "EUR"}, {"columns.id", "a"}, {"columns.amount", "b"}};
    EXPECT_EQ(first(good), "none");
    const auto with = [&](const char* name, const char* value) {
        auto keys = good;
        keys.emplace_back(name, value);
        return first(keys);
    };
    EXPECT_THAT(with("header_rows", "two"), HasSubstr("header_rows: expected a whole number"));
    EXPECT_THAT(with("header_rows", "101"), HasSubstr("header_rows: must be 0 to 100"));
    EXPECT_THAT(with("columns.sum", "c"), HasSubstr("columns.sum: unknown key"));
    EXPECT_THAT(with("columns", "c"), HasSubstr("columns: "));
    EXPECT_THAT(with("status", "c"), HasSubstr("status: "));
    EXPECT_THAT(with("status.ok", "lost"), HasSubstr("status.means: expected one of accepted"));
    EXPECT_THAT(with("colums.id", "a"), HasSubstr("unknown key"));
    EXPECT_THAT(first({}), HasSubstr("missing"));
}

TEST(GatewaySupplierMapping, SaysWhereItIsWrong) {
    constexpr auto* GOOD = "currency = \"EUR\"\n[columns]\nid = \"a\"\namount = \"b\"\n";
    EXPECT_EQ(why(GOOD), "none");
    EXPECT_THAT(why("curency = \"EUR\"\n"), HasSubstr("m.toml:1:1: curency: unknown key; did you mean \"currency\"?"));
    EXPECT_THAT(why("currency = 3\n"), HasSubstr("m.toml:1:12: currency"));
    EXPECT_THAT(why("[columns]\nid = \"a\"\namount = \"b\"\n"), HasSubstr("currency: missing"));
    EXPECT_THAT(why("currency = \"EUR\"\n[columns]\nid = \"a\"\n"), HasSubstr("columns.amount: missing"));
    EXPECT_THAT(why("currency = \"EUR\"\n[columns]\namount = \"a\"\n"), HasSubstr("columns.id: missing"));
    EXPECT_THAT(why(std::string{"shape = \"fixed\"\n"} + GOOD), HasSubstr("as \"1-12\""));
    EXPECT_THAT(why(std::string{"rows = \"totals\"\n"} + GOOD), HasSubstr("rows of totals need time"));
    EXPECT_THAT(why("zone = \"Europe/Atlantis\"\n"), HasSubstr("zone"));
    EXPECT_THAT(why("[[status]]\nword = \"x\"\nmeans = \"lost\"\n"), HasSubstr("expected one of accepted"));
}

TEST(GatewaySupplierMapping, SaysWhatIsNotArguedAbout) {
    const std::string good = "currency = \"EUR\"\n[columns]\nid = \"a\"\namount = \"b\"\n";
    const auto none = read_supplier_mapping(good, "m.toml");
    ASSERT_TRUE(none.has_value());
    EXPECT_FALSE(none->tolerance_ppm || none->tolerance);
    EXPECT_EQ(none->dispute_days, 21);
    const auto some =
        read_supplier_mapping("tolerance_percent = \"0.5\"\ntolerance = \"10\"\ndispute_days = 30\n" + good, "m.toml");
    ASSERT_TRUE(some.has_value()) << some.error();
    EXPECT_EQ(some->tolerance_ppm, 5'000);
    EXPECT_EQ(some->tolerance, core::amount{10'000'000});
    EXPECT_EQ(some->dispute_days, 30);
    EXPECT_THAT(why("tolerance = \"-1\"\n" + good), HasSubstr("m.toml:1:13: tolerance"));
    EXPECT_THAT(why("tolerance_percent = \"101\"\n" + good), HasSubstr("tolerance_percent"));
    EXPECT_THAT(why("dispute_days = 0\n" + good), HasSubstr("dispute_days"));
}

TEST(GatewaySupplierValues, MoneyIsExactAndOfOneDecimalSign) {
    EXPECT_EQ(read_money("0.01234567", false)->exact.e8, 1'234'567);
    EXPECT_EQ(read_money("0,5", true)->exact.e8, 50'000'000);
    EXPECT_EQ(read_money("-12.5", false)->decimals, 1);
    EXPECT_FALSE(read_money("1,234.50", false).has_value());
    EXPECT_FALSE(read_money("1.234,50", true).has_value());
    EXPECT_FALSE(read_money("1e3", false).has_value());
    EXPECT_FALSE(read_money("", false).has_value());
    EXPECT_TRUE(read_money("1000000", false).has_value());
    EXPECT_FALSE(read_money("1000000.01", false).has_value());
    // Half to even: 0.0000025 becomes 0.000002, 0.0000035 becomes 0.000004.
    EXPECT_EQ(to_amount({250}).e6, 2);
    EXPECT_EQ(to_amount({350}).e6, 4);
}

TEST(GatewaySupplierValues, RecipientsComeInManyForms) {
    for (const auto* text : {"4915123456789", "+4915123456789", "004915123456789", "+49 151 23456789", "015123456789"})
        EXPECT_EQ(read_recipient(text, "49"), 4915123456789u) << text;
    EXPECT_THAT(read_recipient("4.91512E+12", "").error(), HasSubstr("a spreadsheet has cut"));
    EXPECT_FALSE(read_recipient("49151xxx", "").has_value());
    EXPECT_FALSE(read_recipient("1234567890123456", "").has_value());
}

// 2026-11-05 12:30:00 UTC is 1793881800.
TEST(GatewaySupplierValues, TimesAreReadByTheirFormAndZone) {
    constexpr int64_t NOON = 1'793'881'800'000;
    const smpp::time_zone utc;
    const auto berlin = smpp::transport::load_time_zone("Europe/Berlin").value();
    EXPECT_EQ(read_time("2026-11-05 12:30:00", "%Y-%m-%d %H:%M:%S", utc), NOON);
    EXPECT_EQ(read_time("05.11.2026 13:30", "%d.%m.%Y %H:%M", berlin), NOON);
    EXPECT_EQ(read_time("05/11/26 01:30:00 PM", "%d/%m/%y %I:%M:%S %p", berlin), NOON);
    EXPECT_EQ(read_time("2026-11-05T18:15:00+05:45", "%Y-%m-%dT%H:%M:%S", berlin), NOON);
    EXPECT_EQ(read_time("2026-11-05T12:30:00.250Z", "%Y-%m-%dT%H:%M:%S", berlin), NOON + 250);
    EXPECT_EQ(read_time("1793881800", "unix", berlin), NOON);
    EXPECT_EQ(read_time("1793881800007", "unix_ms", berlin), NOON + 7);
    for (const auto* bad :
         {"2026-02-30 12:30:00", "2026-11-05", "", "1026-11-05 12:30:00", "2026-11-05 12:30:00 morning"})
        EXPECT_FALSE(read_time(bad, "%Y-%m-%d %H:%M:%S", utc).has_value()) << bad;
}

// From our total 0.03 more for parts, then 0.01 less: boxes 0 to 0.03, 0.03 to 0.02, and the whole.
TEST(GatewayWaterfallChart, StepsFromSumToSum) {
    billing::reconciliation::currency_waterfall of;
    of.steps[static_cast<size_t>(billing::reconciliation::category::parts)].delta_e6 = 30'000;
    of.steps[static_cast<size_t>(billing::reconciliation::category::price)].delta_e6 = -10'000;
    const auto script = chart_script(of, "EUR");
    EXPECT_THAT(script, HasSubstr("0 0 0 0.03 0.03 0xC0392B \"parts\"\n1 0.03 0.03 0.02 0.02 0x2E7D32 \"price\"\n"
                                  "2 0 0 0.02 0.02 0x455A64 \"theirs - ours\"\n"));
    const auto drawn = draw_waterfall(of, "EUR");
    ASSERT_TRUE(drawn.has_value()) << drawn.error();
    EXPECT_TRUE(drawn->starts_with("<svg"));
    EXPECT_THAT(*drawn, HasSubstr("theirs - ours"));
    EXPECT_THAT(*drawn, ::testing::Not(HasSubstr("<script")));
    EXPECT_EQ(draw_waterfall(of, "EUR", "no-such-program").error(), "there is no chart: gnuplot is not installed");
}

}  // namespace
}  // namespace kaskad::gateway
