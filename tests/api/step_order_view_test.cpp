#include "gateway/api/step_order_view.hpp"

#include "gateway/api/message_view.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

// Why steps go in their order, as a client reads it.

namespace kaskad::gateway::api {
namespace {

namespace json = boost::json;
using core::channel;

const core::currency EURO = *core::parse_currency("EUR");

const std::vector<facts::step_estimate> CHOSEN{{.step = 2, .reaches_ppm = 631'449, .delay_ms = 2'100, .cost = {12'629}},
                                               {.step = 1, .reaches_ppm = 900'000, .delay_ms = 5'000, .cost = {72'000}},
                                               {.step = 3}};

json::value written(const std::vector<facts::step_estimate>& chosen, const std::vector<channel>& channels) {
    json_writer out;
    out.begin_object();
    write_step_order(out, chosen, channels, EURO);
    out.end_object();
    return json::parse(out.take()).at("order");
}

store::message_view ordered_message() {
    facts::cascade by{.id = 8, .ordered_from = 7};
    for (const auto over : {channel::viber, channel::sms, channel::push})
        by.steps.push_back({.channel = over});
    facts::message message;
    message.id = core::message_id{4242};
    message.cascade = by.id;
    message.currency = EURO;
    message.step_estimates = CHOSEN;
    store::message_view view;
    view.message = message;
    view.cascade = by;
    return view;
}

}  // namespace

TEST(StepOrderView, TellsChannelsChancesTimesAndCosts) {
    const auto order = written(CHOSEN, {channel::viber, channel::sms, channel::push});
    EXPECT_EQ(order.at("by"), "expected_cost");
    EXPECT_EQ(
        order.at("because"),
        "of the orders that reach the recipient in time this one is expected to cost least: "
        "viber (63.1 %, half of that within 3 s, 0.012629 EUR), then sms (90 %, half of that within 5 s, 0.072 EUR), "
        "then push (it cannot begin, as far as is known)");
    const auto first = order.at("steps").at(0);
    EXPECT_EQ(first, json::parse(R"({"step":1,"written":2,"channel":"viber","reaches_percent":"63.1","delay_ms":2100,
                                     "expected_cost":{"amount":"0.012629","currency":"EUR"}})"));
    EXPECT_EQ(order.at("steps").as_array().size(), 3u);
}

TEST(StepOrderView, IsNullWhereNothingWasChosen) {
    EXPECT_TRUE(written({}, {channel::viber}).is_null());
}

TEST(StepOrderView, StandsWithItsMessageAndNotInLists) {
    const auto view = ordered_message();
    const auto alone = json::parse(render_for_client(view));
    EXPECT_EQ(alone.at("cascade").at("order").at("steps").at(1).at("channel"), "sms");
    store::message_page page;
    page.messages.push_back({.message = *view.message, .text = std::nullopt});
    const auto listed = json::parse(render_page(page, 10)).at("messages").at(0);
    EXPECT_FALSE(listed.at("cascade").as_object().contains("order"));
}

}  // namespace kaskad::gateway::api
