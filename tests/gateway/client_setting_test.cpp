#include "gateway/client_setting.hpp"

#include "gateway/countries.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

// What a person types after `kaskad client set`, and the countries that settings may name.

namespace kaskad::gateway {
namespace {

std::string read(const std::vector<std::string>& words) {
    const auto made = read_settings(words);
    return made ? boost::json::serialize(*made) : made.error();
}

TEST(ClientSetting, IsTheMemberItStandsFor) {
    EXPECT_EQ(read({"currency=EUR", "limit=100.50", "rate=20", "enabled=false", "countries_denied=RU,BY"}),
              R"({"currency":"EUR","limit":"100.50","rate":20,"enabled":false,"countries_denied":["RU","BY"]})");
    EXPECT_EQ(read({"parent=", "countries_allowed="}), R"({"parent":"","countries_allowed":[]})");
    EXPECT_EQ(read({"zone=Europe/Berlin"}), R"({"zone":"Europe/Berlin"})");
}

TEST(ClientSetting, AQuotaIsWrittenShort) {
    EXPECT_EQ(read({"quotas=day:messages:1000,month:money:50.00:DE:80"}),
              R"({"quotas":[{"period":"day","unit":"messages","limit":1000},)"
              R"({"period":"month","unit":"money","limit":"50.00","country":"DE","warn_percent":80}]})");
}

TEST(ClientSetting, WhatCannotBeReadIsSaid) {
    EXPECT_EQ(read({"limit"}), "'limit' is no setting, as limit=100");
    EXPECT_EQ(read({"=5"}), "'=5' is no setting, as limit=100");
    EXPECT_EQ(read({"rate=fast"}), "rate: 'fast' is no whole number");
    EXPECT_EQ(read({"enabled=yes"}), "enabled: 'yes' is not true or false");
    EXPECT_EQ(read({"quotas=day:messages"}), "quotas: 'day:messages' is no quota, as day:messages:1000:DE:80");
    EXPECT_EQ(read({"quotas=day:parts:many"}), "quotas: 'many' is no whole number");
}

TEST(Countries, AreThoseOfTheList) {
    const auto known = countries::parse("# comment\nDE\tGermany\nGB\tBritain (UK)\nnot one\n");
    EXPECT_TRUE(known.is_known("DE"));
    EXPECT_TRUE(known.is_known("XK"));
    EXPECT_FALSE(known.is_known("UK"));
    EXPECT_TRUE(countries::parse("").is_known("UK")) << "without a list there is nothing to go by";
    EXPECT_FALSE(countries::load().is_known("UK")) << "the list of the system";
}

}  // namespace
}  // namespace kaskad::gateway
