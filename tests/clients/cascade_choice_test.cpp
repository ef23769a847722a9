#include "gateway/clients/cascade_choice.hpp"

#include "gateway/clients/message_form.hpp"
#include "gateway/clients/submission.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

// The TLVs by which a submit says by which cascade it goes: the letters of channels.md 2a, and ours.

namespace kaskad::gateway::clients {
namespace {

using core::channel;
using facts::step_goal;
using smpp::command_status;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr uint16_t MODE = 0x1437;
constexpr uint16_t NAME = 0x1443;
constexpr uint16_t ORDER = 0x1444;
constexpr uint16_t VIBER_TEXT = 0x1445;
constexpr int64_t NOW = 1'735'733'700'000;  // 2025-01-01 12:15 UTC

facts::smpp_account terms() {
    facts::smpp_account made;
    made.cascade = "usual";
    made.cascade_order_tag = ORDER;
    made.cascade_mode_tag = MODE;
    made.cascade_name_tag = NAME;
    made.content_tags = {{channel::viber, VIBER_TEXT}};
    return made;
}

facts::submit_message chosen(const smpp::tlv_list& tlvs, const facts::smpp_account& by = terms()) {
    facts::submit_message command;
    const auto ok = choose_cascade(command, by, tlvs);
    EXPECT_TRUE(ok);
    return command;
}

command_status refusal_of(const smpp::tlv_list& tlvs, const facts::smpp_account& by = terms()) {
    facts::submit_message command;
    const auto ok = choose_cascade(command, by, tlvs);
    return ok ? command_status::rok : ok.error();
}

std::vector<channel> order_of(const std::string& text) {
    std::vector<channel> order;
    for (const auto& step : chosen({{ORDER, text}}).steps->steps)
        order.push_back(step.channel);
    return order;
}

std::vector<step_goal> goals_of(const std::string& order, const std::string& mode) {
    std::vector<step_goal> goals;
    for (const auto& step : chosen({{ORDER, order}, {MODE, mode}}).steps->steps)
        goals.push_back(step.success_on);
    return goals;
}

std::vector<uint32_t> times_of(const smpp::tlv_list& tlvs, const facts::smpp_account& by = terms()) {
    std::vector<uint32_t> times;
    for (const auto& step : chosen(tlvs, by).steps->steps)
        times.push_back(step.timeout_ms);
    return times;
}

}  // namespace

TEST(ClientsCascadeChoice, ChannelsAreLettersOrWordsInTheirOrder) {
    EXPECT_THAT(order_of("V,S"), ElementsAre(channel::viber, channel::sms));
    EXPECT_THAT(order_of("i,w,t,p,f,s"), ElementsAre(channel::viber, channel::whatsapp, channel::telegram,
                                                     channel::push, channel::voice, channel::sms));
    EXPECT_THAT(order_of("Viber, SMS"), ElementsAre(channel::viber, channel::sms));
    EXPECT_THAT(order_of("email,other,S"), ElementsAre(channel::email, channel::other, channel::sms));
    EXPECT_THAT(order_of(std::string{"V,S\0", 4}), ElementsAre(channel::viber, channel::sms)) << "a C-octet string";
    EXPECT_THAT(order_of("S"), ElementsAre(channel::sms));
}

TEST(ClientsCascadeChoice, AnOrderThatCannotBeMeantIsRefused) {
    for (const auto* order : {"", ",", "V,", "V,,S", "X,S", "V;S", "fax", "V S", "V,viber", "S,V,S"})
        EXPECT_EQ(refusal_of({{ORDER, order}}), command_status::rinvtlvval) << order;
    EXPECT_EQ(refusal_of({{ORDER, "V,I,S"}}), command_status::rinvtlvval)
        << "whoever means VK by V would send to Viber twice";
    EXPECT_EQ(refusal_of({{ORDER, std::string{"V\0S", 3}}}), command_status::rinvtlvval);
}

TEST(ClientsCascadeChoice, WithoutAModeTheNextFollowsWhatWasNotDelivered) {
    const auto made = chosen({{ORDER, "V,T,S"}});
    EXPECT_TRUE(made.cascade_name.empty()) << "an order goes before the default";
    for (const auto& step : made.steps->steps) {
        EXPECT_EQ(step.success_on, step_goal::delivered);
        EXPECT_THAT(step.advance_on, IsEmpty()) << "whatever kept it from arriving";
    }
    EXPECT_THAT(times_of({{ORDER, "V,T,S"}}), ElementsAre(60'000, 60'000, 0)) << "nothing follows the last";
    auto slow = terms();
    slow.cascade_step_s = 300;
    EXPECT_THAT(times_of({{ORDER, "V,S"}, {MODE, "Y"}}, slow), ElementsAre(300'000, 0));
}

TEST(ClientsCascadeChoice, OrWhatWasNotReadWhereThatCanBeSeen) {
    EXPECT_THAT(goals_of("V,W,T,F,S", "S"), ElementsAre(step_goal::read, step_goal::read, step_goal::read,
                                                        step_goal::delivered, step_goal::delivered));
    EXPECT_THAT(goals_of("S,V", "s"), ElementsAre(step_goal::delivered, step_goal::delivered))
        << "read or not, nothing follows the last";
    EXPECT_THAT(goals_of("P,S", "S"), ElementsAre(step_goal::sent, step_goal::delivered))
        << "few apps acknowledge a push";
}

TEST(ClientsCascadeChoice, OrOnlyWhatWasRefused) {
    const auto made = chosen({{ORDER, "V,S"}, {MODE, "N"}});
    using cause = facts::advance_cause;
    for (const auto& step : made.steps->steps) {
        EXPECT_EQ(step.timeout_ms, 0U);
        EXPECT_THAT(step.advance_on,
                    ElementsAre(static_cast<uint8_t>(cause::refused), static_cast<uint8_t>(cause::account),
                                static_cast<uint8_t>(cause::config)));
    }
}

TEST(ClientsCascadeChoice, AModeThatSaysNothingIsRefused) {
    EXPECT_EQ(refusal_of({{ORDER, "V,S"}, {MODE, "X"}}), command_status::rinvtlvval);
    EXPECT_EQ(refusal_of({{ORDER, "V,S"}, {MODE, ""}}), command_status::rinvtlvval);
    EXPECT_EQ(refusal_of({{MODE, "Y"}}), command_status::rinvtlvval) << "of what order?";
    EXPECT_EQ(refusal_of({{NAME, "order"}, {MODE, "Y"}}), command_status::rok) << "a name goes before all of it";
}

TEST(ClientsCascadeChoice, ANameGoesBeforeAnOrderAndThatBeforeTheDefault) {
    const auto named = chosen({{ORDER, "V,S"}, {NAME, "order"}});
    EXPECT_EQ(named.cascade_name, "order");
    EXPECT_FALSE(named.steps);
    EXPECT_EQ(chosen({}).cascade_name, "usual");
    auto without = terms();
    without.cascade.clear();
    EXPECT_TRUE(chosen({}, without).cascade_name.empty()) << "by SMS alone";
    EXPECT_FALSE(chosen({}, without).steps);
    EXPECT_EQ(refusal_of({{NAME, ""}}), command_status::rinvtlvval);
    EXPECT_EQ(refusal_of({{NAME, std::string(65, 'n')}}), command_status::rinvtlvval);
    EXPECT_EQ(chosen({{NAME, std::string(64, 'n')}}).cascade_name.size(), 64U);
}

TEST(ClientsCascadeChoice, WhatTheAccountDoesNotReadIsNothing) {
    const facts::smpp_account none;
    const smpp::tlv_list tlvs{{ORDER, "nonsense"}, {MODE, "?"}, {NAME, ""}, {VIBER_TEXT, "\xFF"}};
    const auto made = chosen(tlvs, none);
    EXPECT_FALSE(made.steps);
    EXPECT_TRUE(made.cascade_name.empty());
    EXPECT_THAT(made.contents, IsEmpty());
    EXPECT_FALSE(names_cascade(none, tlvs));
    EXPECT_TRUE(names_cascade(terms(), tlvs));
    EXPECT_FALSE(names_cascade(terms(), {{VIBER_TEXT, "x"}}));
}

TEST(ClientsCascadeChoice, WhatGoesOverAChannelIsUtf8) {
    const auto made = chosen({{ORDER, "V,S"}, {VIBER_TEXT, "Привет\n"}});
    ASSERT_EQ(made.contents.size(), 1U);
    EXPECT_EQ(made.contents[0].channel, channel::viber);
    EXPECT_EQ(made.contents[0].text, "Привет\n");
    EXPECT_EQ(refusal_of({{VIBER_TEXT, "\xCF\xF0"}}), command_status::rinvtlvval) << "Windows-1251";
    EXPECT_EQ(refusal_of({{VIBER_TEXT, "\x04\x1F\x04\x40"}}), command_status::rinvtlvval) << "UCS-2";
    EXPECT_EQ(refusal_of({{VIBER_TEXT, ""}}), command_status::rinvtlvval);
}

TEST(ClientsCascadeChoice, HoldsForEverySubmitAndIsNoParameterForOperators) {
    account from;
    from.terms = terms();
    smpp::submit_sm request;
    request.source = {5, 0, "Shop"};
    request.destination = {1, 1, "4915123456789"};
    request.short_message = "hello";
    request.tlvs = {{ORDER, "V,S"}};
    const auto made = make_command(request, from, NOW);
    ASSERT_TRUE(made);
    EXPECT_EQ(made->steps->steps.size(), 2U);
    EXPECT_THAT(made->tlvs, IsEmpty());
    smpp::data_sm data;
    data.source = request.source;
    data.destination = request.destination;
    data.tlvs = {{smpp::tag::message_payload, "hello"}, {ORDER, "X"}};
    EXPECT_EQ(make_command(as_submit(data), from, NOW).error(), command_status::rinvtlvval);
    smpp::submit_multi multi;
    multi.source = request.source;
    multi.short_message = "hello";
    multi.tlvs = {{NAME, "order"}};
    EXPECT_EQ(make_command(as_submit(multi, request.destination), from, NOW)->cascade_name, "order");
}

}  // namespace kaskad::gateway::clients
