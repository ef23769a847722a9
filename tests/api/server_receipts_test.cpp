#include "tests/api/fakes.hpp"
#include "tests/store/databases.hpp"

#include <fmt/format.h>

// /v1/admin/receipts over real sockets, a database in memory and an engine that answers when the test says so.

namespace kaskad::gateway::api {
namespace {

using store::testing::put;

constexpr int64_t NOVEMBER = 1'793'491'200'000;  // 2026-11-01
const std::string DAYS{"from=2026-11-01&to=2026-11-02"};
const std::string REPEAT{"/v1/admin/receipts/repeat"};

class ApiReceipts : public ApiServer {
  protected:
    ApiReceipts() {
        facts::client anna;
        anna.id = {1};
        anna.name = "anna";
        anna.charge = billing::charge_rule::on_delivered;
        anna.without_receipt_percent = 25;
        facts::link link;
        link.id = {3};
        link.name = "alpha";
        write({put(anna), put(link), put(facts::parked_receipt{.id = 7, .link = {3}, .received_utc = NOVEMBER})});
    }

    void write(std::vector<facts::change> changes, core::message_id message = {}) {
        store::testing::write(stored_, groups_.make(std::move(changes), message));
    }

    core::message_id add(facts::message_state state, core::endpoint_id endpoint = {4}) {
        facts::message value;
        value.id = core::make_message_id(NOVEMBER, 1, ++sequence_);
        value.client = {1};
        value.endpoint = endpoint;
        value.state = state;
        value.currency = {{'E', 'U', 'R'}};
        facts::attempt attempt;
        attempt.number = 1;
        attempt.link = {3};
        attempt.parts = {
            {.number = 1, .state = facts::part_state::accepted, .operator_id = "op", .submitted_utc = NOVEMBER}};
        value.attempts = {attempt};
        write({put(value)}, value.id);
        return value.id;
    }

    static std::string wanted(const std::string& more = "") {
        return R"({"client":"anna","from":"2026-11-01","to":"2026-11-02")" + more + "}";
    }

  private:
    store::testing::group_maker groups_;
    uint32_t sequence_ = 0;
};

TEST_F(ApiReceipts, AreForOperatorsAlone) {
    open();
    for (const auto* path : {"?", "/messages?state=missing&", "/parked?"}) {
        const auto target = std::string{"/v1/admin/receipts"} + path;
        EXPECT_EQ(ask("GET", target + DAYS, ANNA).status, 404) << target;
    }
    EXPECT_EQ(ask("POST", REPEAT, ANNA, wanted()).status, 404);
    EXPECT_EQ(engine_.count(), 0U);
}

TEST_F(ApiReceipts, AreCountedListedAndPaged) {
    const auto first = add(facts::message_state::in_progress);
    const auto second = add(facts::message_state::in_progress);
    open();
    const auto told = ask("GET", "/v1/admin/receipts?link=alpha&" + DAYS, OPERATOR).json();
    ASSERT_EQ(told.at("rows").as_array().size(), 1U);
    EXPECT_EQ(told.at("rows").at(0).at("link"), "alpha");
    EXPECT_EQ(told.at("rows").at(0).at("day"), "2026-11-01");
    EXPECT_EQ(told.at("total").at("missing"), 2);
    EXPECT_EQ(told.at("total").at("parked"), 1);
    EXPECT_EQ(told.at("total").at("waiting").at("messages"), 2);
    EXPECT_EQ(told.at("total").at("percent").at("missing"), "100");
    const auto list = "/v1/admin/receipts/messages?state=missing&limit=1&" + DAYS;
    const auto page = ask("GET", list, OPERATOR).json();
    ASSERT_EQ(page.at("parts").as_array().size(), 1U);
    EXPECT_EQ(page.at("parts").at(0).at("message"), core::to_string(first).c_str());
    EXPECT_EQ(page.at("next_after"), core::to_string(first).c_str());
    const auto last = ask("GET", list + "&after=" + core::to_string(first), OPERATOR).json();
    EXPECT_EQ(last.at("parts").at(0).at("message"), core::to_string(second).c_str());
    EXPECT_EQ(ask("GET", "/v1/admin/receipts?link=bravo&" + DAYS, OPERATOR).code(), "invalid_field");
    EXPECT_EQ(ask("GET", "/v1/admin/receipts/parked", OPERATOR).json().at("parked").at(0).at("id"), "7");
}

TEST_F(ApiReceipts, ADryRunCountsAndTellsNobody) {
    add(facts::message_state::delivered);
    add(facts::message_state::failed);
    add(facts::message_state::failed, {});
    add(facts::message_state::in_progress);
    open();
    const auto told = ask("POST", REPEAT, OPERATOR, wanted(R"(,"dry_run":true)")).json();
    EXPECT_EQ(told.at("messages"), 2);
    EXPECT_EQ(told.at("by_state").at("failed"), 1);
    EXPECT_EQ(told.at("without_endpoint"), 1);
    EXPECT_EQ(engine_.count(), 0U);
}

TEST_F(ApiReceipts, ASliceIsToldTwentyAtOnce) {
    std::vector<core::message_id> all;
    for (int number = 0; number < 22; ++number)
        all.push_back(add(facts::message_state::failed));
    open();
    auto client = connect();
    client.send("POST", REPEAT, OPERATOR, wanted(R"(,"states":["failed"],"limit":21)"));
    const auto begun = engine_.wait_for(20);
    ASSERT_EQ(begun.size(), 20U);
    const auto first = std::get<facts::repeat_event>(begun.front());
    EXPECT_EQ(first.claim.message, all.front());
    answer(first.reply_to, 0, facts::repeated_events{1});
    const auto last = engine_.wait_for_last<facts::repeat_event>(21);
    EXPECT_EQ(last.claim.message, all[20]);
    for (int number = 0; number < 20; ++number)
        answer(first.reply_to, 0, facts::repeated_events{1});
    const auto told = client.receive().json();
    EXPECT_EQ(told.at("messages"), 21);
    EXPECT_EQ(told.at("next_after"), core::to_string(all[20]).c_str());
    EXPECT_EQ(engine_.count(), 21U);
}

TEST_F(ApiReceipts, SaysHowFarItCameWhereTheEngineIsFull) {
    const auto first = add(facts::message_state::failed);
    add(facts::message_state::failed);
    open();
    engine_.set_room(0);
    EXPECT_EQ(ask("POST", REPEAT, OPERATOR, wanted()).code(), "overloaded");
    engine_.set_room(1);
    auto client = connect();
    client.send("POST", REPEAT, OPERATOR, wanted());
    const auto command = engine_.wait_for_last<facts::repeat_event>(1);
    answer(command.reply_to, 0, facts::repeated_events{1});
    const auto told = client.receive().json();
    EXPECT_EQ(told.at("messages"), 1);
    EXPECT_EQ(told.at("next_after"), core::to_string(first).c_str());
}

class ApiReceiptsClosed : public ApiReceipts {
  protected:
    // Held for 0.08; who pays on delivery pays a quarter where nobody ever says a word.
    core::message_id waiting(core::link_id link = {3}, facts::part_state state = facts::part_state::accepted) {
        facts::message value;
        value.id = core::make_message_id(NOVEMBER, 1, 100 + ++count_);
        value.client = {1};
        value.state = facts::message_state::in_progress;
        value.currency = value.charge.currency = {{'E', 'U', 'R'}};
        value.charge.state = billing::reservation_state::open;
        value.charge.message = value.id;
        value.charge.units = 1;
        value.charge.price = {8'000'000};
        value.charge.amount = {80'000};
        facts::attempt attempt;
        attempt.number = 1;
        attempt.state = facts::attempt_state::accepted;
        attempt.link = link;
        attempt.parts = {{.number = 1, .state = state, .operator_id = "op", .submitted_utc = NOVEMBER}};
        value.attempts = {attempt};
        write({put(value)}, value.id);
        return value.id;
    }
    static std::string closing(const std::string& more = "") {
        return R"({"link":"alpha","before":"2026-11-02")" + more + "}";
    }

    const std::string CLOSE{"/v1/admin/receipts/close"};

  private:
    uint32_t count_ = 0;
};

TEST_F(ApiReceiptsClosed, ADryRunSaysHowManyAndWhatTheyComeTo) {
    waiting();
    waiting();
    waiting({4});
    waiting({3}, facts::part_state::submitting);
    add(facts::message_state::delivered);
    open();
    EXPECT_EQ(ask("POST", CLOSE, ANNA, closing()).status, 404);
    const auto told = ask("POST", CLOSE, OPERATOR, closing(R"(,"dry_run":true)")).json();
    EXPECT_EQ(told.at("messages"), 2);
    EXPECT_EQ(told.at("held").at(0).at("amount"), "0.16");
    EXPECT_EQ(told.at("to_charge").at(0).at("amount"), "0.04");
    EXPECT_EQ(told.at("to_release").at(0).at("amount"), "0.12");
    EXPECT_EQ(engine_.count(), 0U);
}

TEST_F(ApiReceiptsClosed, EachIsEndedByItsOwnCommand) {
    const auto first = waiting();
    const auto second = waiting();
    open();
    auto client = connect();
    client.send("POST", CLOSE, OPERATOR, closing());
    const auto begun = engine_.wait_for(2);
    const auto one = std::get<facts::end_unconfirmed>(begun.front());
    EXPECT_EQ(one.claim.message, first);
    EXPECT_EQ(one.link, core::link_id{3});
    EXPECT_EQ(one.before_utc, NOVEMBER + 86'400'000);
    EXPECT_FALSE(one.by.empty());
    EXPECT_EQ(std::get<facts::end_unconfirmed>(begun.back()).claim.message, second);
    answer(one.reply_to, 0, facts::message_status{first, facts::message_state::unknown});
    answer(one.reply_to, 0, facts::refusal{facts::refusal_code::not_closable, "", "it has ended"});
    const auto told = client.receive().json();
    EXPECT_EQ(told.at("messages"), 1);
    EXPECT_EQ(told.at("left"), 1);
    EXPECT_EQ(told.at("next_after"), nullptr);
}

TEST_F(ApiReceiptsClosed, WhatIsWrongIsNamed) {
    open();
    for (const auto* body :
         {R"({"before":"2026-11-02"})", R"({"link":"alpha"})", R"({"link":"bravo","before":"2026-11-02"})",
          R"({"link":"alpha","before":"soon"})", R"({"link":"alpha","before":"2026-11-02","back_days":401})"})
        EXPECT_EQ(ask("POST", CLOSE, OPERATOR, body).status, 422) << body;
    EXPECT_EQ(engine_.count(), 0U);
}

TEST_F(ApiReceipts, SaysThatItIsNotKnownWhoWasTold) {
    add(facts::message_state::failed);
    open({.report_deadline = std::chrono::milliseconds{300}});
    const auto late = ask("POST", REPEAT, OPERATOR, wanted());
    EXPECT_EQ(late.code(), "outcome_unknown");
}

}  // namespace
}  // namespace kaskad::gateway::api
