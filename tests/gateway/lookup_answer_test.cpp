#include "gateway/lookup_answer.hpp"

#include <gtest/gtest.h>

namespace kaskad::gateway {

namespace {

constexpr core::message_id ID{7};

facts::lookup_answered read(std::string_view body, const config::lookup_call_options& where = {}) {
    return read_lookup_answer(ID, body, where);
}

}  // namespace

TEST(GatewayLookupAnswer, ReadsByTheUsualNames) {
    const auto answer = read(R"({"mccmnc":"26202","original":26201,"ported":true,"reach":"reachable"})");
    EXPECT_EQ(answer.id, ID);
    EXPECT_TRUE(answer.has_answer);
    EXPECT_EQ(answer.mccmnc, "26202");
    EXPECT_EQ(answer.original, "26201");
    EXPECT_TRUE(answer.is_ported);
    EXPECT_EQ(answer.reach, facts::lookup_reach::reachable);
}

TEST(GatewayLookupAnswer, ReadsWhereItIsTold) {
    config::lookup_call_options where;
    where.mccmnc_at = "/0/network/mccmnc";
    where.reach_at = "/0/active";
    const auto answer = read(R"([{"network":{"mccmnc":"310260"},"active":false}])", where);
    EXPECT_EQ(answer.mccmnc, "310260");
    EXPECT_EQ(answer.reach, facts::lookup_reach::absent);
    EXPECT_FALSE(answer.is_ported);
}

TEST(GatewayLookupAnswer, ThatThereIsNoSuchNumberIsAnAnswer) {
    const auto answer = read(R"({"reach":"no_such_number"})");
    EXPECT_TRUE(answer.has_answer);
    EXPECT_EQ(answer.mccmnc, "");
}

TEST(GatewayLookupAnswer, WhatNamesNoNetworkIsNone) {
    for (const auto* body : {"", "<html>", "{\"mccmnc\":\"26202\"", "{\"mccmnc\":\"26202\"} x"})
        EXPECT_EQ(read(body).error, "the provider's answer is no JSON") << body;
    for (const auto* body :
         {"{}", "[]", "7", "null", R"({"mccmnc":null})", R"({"mccmnc":"2620"})", R"({"mccmnc":""})",
          R"({"mccmnc":-26202})", R"({"mccmnc":262.02})", R"({"mccmnc":{"a":1}})", R"({"reach":"reachable"})"}) {
        EXPECT_FALSE(read(body).has_answer) << body;
        EXPECT_EQ(read(body).error, "the provider named no network") << body;
    }
}

}  // namespace kaskad::gateway
