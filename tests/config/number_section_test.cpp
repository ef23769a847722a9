#include "tests/config/reading.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

// What is known of numbers besides the plan: files of ported ones, [lookup], and who uses it.

namespace kaskad::config {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const std::string PROVIDER = "[lookup]\nurl = \"https://hlr.example/v2/{number}?mode=mnp\"\n";

settings settings_of(const std::string& text) {
    auto result = read(text);
    EXPECT_TRUE(result) << to_string(result.error()[0]);
    return result ? std::move(*result) : settings{};
}

std::string refusal_of(const std::string& text) {
    const auto all = mistakes(text);
    EXPECT_EQ(all.size(), 1U) << text;
    return all.empty() ? "" : all[0];
}

}  // namespace

TEST(ConfigNumbers, PortedFilesLieBesideTheFileThatNamesThem) {
    const auto result = parse("ported_numbers = [\"de.bin\", \"/var/es.bin\"]", "/etc/kaskad/kaskad.toml",
                              [](const std::string&) { return std::unexpected(std::string{"no file is read"}); });
    ASSERT_TRUE(result);
    EXPECT_THAT(result->ported_numbers, ElementsAre("/etc/kaskad/de.bin", "/var/es.bin"));
    EXPECT_TRUE(result->process.number_check);
    EXPECT_FALSE(settings_of("number_check = false").process.number_check);
}

TEST(ConfigNumbers, AProviderWithAUrlIsAsked) {
    EXPECT_FALSE(settings_of("[lookup]\n").process.engine.lookup.enabled);
    const auto read = settings_of(PROVIDER +
                                  "headers = [\"Authorization: Bearer x\"]\nmccmnc_at = \"/0/net\"\nprice = \"0.004\"\n"
                                  "currency = \"EUR\"\ndeadline_ms = 800\ncache_ms = 60000\nparallel = 4\n");
    const auto& call = read.process.lookup;
    const auto& rules = read.process.engine.lookup;
    EXPECT_TRUE(rules.enabled);
    EXPECT_EQ(call.url, "https://hlr.example/v2/{number}?mode=mnp");
    EXPECT_THAT(call.headers, ElementsAre("Authorization: Bearer x"));
    EXPECT_EQ(call.mccmnc_at, "/0/net");
    EXPECT_EQ(call.original_at, "/original");
    EXPECT_EQ(call.parallel, 4U);
    EXPECT_EQ(rules.price, *core::parse_price("0.004"));
    EXPECT_EQ(rules.deadline_ms, 800);
    EXPECT_EQ(rules.request_deadline_ms, 5'000);
    EXPECT_EQ(rules.cache_ms, 60'000);
}

TEST(ConfigNumbers, WhatCannotBeAskedIsRefused) {
    EXPECT_THAT(refusal_of("[lookup]\nurl = \"https://hlr.example/\"\n"), HasSubstr("{number} must stand in it"));
    EXPECT_THAT(refusal_of("[lookup]\nurl = \"hlr.example/{number}\"\n"), HasSubstr("lookup.url: expected http(s)"));
    EXPECT_THAT(refusal_of(PROVIDER + "headers = [\"no header\"]\n"), HasSubstr("lookup.headers: expected a header"));
    EXPECT_THAT(refusal_of(PROVIDER + "headers = [\"A: b\\r\\nC: d\"]\n"), HasSubstr("lookup.headers"));
    EXPECT_THAT(refusal_of(PROVIDER + "reach_at = \"reach\"\n"), HasSubstr("lookup.reach_at: expected a JSON pointer"));
    EXPECT_THAT(refusal_of(PROVIDER + "price = \"0.004\"\n"), HasSubstr("lookup.currency: say in which currency"));
    EXPECT_THAT(refusal_of(PROVIDER + "request_deadline_ms = 8001\n"), HasSubstr("must be 50 to 8000"));
}

// What a secret is may not stand in the log of a reload.
TEST(ConfigNumbers, HeadersAreNotShownWhenTheyChange) {
    const auto before = settings_of(PROVIDER + "headers = [\"X-Key: one\"]\n");
    const auto after = settings_of(PROVIDER + "headers = [\"X-Key: two\"]\ndeadline_ms = 900\n");
    EXPECT_THAT(keys_changed(before.process, after.process), ElementsAre("lookup.deadline_ms"));
}

TEST(ConfigNumbers, ClientsAndLinksSayWhoUsesIt) {
    const auto read =
        settings_of(client_with("lookup_price = \"0.01\"\nlooks_up = true\n") + link_with("names_networks = true\n"));
    EXPECT_EQ(read.declared.clients[0].value.lookup_price, *core::parse_price("0.01"));
    EXPECT_TRUE(read.declared.clients[0].value.looks_up);
    EXPECT_TRUE(read.declared.links[0].names_networks);
}

}  // namespace kaskad::config
