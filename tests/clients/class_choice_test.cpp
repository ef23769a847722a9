#include "gateway/clients/class_choice.hpp"

#include <gtest/gtest.h>

namespace kaskad::gateway::clients {
namespace {

using core::class_source;
using core::message_class;

facts::smpp_account terms_with(std::vector<facts::class_rule> rules) {
    facts::smpp_account made;
    made.default_class = message_class::service;
    made.classes = std::move(rules);
    return made;
}

message_class class_of(const facts::class_rule& rule, const smpp::submit_sm& request, std::string_view sender = "") {
    return choose_class(terms_with({rule}), request, sender).klass;
}

TEST(ClientsClassChoice, WithoutARuleThatFitsItIsTheAccounts) {
    const auto chosen = choose_class(terms_with({{.klass = message_class::otp, .sender = "Bank"}}), {}, "Shop");
    EXPECT_EQ(chosen.klass, message_class::service);
    EXPECT_EQ(chosen.source, class_source::account_default);
}

TEST(ClientsClassChoice, TheFirstRuleThatFitsCounts) {
    const auto terms = terms_with({{.klass = message_class::otp, .service_type = "OTP"},
                                   {.klass = message_class::marketing, .sender = "Shop"},
                                   {.klass = message_class::transactional, .sender = "Shop"}});
    const auto chosen = choose_class(terms, {}, "Shop");
    EXPECT_EQ(chosen.klass, message_class::marketing);
    EXPECT_EQ(chosen.source, class_source::account_rule);
    EXPECT_EQ(choose_class(terms, {.service_type = "OTP"}, "Shop").klass, message_class::otp);
}

TEST(ClientsClassChoice, ATlvIsKnownByItsTagOrItsValue) {
    smpp::submit_sm request;
    request.tlvs = {{0x1500, std::string("otp\0", 4)}};
    const auto otp = message_class::otp;
    EXPECT_EQ(class_of({.klass = otp, .tag = 0x1500}, request), otp);
    EXPECT_EQ(class_of({.klass = otp, .tag = 0x1500, .value = "otp"}, request), otp) << "with its NUL or without";
    EXPECT_EQ(class_of({.klass = otp, .tag = 0x1500, .value = "ot"}, request), message_class::service);
    EXPECT_EQ(class_of({.klass = otp, .tag = 0x1501}, request), message_class::service);
}

TEST(ClientsClassChoice, EverythingARuleSaysMustFit) {
    const facts::class_rule rule{
        .klass = message_class::otp, .service_type = "OTP", .sender = "Bank", .priorities = {2, 3}};
    const smpp::submit_sm request{.service_type = "OTP", .priority_flag = 3};
    EXPECT_EQ(class_of(rule, request, "Bank"), message_class::otp);
    EXPECT_EQ(class_of(rule, request, "Shop"), message_class::service);
    EXPECT_EQ(class_of(rule, {.service_type = "OTP", .priority_flag = 1}, "Bank"), message_class::service);
}

TEST(ClientsClassChoice, NothingGoesBeforeWhatTheAccountMayHave) {
    auto terms = terms_with({{.klass = message_class::otp, .sender = "Bank"}});
    terms.class_max = message_class::transactional;
    EXPECT_EQ(choose_class(terms, {}, "Bank").klass, message_class::transactional);
    EXPECT_EQ(choose_class(terms, {}, "Shop").klass, message_class::service);
}

}  // namespace
}  // namespace kaskad::gateway::clients
