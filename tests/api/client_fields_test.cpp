#include "gateway/api/client_fields.hpp"

#include "gateway/api/client_view.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

// What a request says of a client: each field that is wrong is named, and what is left out stays.

namespace kaskad::gateway::api {
namespace {

known_words small_world() {
    return {.is_zone = [](std::string_view name) { return name == "Europe/Berlin"; },
            .is_country = [](std::string_view code) { return code == "DE" || code == "RU"; }};
}

client_settings shop() {
    client_settings known{.value = {}, .parent = "acme"};
    known.value.id = core::client_id{7};
    known.value.name = "shop";
    known.value.currency = *core::parse_currency("EUR");
    known.value.rate = 20;
    return known;
}

std::expected<client_settings, problem> change(const std::string& body) {
    return read_client(body, shop(), false, small_world());
}

TEST(ClientFields, WhatIsLeftOutStays) {
    const auto made = change(R"({"limit":"100.5"})");
    ASSERT_TRUE(made);
    EXPECT_EQ(made->value.limit.e6, 100'500'000);
    EXPECT_EQ(made->value.rate, 20U);
    EXPECT_EQ(made->value.id.value, 7U);
    EXPECT_EQ(made->parent, "acme");
}

TEST(ClientFields, AreTheWordsOfTheFacts) {
    const auto made = change(
        R"({"parent":"","clients_max":5,"zone":"Europe/Berlin","enabled":false,"pricing":"parent",
            "markup_percent":"12.5","markup":"0.00000001","earn_min":"0.001","charge":"on_delivered",
            "unit":"delivered_part","without_receipt_percent":40,"late_hours":24,"balance_low":"5",
            "rate":50,"rate_burst":100,"dear_price":"0.5","countries_allowed":["RU"],"countries_denied":["DE"],
            "quotas":[{"period":"day","unit":"money","limit":"12.5","warn_percent":80},
                      {"period":"month","unit":"parts","limit":1000,"country":"DE"}],
            "max_parts":3,"weight":2,"default_sender":"Shop","default_class":"otp","home_trunk":"0",
            "home_country":"49","names_networks":true,"links_allowed":["alpha"],"margin_min":"-0.01",
            "spend_max":"1","sticky_s":60,"pumping":"guard","traffic_allowed":[{"prefix":"4915"}]})");
    ASSERT_TRUE(made) << made.error().detail;
    const auto& value = made->value;
    EXPECT_EQ(value.markup_ppm, 125'000);
    EXPECT_EQ(value.markup.e8, 1);
    EXPECT_EQ(value.charge, billing::charge_rule::on_delivered);
    EXPECT_EQ(value.unit, facts::charge_unit::delivered_part);
    EXPECT_EQ(value.balance_low.e6, 5'000'000);
    ASSERT_EQ(value.quotas.size(), 2U);
    EXPECT_EQ(value.quotas[0],
              (facts::quota{.unit = facts::quota_unit::money, .country = "", .limit = 12'500'000, .warn_percent = 80}));
    EXPECT_EQ(value.quotas[1].limit, 1'000);
    EXPECT_EQ(value.default_class, core::message_class::otp);
    EXPECT_EQ(value.margin_min.e8, -1'000'000);
    EXPECT_EQ(value.pumping, facts::pumping_rule::guard);
    EXPECT_EQ(value.traffic_allowed.front().prefix, "4915");
    EXPECT_TRUE(made->parent.empty());
}

struct bad_field {
    const char* body;
    const char* code;
    const char* field;
};

TEST(ClientFields, EachThatIsWrongIsNamed) {
    for (const auto& [body, code, field] : {
             bad_field{R"({"colour":"red"})", "unknown_field", "colour"},
             bad_field{R"({"limit":100})", "wrong_type", "limit"},
             bad_field{R"({"limit":"-1"})", "invalid_field", "limit"},
             bad_field{R"({"limit":"1.0000001"})", "invalid_field", "limit"},
             bad_field{R"({"limit":"2000000000"})", "invalid_field", "limit"},
             bad_field{R"({"markup":"0.123456789"})", "invalid_field", "markup"},
             bad_field{R"({"markup_percent":"0.00001"})", "invalid_field", "markup_percent"},
             bad_field{R"({"markup_percent":"100001"})", "invalid_field", "markup_percent"},
             bad_field{R"({"markup_percent":"-101"})", "invalid_field", "markup_percent"},
             bad_field{R"({"dear_price":"-2"})", "invalid_field", "dear_price"},
             bad_field{R"({"balance_low":"-1"})", "invalid_field", "balance_low"},
             bad_field{R"({"rate":1.5})", "wrong_type", "rate"},
             bad_field{R"({"max_parts":0})", "invalid_field", "max_parts"},
             bad_field{R"({"max_parts":256})", "invalid_field", "max_parts"},
             bad_field{R"({"enabled":"yes"})", "wrong_type", "enabled"},
             bad_field{R"({"zone":"Mars/Phobos"})", "invalid_field", "zone"},
             bad_field{R"({"currency":"euro"})", "invalid_field", "currency"},
             bad_field{R"({"countries_denied":["UK"]})", "invalid_field", "countries_denied"},
             bad_field{R"({"countries_denied":"DE"})", "wrong_type", "countries_denied"},
             bad_field{R"({"pricing":"free"})", "invalid_field", "pricing"},
             bad_field{R"({"pricing":""})", "invalid_field", "pricing"},
             bad_field{R"({"default_class":"vip"})", "invalid_field", "default_class"},
             bad_field{R"({"default_sender":"much too long a sender"})", "invalid_field", "default_sender"},
             bad_field{R"({"parent":"a b"})", "invalid_field", "parent"},
             bad_field{R"({"without_receipt_percent":101})", "invalid_field", "without_receipt_percent"},
             bad_field{R"({"quotas":[{"period":"day","unit":"parts"}]})", "missing_field", "quotas[0].limit"},
             bad_field{R"({"quotas":[{"period":"day","unit":"parts","limit":"5"}]})", "wrong_type", "quotas[0].limit"},
             bad_field{R"({"quotas":[{"period":"day","unit":"money","limit":5}]})", "wrong_type", "quotas[0].limit"},
             bad_field{R"({"quotas":[{"period":"week","unit":"parts","limit":5}]})", "invalid_field",
                       "quotas[0].period"},
             bad_field{R"({"quotas":[{"period":"day","unit":"parts","limit":5,"x":1}]})", "unknown_field",
                       "quotas[0].x"},
             bad_field{R"({"quotas":[7]})", "wrong_type", "quotas[0]"},
         }) {
        const auto made = change(body);
        ASSERT_FALSE(made) << body;
        EXPECT_EQ(made.error().code(), code) << body;
        EXPECT_EQ(made.error().status(), 422) << body;
        EXPECT_EQ(made.error().errors.front().field, field) << body;
    }
}

TEST(ClientFields, TheSameQuotaTwiceIsNone) {
    const auto made = change(R"({"quotas":[{"period":"day","unit":"parts","limit":5},
                                           {"period":"day","unit":"parts","limit":6}]})");
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().errors.front().field, "quotas[1].unit");
}

TEST(ClientFields, ANewClientNeedsACurrencyAndAName) {
    client_settings fresh{.value = {}, .parent = {}};
    fresh.value.name = "a/b";
    const auto made = read_client("{}", fresh, true, {});
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().errors.size(), 2U);
    EXPECT_EQ(made.error().errors[0].field, "name");
    EXPECT_EQ(made.error().errors[1].field, "currency");
    EXPECT_EQ(read_client("[]", fresh, true, {}).error().code(), "malformed_json");
}

TEST(ClientView, ShowsTheAccountAndWhatIsUsed_AndNoDigest) {
    facts::client_standing standing{.value = shop().value, .parent = "acme"};
    standing.value.limit = {5'000'000};
    standing.value.markup_ppm = 125'000;
    standing.value.keys = {{.name = "main", .sha256 = std::string(64, 'a')}};
    standing.value.quotas = {{.unit = facts::quota_unit::money, .country = {}, .limit = 10'000'000}};
    standing.posted = {2'000'000};
    standing.reserved = {500'000};
    standing.used = {{.client = {7}, .country = {}, .begin_day = 20'000, .money = {250'000}}};
    const auto text = render_client(standing, false);
    const auto json = boost::json::parse(text);
    EXPECT_EQ(json.at("balance"), "2");
    EXPECT_EQ(json.at("reserved"), "0.5");
    EXPECT_EQ(json.at("available"), "6.5");
    EXPECT_EQ(json.at("markup_percent"), "12.5");
    EXPECT_EQ(json.at("quotas").at(0).at("used"), "0.25");
    EXPECT_EQ(json.at("quotas").at(0).at("since"), "2024-10-04");
    EXPECT_FALSE(text.contains("aaaa")) << "not even the digest of a key";
    EXPECT_FALSE(text.contains("links_allowed")) << "how messages are routed is not a reseller's to know";
    EXPECT_TRUE(render_client(standing, true).contains("links_allowed"));
    EXPECT_FALSE(render_keys(standing.value).contains("aaaa"));
}

}  // namespace
}  // namespace kaskad::gateway::api
