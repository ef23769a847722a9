#include "smpp/status.hpp"
#include "tests/engine/shop.hpp"

// A part whose receipt is overdue is asked about: recorded, so often and so fast as its link says, its answer as good
// as a receipt.

namespace kaskad::engine::test {

using facts::message_state;
using facts::part_state;

constexpr uint32_t OVERDUE_MS = 60'000;

class EngineQuery : public ::testing::Test {
  protected:
    EngineQuery() {
        redeclare([](facts::link&) {});
    }

    void redeclare(const std::function<void(facts::link&)>& change) {
        auto command = declaration();
        for (auto& link : command.links) {
            link.digest = std::to_string(++declared_);
            link.query_after_ms = OVERDUE_MS;
            link.query_times = 2;
            change(link);
        }
        world.declare(command);
    }

    facts::part_ref accept(const std::string& id) {
        message = world.send(shop::text());
        const auto submit = world.take_submit();
        world.answer(submit, 0, id);
        return submit.part;
    }

    void answer(const facts::query_part& query, part_state state, std::string stat) {
        facts::query_answered command;
        command.bind = query.bind;
        command.part = query.part;
        command.state = state;
        command.stat = std::move(stat);
        world.tell(command);
    }

    shop world;
    core::message_id message;
    int declared_ = 100;
};

TEST_F(EngineQuery, AsksWhenTheReceiptIsOverdueAndTakesTheAnswerForIt) {
    world.bind(CHEAP);
    const auto part = accept("op-1");
    world.pass(OVERDUE_MS - 1);
    EXPECT_TRUE(world.queries.empty());
    world.pass(1);
    ASSERT_EQ(world.queries.size(), 1U);
    const auto query = world.queries.front();
    EXPECT_EQ(query.part, part);
    EXPECT_EQ(query.pdu.message_id, "op-1");
    EXPECT_EQ(query.pdu.source.addr, "Shop");
    EXPECT_EQ(world.message(message).attempts[0].parts[0].queries, 1);
    answer(query, part_state::delivered, "DELIVRD");
    const auto told = world.message(message);
    EXPECT_EQ(told.state, message_state::delivered);
    EXPECT_EQ(told.attempts[0].parts[0].matched, facts::matched_by::query);
    EXPECT_EQ(told.attempts[0].parts[0].receipt_stat, "DELIVRD");
    world.pass(10 * OVERDUE_MS);
    EXPECT_EQ(world.queries.size(), 1U);
    world.expect_balanced();
}

TEST_F(EngineQuery, TheQuestionIsAFactBeforeItGoes) {
    world.bind(CHEAP);
    accept("op-1");
    world.pass(OVERDUE_MS);
    const auto& facts = world.groups.back().facts;
    EXPECT_TRUE(std::ranges::any_of(facts, [](const auto& f) { return f.kind == facts::fact_kind::part_queried; }));
}

TEST_F(EngineQuery, AsksNoMoreThanTheNamedTimes) {
    world.bind(CHEAP);
    accept("op-1");
    for (int minute = 0; minute < 10; ++minute)
        world.pass(OVERDUE_MS);
    EXPECT_EQ(world.queries.size(), 2U);
}

TEST_F(EngineQuery, AnswersThatSayNothingYetLeaveItOpen) {
    world.bind(CHEAP);
    accept("op-1");
    world.pass(OVERDUE_MS);
    answer(world.queries.back(), part_state::sent, "ENROUTE");
    EXPECT_EQ(world.message(message).state, message_state::in_progress);
    world.pass(OVERDUE_MS);
    ASSERT_EQ(world.queries.size(), 2U);
    answer(world.queries.back(), part_state::undelivered, "UNDELIV");
    EXPECT_EQ(world.message(message).state, message_state::failed);
}

TEST_F(EngineQuery, AReceiptThatComesInTimeSparesTheQuestion) {
    const auto bind = world.bind(CHEAP);
    accept("op-1");
    world.receipt(bind, "op-1", part_state::delivered, "DELIVRD");
    world.pass(10 * OVERDUE_MS);
    EXPECT_TRUE(world.queries.empty());
}

TEST_F(EngineQuery, AQuestionSpendsACreditAndWaitsForOne) {
    const auto bind = world.bind(CHEAP, 1);
    accept("op-1");
    world.pass(OVERDUE_MS);
    EXPECT_TRUE(world.queries.empty());
    world.tell(facts::grant_credits{bind, 2});
    world.pass(2'000);
    EXPECT_EQ(world.queries.size(), 1U);
    world.send(shop::text());
    EXPECT_TRUE(world.submits.empty()) << "the credit is spent";
}

TEST_F(EngineQuery, NoMoreThanTheNamedNumberASecond) {
    redeclare([](facts::link& link) { link.query_rate = 10; });
    world.bind(CHEAP, 1'000);
    for (int number = 0; number < 50; ++number)
        accept("op-" + std::to_string(number));
    world.pass(OVERDUE_MS - 1);
    size_t before = 0;
    for (int tenth = 0; tenth < 60; ++tenth) {
        world.pass(100);
        EXPECT_LE(world.queries.size() - before, 1U + (tenth == 0 ? 1U : 0U));
        before = world.queries.size();
    }
    EXPECT_EQ(world.queries.size(), 50U) << "the line moves: all were asked about once within their time";
}

TEST_F(EngineQuery, AnOperatorThatDoesNotKnowTheQuestionIsAskedNoMore) {
    world.bind(CHEAP);
    accept("op-1");
    world.pass(OVERDUE_MS);
    auto refused = facts::query_answered{.bind = world.queries.back().bind, .part = world.queries.back().part};
    refused.command_status = static_cast<uint32_t>(smpp::command_status::rinvcmdid);
    world.tell(refused);
    accept("op-2");
    world.pass(10 * OVERDUE_MS);
    EXPECT_EQ(world.queries.size(), 1U);
    redeclare([](facts::link&) {});
    accept("op-3");
    world.pass(OVERDUE_MS);
    EXPECT_EQ(world.queries.size(), 2U);
}

TEST_F(EngineQuery, OverdueIsFoundAfterARestart) {
    world.bind(CHEAP);
    accept("op-1");
    world.restart();
    world.bind(CHEAP);
    world.pass(OVERDUE_MS);
    EXPECT_EQ(world.queries.size(), 1U);
}

TEST_F(EngineQuery, EachPartOfALongMessageIsAskedAboutOnce) {
    world.bind(CHEAP);
    message = world.send(shop::text(std::string(300, 'a')));
    world.answer(world.take_submit(), 0, "a");
    world.answer(world.take_submit(), 0, "b");
    world.pass(OVERDUE_MS);
    world.pass(2'000);
    ASSERT_EQ(world.queries.size(), 2U);
    EXPECT_NE(world.queries[0].part, world.queries[1].part);
    for (const auto& query : std::vector(world.queries.begin(), world.queries.end()))
        answer(query, part_state::delivered, "DELIVRD");
    EXPECT_EQ(world.message(message).state, message_state::delivered);
}

TEST_F(EngineQuery, WithoutTheOptionNobodyIsAsked) {
    redeclare([](facts::link& link) { link.query_after_ms = 0; });
    world.bind(CHEAP);
    accept("op-1");
    world.pass(100 * OVERDUE_MS);
    EXPECT_TRUE(world.queries.empty());
}

}  // namespace kaskad::engine::test
