#include "gateway/api/message_view.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace kaskad::gateway::api {
namespace {

namespace json = boost::json;

constexpr int64_t ACCEPTED = 1772353800000;

core::currency euro() {
    return *core::parse_currency("EUR");
}

facts::part make_part(uint8_t number) {
    facts::part part;
    part.number = number;
    part.state = facts::part_state::delivered;
    part.sent_times = 1;
    part.bind = 1;
    part.operator_id = "OPERATOR-ID-" + std::to_string(number);
    part.submitted_utc = ACCEPTED + 100;
    part.answered_utc = ACCEPTED + 120;
    part.receipt_utc = ACCEPTED + 2'500;
    part.done_utc = ACCEPTED + 2'000;
    part.receipt_stat = "DELIVRD";
    part.receipt_err = "000";
    part.matched = facts::matched_by::id;
    return part;
}

facts::attempt make_attempt(uint8_t number, core::link_id link) {
    facts::attempt attempt;
    attempt.number = number;
    attempt.link = link;
    attempt.state = facts::attempt_state::delivered;
    attempt.reference = 0x42;
    attempt.buy_price = core::price{777'000};
    attempt.currency = euro();
    attempt.started_utc = ACCEPTED + 50;
    attempt.parts = {make_part(1), make_part(2)};
    return attempt;
}

store::message_view make_view() {
    facts::message message;
    message.id = core::message_id{4242};
    message.client = core::client_id{7};
    message.recipient = "491512345678";
    message.sender = "Shop";
    message.klass = core::message_class::otp;
    message.class_source = core::class_source::request;
    message.client_ref = "order-7";
    message.accepted_utc = ACCEPTED;
    message.accepted_steady = 1'000;
    message.validity_steady = 301'000;
    message.parts = 2;
    message.parts_confirmed = 2;
    message.network = "26201";
    message.country = "DE";
    message.sell_price = core::price{3'450'000};
    message.currency = euro();
    message.charge.state = billing::reservation_state::posted;
    message.charge.amount = core::amount{69'000};
    message.charge.charged = core::amount{69'000};
    message.state = facts::message_state::delivered;
    message.final_utc = ACCEPTED + 2'500;
    message.attempts = {make_attempt(1, core::link_id{3})};

    routing::decision decision;
    decision.outcome = routing::route_outcome::chosen;
    decision.link = core::link_id{3};
    decision.prefix = "49151";
    decision.candidates = {{.link = core::link_id{3}, .has_price = true, .price = core::price{777'000}},
                           {.link = core::link_id{4},
                            .verdict = core::reason::dearer,
                            .has_price = true,
                            .price = core::price{888'000},
                            .wait_ms = 5}};
    facts::history_entry entry;
    entry.position = 99;
    entry.utc = ACCEPTED;
    entry.kind = facts::fact_kind::message_accepted;
    entry.note = "HISTORY-NOTE";
    return {.position = 100,
            .message = message,
            .text = "hello \"you\"",
            .decisions = {{message.id, 1, decision}},
            .history = {entry}};
}

std::vector<billing::posting> make_postings() {
    billing::transfer transfer;
    transfer.kind = billing::transfer_kind::post;
    transfer.code = billing::posting_code::message_charge;
    transfer.currency = euro();
    transfer.amount = core::amount{69'000};
    transfer.debit = billing::account_id{11};
    transfer.credit = billing::account_id{12};
    return {{.sequence = 5, .booked_utc_ms = ACCEPTED, .message = core::message_id{4242}, .transfers = {transfer}}};
}

operator_sources make_sources() {
    facts::link link;
    link.id = core::link_id{3};
    link.name = "LINK-ALPHA";
    link.password_sealed = "PASSWORD";
    return {.links = std::make_shared<link_names>(link_names{{link.id, link}}),
            .words = {.explain = [](const auto& decision,
                                    const auto& name_of) { return "EXPLAINED " + name_of(decision.link); },
                      .octets =
                          [](const auto& attempt, std::string_view text) {
                              return std::vector<std::string>{std::string{text.substr(0, 2)},
                                                              std::string{static_cast<char>(attempt.reference)}};
                          }}};
}

// What a dollar was taken for is shown to whom the list is of: right below us, not to a reseller's clients.
TEST(MessageView, ShowsAtWhichRateAListInAnotherCurrencyWasTaken) {
    auto view = make_view();
    view.message->list_currency = {{'U', 'S', 'D'}};
    view.message->list_rate = {.rate_e8 = 125'000'000, .day = 20'758, .is_inverse = true};
    const auto price = [&] { return json::parse(render_for_client(view)).at("price").as_object(); };
    EXPECT_EQ(price().at("exchange"), json::parse(R"({"from":"USD","rate":"1/1.25","of":"2026-11-01"})"));
    view.message->list_rate = {.rate_e8 = 90'000'000};
    EXPECT_EQ(price().at("exchange").at("of"), nullptr) << "agreed for good";
    view.message->levels.emplace_back();
    EXPECT_FALSE(price().contains("exchange"));
}

TEST(MessageView, ShowsAClientItsMessage) {
    const auto body = json::parse(render_for_client(make_view())).as_object();
    EXPECT_EQ(body.at("id"), "4242");
    EXPECT_EQ(body.at("state"), "delivered");
    EXPECT_EQ(body.at("reason"), nullptr);
    EXPECT_EQ(body.at("to"), "491512345678");
    EXPECT_EQ(body.at("from"), "Shop");
    EXPECT_EQ(body.at("text"), "hello \"you\"");
    EXPECT_EQ(body.at("class"), "otp");
    EXPECT_EQ(body.at("class_source"), "request");
    EXPECT_EQ(body.at("parts"), 2);
    EXPECT_EQ(body.at("parts_confirmed"), 2);
    EXPECT_EQ(body.at("network"), json::parse(R"({"mccmnc":"26201","country":"DE"})"));
    EXPECT_EQ(body.at("price"), json::parse(R"({"amount":"0.069","currency":"EUR","per_part":"0.0345"})"));
    EXPECT_EQ(body.at("charge"), json::parse(R"({"state":"posted","amount":"0.069","currency":"EUR"})"));
    EXPECT_EQ(body.at("accepted_at"), "2026-03-01T08:30:00.000Z");
    EXPECT_EQ(body.at("valid_until"), "2026-03-01T08:35:00.000Z");
    EXPECT_EQ(body.at("final_at"), "2026-03-01T08:30:02.500Z");
    EXPECT_EQ(body.at("latency_ms"), 2500);
    EXPECT_EQ(body.at("delivered_via"), json::parse(R"(["sms"])"));
    EXPECT_EQ(body.at("late"), false);
    EXPECT_EQ(body.at("possible_duplicate"), false);
}

// architecture.md section 9: never links, suppliers, operator ids, buy prices or candidates.
TEST(MessageView, ShowsAClientNothingOfTheOtherSide) {
    const auto text = render_for_client(make_view());
    for (const auto* secret : {"OPERATOR-ID", "0.00777", "0.00888", "attempts", "decision", "candidates", "link",
                               "HISTORY", "postings", "DELIVRD", "client_id", "octets"})
        EXPECT_FALSE(text.contains(secret)) << secret << "\n" << text;
}

TEST(MessageView, ShowsAnOperatorEverything) {
    const auto text = render_for_operator({make_view(), make_postings()}, make_sources());
    const auto body = json::parse(text).as_object();
    EXPECT_EQ(body.at("client_id"), 7);
    const auto& attempt = body.at("attempts").at(0);
    EXPECT_EQ(attempt.at("link"), json::parse(R"({"id":3,"name":"LINK-ALPHA"})"));
    EXPECT_EQ(attempt.at("buy_price").at("per_part"), "0.00777");
    EXPECT_EQ(attempt.at("reference"), 0x42);
    const auto& part = attempt.at("parts").at(0);
    EXPECT_EQ(part.at("operator_id"), "OPERATOR-ID-1");
    EXPECT_EQ(part.at("command_status"), "0x00000000");
    EXPECT_EQ(part.at("receipt").at("stat"), "DELIVRD");
    EXPECT_EQ(part.at("receipt").at("matched_by"), "id");
    EXPECT_EQ(part.at("octets"), "6865");
    EXPECT_EQ(attempt.at("parts").at(1).at("octets"), "42");
    const auto& decision = attempt.at("decision");
    EXPECT_EQ(decision.at("explanation"), "EXPLAINED LINK-ALPHA");
    EXPECT_EQ(decision.at("candidates").at(0).at("verdict"), "chosen");
    EXPECT_EQ(decision.at("candidates").at(1).at("verdict"), "dearer");
    EXPECT_EQ(decision.at("candidates").at(1).at("price"), "0.00888");
    EXPECT_EQ(decision.at("candidates").at(1).at("link").at("name"), nullptr);
    EXPECT_EQ(body.at("history").at(0).at("fact"), "message_accepted");
    EXPECT_EQ(body.at("history").at(0).at("position"), 99);
    EXPECT_EQ(body.at("postings").at(0).at("transfers").at(0).at("kind"), "post");
    EXPECT_FALSE(text.contains("PASSWORD"));
}

TEST(MessageView, TheOperatorsViewHoldsTheClients) {
    const auto client = json::parse(render_for_client(make_view())).as_object();
    const auto all = json::parse(render_for_operator({make_view(), make_postings()}, make_sources())).as_object();
    for (const auto& [name, value] : client)
        EXPECT_EQ(all.at(name), value) << name;
}

TEST(MessageView, ShowsWhatIsMissingAsNull) {
    auto view = make_view();
    view.text.reset();
    view.decisions.clear();
    view.message->state = facts::message_state::failed;
    view.message->reason = core::reason::absent_subscriber;
    view.message->network.clear();
    view.message->client_ref.clear();
    view.message->final_utc = 0;
    const auto body = json::parse(render_for_operator({view, {}}, {})).as_object();
    EXPECT_EQ(body.at("text"), nullptr);
    EXPECT_EQ(body.at("reason"), json::parse(R"({"code":"absent_subscriber","culprit":"subscriber"})"));
    EXPECT_EQ(body.at("network").at("mccmnc"), nullptr);
    EXPECT_EQ(body.at("client_ref"), nullptr);
    EXPECT_EQ(body.at("latency_ms"), nullptr);
    EXPECT_EQ(body.at("delivered_via"), json::array{});
    EXPECT_EQ(body.at("attempts").at(0).at("decision"), nullptr);
    EXPECT_EQ(body.at("attempts").at(0).at("parts").at(0).at("octets"), nullptr);
    EXPECT_EQ(body.at("attempts").at(0).at("link").at("name"), nullptr);
}

TEST(MessageView, APageSaysHowItGoesOn) {
    store::message_page page;
    page.as_of.utc_ms = ACCEPTED;
    page.messages = {{*make_view().message, "a"}, {*make_view().message, std::nullopt}};
    const auto full = json::parse(render_page(page, 2)).as_object();
    EXPECT_EQ(full.at("messages").as_array().size(), 2U);
    EXPECT_EQ(full.at("messages").at(1).at("text"), nullptr);
    EXPECT_EQ(full.at("as_of"), "2026-03-01T08:30:00.000Z");
    EXPECT_EQ(full.at("next_after"), "4242");
    EXPECT_EQ(json::parse(render_page(page, 3)).at("next_after"), nullptr);
    EXPECT_EQ(json::parse(render_page({}, 3)).at("messages"), json::array{});
}

}  // namespace
}  // namespace kaskad::gateway::api
