#include "gateway/api/answer_json.hpp"

#include "gateway/api/item_results.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace kaskad::gateway::api {
namespace {

namespace json = boost::json;

core::currency euro() {
    return *core::parse_currency("EUR");
}

facts::accepted_item make_item(uint64_t id) {
    return {.message = core::message_id{id},
            .state = facts::message_state::accepted,
            .parts = 3,
            .encoding = facts::text_encoding::ucs2,
            .price = core::amount{103'500},
            .currency = euro(),
            .repeated = false};
}

item_result refused(std::string_view code) {
    return std::unexpected(make_problem(code, "because"));
}

TEST(AnswerJson, TellsAnAcceptedMessage) {
    const auto response = render_single(make_item(18446744073709551615ULL));
    EXPECT_EQ(response.status, 202);
    EXPECT_EQ(response.content_type, "application/json");
    EXPECT_EQ(response.header("Location"), "/v1/messages/18446744073709551615");
    EXPECT_EQ(response.body, R"({"id":"18446744073709551615","state":"accepted","parts":3,"encoding":"ucs2",)"
                             R"("price":{"amount":"0.1035","currency":"EUR"}})");
}

TEST(AnswerJson, ARepeatHasTheSameBodyAndSaysSoInAHeader) {
    auto item = make_item(7);
    const auto first = render_single(item);
    item.repeated = true;
    const auto second = render_single(item);
    EXPECT_EQ(first.body, second.body);
    EXPECT_FALSE(first.header("Idempotent-Replayed"));
    EXPECT_EQ(second.header("Idempotent-Replayed"), "true");
}

TEST(AnswerJson, AnArrayHasAResultPerItem) {
    const auto response = render_array({refused("no_price"), make_item(7)});
    EXPECT_EQ(response.status, 202);
    const auto body = json::parse(response.body).as_array();
    ASSERT_EQ(body.size(), 2U);
    EXPECT_EQ(body[0].at("error").at("code"), "no_price");
    EXPECT_EQ(body[0].at("error").at("status"), 422);
    EXPECT_EQ(body[0].at("error").at("retryable"), false);
    EXPECT_EQ(body[1].at("id"), "7");
}

TEST(AnswerJson, AnArrayOfWhichNothingWasTakenIsAProblem) {
    const auto mixed = render_array({refused("no_price"), refused("overloaded")});
    EXPECT_EQ(mixed.status, 422);
    const auto body = json::parse(mixed.body).as_object();
    EXPECT_EQ(body.at("code"), "nothing_accepted");
    EXPECT_EQ(body.at("results").as_array().size(), 2U);

    const auto shared = render_array({refused("overloaded"), refused("overloaded")});
    EXPECT_EQ(shared.status, 503);
    EXPECT_EQ(json::parse(shared.body).at("code"), "overloaded");
    EXPECT_EQ(render_array({refused("insufficient_balance")}).status, 402);
}

TEST(AnswerJson, TellsAPreview) {
    const facts::previewed item{.parts = 2,
                                .encoding = facts::text_encoding::gsm7,
                                .units = 170,
                                .network = "26201",
                                .country = "DE",
                                .recipient = "491512345678",
                                .price = core::amount{1},
                                .currency = euro()};
    EXPECT_EQ(render_preview(item).body,
              R"({"parts":2,"encoding":"gsm7","units":170,"to":"491512345678",)"
              R"("network":{"mccmnc":"26201","country":"DE"},"price":{"amount":"0.000001","currency":"EUR"}})");
    EXPECT_EQ(render_preview(item).status, 200);
    EXPECT_EQ(render_preview_array({item, std::unexpected(make_problem("no_price", ""))}).status, 200);
}

TEST(AnswerJson, TellsWhatAPreviewReplaced) {
    facts::previewed item{.parts = 1, .currency = euro()};
    item.replaced = {{"«", "\"", 1}, {"…", "...", 2}};
    const auto body = json::parse(render_preview(item).body);
    EXPECT_EQ(body.at("replaced"),
              json::parse(R"([{"from":"«","to":"\"","times":1},{"from":"…","to":"...","times":2}])"));
}

TEST(AnswerJson, TellsABalance) {
    const facts::balance value{.posted = core::amount{10'000'000},
                               .reserved = core::amount{500'000},
                               .limit = core::amount{},
                               .available = core::amount{9'500'000},
                               .currency = euro()};
    EXPECT_EQ(render_balance(value).body,
              R"({"balance":"10","reserved":"0.5","limit":"0","available":"9.5","currency":"EUR"})");
}

TEST(ItemResults, KeepTheOrderOfTheItemsNotOfTheAnswers) {
    item_results<facts::accepted_item> results{3, true};
    results.set(1, refused("missing_field"));
    results.handle_answer({.reply_to = 1, .item = 2, .value = make_item(3)});
    EXPECT_FALSE(results.is_complete());
    results.handle_answer({.reply_to = 1, .item = 0, .value = facts::refusal{facts::refusal_code::no_price, "", "x"}});
    ASSERT_TRUE(results.is_complete());
    const auto body = json::parse(results.render().body).as_array();
    EXPECT_EQ(body[0].at("error").at("code"), "no_price");
    EXPECT_EQ(body[1].at("error").at("code"), "missing_field");
    EXPECT_EQ(body[2].at("id"), "3");
}

}  // namespace
}  // namespace kaskad::gateway::api
