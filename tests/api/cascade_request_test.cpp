#include "gateway/api/cascade_request.hpp"

#include "gateway/api/cascade_view.hpp"
#include "gateway/api/message_request.hpp"

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

// What requests say of cascades: read as it is written, told where it is wrong, and written as it is read.

namespace kaskad::gateway::api {
namespace {

namespace json = boost::json;

message_item parse_one(const std::string& members) {
    auto request = parse_message_request(R"({"to":"+491512345678",)" + members + "}");
    EXPECT_TRUE(request);
    return request->items.front();
}

std::string fault_of(const std::string& members) {
    const auto item = parse_one(members);
    if (item) return "taken";
    return std::string{item.error().code()} + " " + item.error().errors.front().field;
}

const std::string STEPS = R"("cascade":[{"channel":"viber","timeout_s":45},{"channel":"sms"}])";

}  // namespace

TEST(CascadeRequest, ReadsEveryMemberOfAStep) {
    const auto read = read_cascade_body(R"({"steps":[{"channel":"viber","account":"vb","from":"Shop",
        "success_on":"read","timeout_s":45,"ttl_s":30,"retries":2,"retry_s":5,"revoke":true,"max_price":"0.05",
        "hours":{"from":"09:30","to":"24:00","zone":"Europe/Berlin","outside":"hold"},
        "only_if":{"classes":["otp","marketing"],"countries":["DE"]},"advance_on":["refused","partial"]}],
        "deadline_s":300,"duplicates":"avoid","stops_on_reply":false,"order":"expected_cost"})");
    ASSERT_TRUE(read);
    facts::cascade_step step;
    step.channel = core::channel::viber;
    step.account = "vb";
    step.sender = "Shop";
    step.success_on = facts::step_goal::read;
    step.timeout_ms = 45'000;
    step.ttl_s = 30;
    step.retries = 2;
    step.retry_ms = 5'000;
    step.revokes = true;
    step.price_max = {50'000};
    step.from_minute = 570;
    step.to_minute = 1440;
    step.zone = "Europe/Berlin";
    step.hours = facts::hours_rule::hold;
    step.classes = {0, 3};
    step.countries = {"DE"};
    step.advance_on = {0, 5};
    EXPECT_EQ(read->steps, std::vector{step});
    EXPECT_EQ(read->deadline_ms, 300'000U);
    EXPECT_EQ(read->duplicates, facts::duplicate_rule::avoid);
    EXPECT_FALSE(read->stops_on_reply);
    EXPECT_EQ(read->order, facts::step_order::expected_cost);
}

// A zone with a slip in it was taken for UTC.
TEST(CascadeRequest, AZoneThatIsNotKnownIsRefused) {
    const auto read = read_cascade_body(R"({"steps":[{"channel":"viber",
        "hours":{"from":"09:30","to":"21:00","zone":"Europe/Berlim","outside":"hold"}},{"channel":"sms"}]})");
    ASSERT_FALSE(read.has_value());
    EXPECT_EQ(read.error().errors.front().field, "cascade.steps[0].hours.zone");
    EXPECT_THAT(read.error().errors.front().why, ::testing::HasSubstr("'Europe/Berlim' is no time zone"));
}

TEST(CascadeRequest, WhatIsShownCanBeSentBack) {
    const auto read = read_cascade_body(R"({"steps":[{"channel":"telegram","timeout_s":60,"revoke":true,
        "max_price":"1.5","hours":{"from":"22:00","to":"06:00","zone":"recipient","outside":"skip"}},
        {"channel":"sms","success_on":"delivered"}],"order":"expected_cost"})");
    ASSERT_TRUE(read);
    facts::cascade_checked told;
    told.value = *read;
    const auto shown = json::parse(render_cascade(told)).as_object();
    json::object body{{"steps", shown.at("steps")},
                      {"duplicates", shown.at("duplicates")},
                      {"order", shown.at("order")},
                      {"stops_on_reply", shown.at("stops_on_reply")}};
    const auto again = read_cascade_body(json::serialize(body));
    ASSERT_TRUE(again);
    EXPECT_EQ(again->steps, read->steps);
    EXPECT_EQ(again->order, facts::step_order::expected_cost);
}

TEST(CascadeRequest, ReadsContentAndAddressesOfAMessage) {
    const auto item = parse_one(STEPS + R"(,"content":{"viber":{"template":"order","language":"de",
        "parameters":{"name":"Anna"},"button":{"text":"Track","url":"https://x.example"}},
        "whatsapp":{"template":"order","parameters":["Anna","A-17"]}},
        "addresses":{"telegram":"4711"},"supersede_key":"order 7")");
    ASSERT_TRUE(item) << item.error().detail;
    EXPECT_EQ(item->steps->steps.size(), 2U);
    ASSERT_EQ(item->contents.size(), 2U);
    EXPECT_EQ(item->contents[0].parameters, (std::vector<facts::channel_parameter>{{"name", "Anna"}}));
    EXPECT_EQ(item->contents[0].link_url, "https://x.example");
    EXPECT_EQ(item->contents[1].parameters, (std::vector<facts::channel_parameter>{{"", "Anna"}, {"", "A-17"}}));
    EXPECT_EQ(item->addresses, (std::vector<facts::channel_address>{{core::channel::telegram, "4711"}}));
    EXPECT_EQ(item->supersede_key, "order 7");
}

TEST(CascadeRequest, NamesASavedOneAndNeedsATextWithoutContent) {
    const auto item = parse_one(R"("text":"Hello","cascade":"order")");
    ASSERT_TRUE(item);
    EXPECT_EQ(item->cascade_name, "order");
    EXPECT_FALSE(item->steps);
    EXPECT_EQ(fault_of(STEPS), "missing_field text");
    EXPECT_EQ(fault_of(STEPS + R"(,"content":{"viber":{"text":"Hello"}})"), "taken");
}

TEST(CascadeRequest, AnAddressOfMailIsOne) {
    const auto fault = [](const std::string& address) {
        return fault_of(STEPS + R"(,"text":"Hello","addresses":{"email":")" + address + "\"}");
    };
    EXPECT_EQ(fault("ann@people.example"), "taken");
    for (const auto* wrong :
         {"", "ann", "Ann <ann@people.example>", R"(a@b.example\r\nBcc: c@d.example)", "a@пример.рф"})
        EXPECT_THAT(fault(wrong), ::testing::EndsWith(" addresses.email")) << wrong;
    EXPECT_TRUE(read_address_body(R"({"address":"ann@people.example"})", core::channel::email));
    EXPECT_FALSE(read_address_body(R"({"address":"ann"})", core::channel::email));
    EXPECT_TRUE(read_address_body(R"({"address":"ann"})", core::channel::telegram));
}

TEST(CascadeRequest, SaysWhereItIsWrong) {
    const std::string text = R"("text":"Hello",)";
    EXPECT_EQ(fault_of(text + R"("cascade":7)"), "wrong_type cascade");
    EXPECT_EQ(fault_of(text + R"("cascade":"")"), "invalid_field cascade");
    EXPECT_EQ(fault_of(text + R"("cascade":{})"), "missing_field cascade.steps");
    EXPECT_EQ(fault_of(text + R"("cascade":{"steps":[{"channel":"sms"}],"order":"cheapest"})"),
              "invalid_field cascade.order");
    EXPECT_EQ(fault_of(text + R"("cascade":[{}])"), "missing_field cascade.steps[0].channel");
    EXPECT_EQ(fault_of(text + R"("cascade":[{"channel":"fax"}])"), "invalid_field cascade.steps[0].channel");
    EXPECT_EQ(fault_of(text + R"("cascade":[{"channel":"sms","timeout_s":0}])"),
              "invalid_field cascade.steps[0].timeout_s");
    EXPECT_EQ(fault_of(text + R"("cascade":[{"channel":"sms","hours":{"from":"24:01"}}])"),
              "invalid_field cascade.steps[0].hours.from");
    EXPECT_EQ(fault_of(text + R"("cascade":[{"channel":"sms","hours":{"from":"9:00"}}])"),
              "invalid_field cascade.steps[0].hours.from");
    EXPECT_EQ(fault_of(text + R"("cascade":[{"channel":"sms","only_if":{"classes":["sale"]}}])"),
              "invalid_field cascade.steps[0].only_if.classes");
    EXPECT_EQ(fault_of(text + STEPS + R"(,"content":{"sms":{"text":"x"}})"), "invalid_field content.sms");
    EXPECT_EQ(fault_of(text + STEPS + R"(,"content":{"viber":{"txt":"x"}})"), "unknown_field content.viber.txt");
    EXPECT_EQ(fault_of(text + STEPS + R"(,"content":{"viber":{"parameters":[1]}})"),
              "wrong_type content.viber.parameters");
    EXPECT_EQ(fault_of(text + R"("supersede_key":"a")"), "invalid_field supersede_key");
}

TEST(CascadeRequest, ReadsWishesOfPeople) {
    const auto all = read_suppression(R"({"number":"+491512345678","class":"marketing","source":"call"})");
    ASSERT_TRUE(all);
    EXPECT_TRUE(all->all_channels);
    EXPECT_EQ(all->value.klass, 4);
    EXPECT_EQ(all->value.source, "call");
    const auto one = read_suppression(R"({"number":"+491512345678","channel":"viber","wanted":true})");
    ASSERT_TRUE(one);
    EXPECT_FALSE(one->all_channels);
    EXPECT_TRUE(one->is_over);
    EXPECT_FALSE(read_suppression(R"({"channel":"viber"})"));
}

}  // namespace kaskad::gateway::api
