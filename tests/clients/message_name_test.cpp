#include "gateway/clients/message_name.hpp"

#include <gtest/gtest.h>

namespace kaskad::gateway::clients {
namespace {

using facts::message_id_form;

constexpr core::message_id ID{252'201'579'132'747'776};  // of August 2026
constexpr uint32_t ALIAS = 0x00ABCDEF;                   // 11259375

message_name named(std::string_view text, message_id_form form = message_id_form::plain) {
    return read_message_id(text, form).value_or(message_name{});
}

}  // namespace

TEST(ClientsMessageName, EachFormHasItsDigits) {
    EXPECT_EQ(message_id_text(ID, 0), "252201579132747776");
    EXPECT_EQ(message_id_text(ID, 0, message_id_form::hexadecimal), "0380000000000000");
    EXPECT_EQ(message_id_text(ID, ALIAS), "00ABCDEF") << "SMPP 3.3 has room for eight";
    EXPECT_EQ(message_id_text(ID, ALIAS, message_id_form::short_decimal), "0011259375");
    EXPECT_EQ(message_id_text(ID, UINT32_MAX, message_id_form::short_decimal), "4294967295");
}

TEST(ClientsMessageName, EveryFormIsReadWhateverTheAccountHasNow) {
    using enum message_id_form;
    for (const auto now : {plain, hexadecimal, short_decimal}) {
        EXPECT_EQ(named("252201579132747776", now), (message_name{.id = ID}));
        EXPECT_EQ(named("0380000000000000", now), (message_name{.id = ID}));
        EXPECT_EQ(named("0011259375", now), (message_name{.alias = ALIAS}));
    }
    EXPECT_EQ(named("00ABCDEF"), (message_name{.alias = ALIAS}));
}

TEST(ClientsMessageName, SpacesCaseAndLostZerosDoNotCount) {
    EXPECT_EQ(named(" 252201579132747776  "), (message_name{.id = ID}));
    EXPECT_EQ(named("abcdef"), (message_name{.alias = ALIAS}));
    EXPECT_EQ(named("11259375", message_id_form::short_decimal), (message_name{.alias = ALIAS}));
}

TEST(ClientsMessageName, WhatIsNoIdOfOursIsNone) {
    for (const auto* text : {"", " ", "0", "0000000000", "00000000", "xyz", "-1", "25220157913274777x", "4294967296",
                             "0380000000000000000000000000000000", "99999999999999999999999"})
        EXPECT_FALSE(read_message_id(text, message_id_form::plain)) << text;
}

}  // namespace kaskad::gateway::clients
