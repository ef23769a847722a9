#include "routing/sender_flows.hpp"

#include "routing/ejection.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>
#include <random>

namespace kaskad::routing {

namespace {

constexpr int64_t SECOND = 1'000;
constexpr int64_t MINUTE = 60 * SECOND;
constexpr int64_t START = 1'000'000'000;
constexpr link_network ARM{.link = {1}, .network = {1'026'201}};
flow_expectation usual() {
    return {.chance = 0.95};
}

flow_key flow(std::string_view sender, uint32_t client, const link_network& arm = ARM) {
    return {.arm = arm, .sender = sender, .client = {client}};
}

// Traffic of senders whose chances are known; every receipt comes after four seconds.
class street {
  public:
    struct traffic {
        flow_key flow;
        double chance;
        int64_t each_ms;
    };

    void run(const std::vector<traffic>& all, int64_t time_ms) {
        for (const auto end = now_ms + time_ms; now_ms < end; now_ms += 10) {
            for (; !coming_.empty() && coming_.front().first + 4 * SECOND <= now_ms; coming_.pop_front())
                flows.note_delivered(coming_.front().second, coming_.front().first, now_ms);
            for (const auto& each : all) {
                if (now_ms % each.each_ms != 0) continue;
                flows.note_taken(each.flow, now_ms);
                if (std::uniform_real_distribution<>{}(random_) < each.chance) coming_.emplace_back(now_ms, each.flow);
            }
        }
    }
    flow_standing standing(std::string_view sender, uint32_t client) {
        for (const auto& each : flows.view(ARM, usual(), now_ms))
            if (each.sender == sender && each.client.value == client) return each.standing;
        return flow_standing::quiet;
    }
    ejection_action judge() { return judge_collapse(flows.view(ARM, usual(), now_ms), {.usable = 4}).action; }

    sender_flows flows;
    int64_t now_ms = START;

  private:
    std::mt19937_64 random_{11};
    std::deque<std::pair<int64_t, flow_key>> coming_;
};

}  // namespace

TEST(RoutingSenderFlows, ShowACollapseWithinSeconds) {
    street all;
    const auto busy = [](double chance) {
        return std::vector<street::traffic>{{flow("A", 1), chance, 100},
                                            {flow("B", 1), chance, 100},
                                            {flow("C", 2), chance, 100},
                                            {flow("D", 3), chance, 100}};
    };
    all.run(busy(0.95), 10 * MINUTE);
    EXPECT_EQ(all.standing("A", 1), flow_standing::healthy);
    EXPECT_EQ(all.judge(), ejection_action::none);
    all.run(busy(0), 15 * SECOND);
    EXPECT_EQ(all.standing("A", 1), flow_standing::collapsed);
    EXPECT_EQ(all.judge(), ejection_action::eject);
}

TEST(RoutingSenderFlows, ShowOneSendersCollapseAsItsOwn) {
    street all;
    const auto with = [](double chance) {
        return std::vector<street::traffic>{
            {flow("A", 1), chance, 100}, {flow("B", 1), 0.95, 100}, {flow("C", 2), 0.95, 100}};
    };
    all.run(with(0.95), 10 * MINUTE);
    all.run(with(0), 30 * SECOND);
    EXPECT_EQ(all.standing("A", 1), flow_standing::collapsed);
    EXPECT_EQ(all.standing("B", 1), flow_standing::healthy);
    EXPECT_EQ(all.judge(), ejection_action::block_senders);
}

// A steady hour of usual luck, every second judged.
TEST(RoutingSenderFlows, DoNotCollapseByChance) {
    street all;
    for (int second = 0; second < 3'600; ++second) {
        all.run({{flow("A", 1), 0.95, 200}, {flow("B", 2), 0.75, 500}}, SECOND);
        ASSERT_NE(all.judge(), ejection_action::eject) << second;
        ASSERT_NE(all.standing("A", 1), flow_standing::collapsed) << second;
        ASSERT_NE(all.standing("B", 2), flow_standing::collapsed) << second;
    }
}

TEST(RoutingSenderFlows, DoNotShowWhatWasJudgedBefore) {
    street all;
    all.run({{flow("A", 1), 0.95, 100}}, 10 * MINUTE);
    all.run({{flow("A", 1), 0, 100}}, 30 * SECOND);
    ASSERT_EQ(all.standing("A", 1), flow_standing::collapsed);
    const auto seen = all.flows.view(ARM, {.chance = 0.95, .from_ms = all.now_ms}, all.now_ms);
    ASSERT_EQ(seen.size(), 1);
    EXPECT_EQ(seen[0].standing, flow_standing::quiet);
    EXPECT_EQ(seen[0].taken, 0);
}

// What is usual for a sender is learnt: a client whose lists are old has never had more.
TEST(RoutingSenderFlows, KnowWhatIsUsualForASender) {
    street all;
    all.run({{flow("A", 1), 0.4, 2'000}}, 60 * MINUTE);
    EXPECT_EQ(all.standing("A", 1), flow_standing::healthy);
    const auto seen = all.flows.view(ARM, usual(), all.now_ms);
    ASSERT_EQ(seen.size(), 1);
    EXPECT_LT(seen[0].expected, 0.5 * seen[0].taken);
}

TEST(RoutingSenderFlows, CountADeliveryOnce) {
    sender_flows flows;
    flows.note_taken(flow("A", 1), START);
    for (int each = 0; each < 3; ++each)
        flows.note_delivered(flow("A", 1), START, START + SECOND);
    EXPECT_EQ(flows.view(ARM, usual(), START + SECOND)[0].delivered, 1);
}

TEST(RoutingSenderFlows, DoNotCountWhatIsNoneOfTheLinksDoing) {
    sender_flows flows;
    for (int each = 0; each < 50; ++each)
        flows.note_taken(flow("A", 1), START);
    for (int each = 0; each < 50; ++each)
        flows.note_not_counted(flow("A", 1), START, START + 5 * SECOND);
    const auto later = START + 2 * MINUTE;
    flows.note_taken(flow("A", 1), later);
    const auto seen = flows.view(ARM, usual(), later);
    ASSERT_EQ(seen.size(), 1);
    EXPECT_EQ(seen[0].taken, 1);
    EXPECT_EQ(seen[0].standing, flow_standing::quiet);
    flows.note_not_counted(flow("A", 1), START, later);  // there were no more
    EXPECT_EQ(flows.view(ARM, usual(), later)[0].taken, 1);
}

// 0x0A (invalid sender) at 100/s from one client: it is blocked, and nobody else's traffic is touched.
TEST(RoutingSenderFlows, KeepARefusedSenderFromTouchingOthers) {
    street all;
    all.run({{flow("GOOD", 2), 0.95, 100}, {flow("FINE", 3), 0.95, 500}}, 10 * MINUTE);
    for (int each = 0; each < 6'000; ++each) {
        all.flows.note_refused(flow("BAD", 1), all.now_ms);
        all.run({{flow("GOOD", 2), 0.95, 100}, {flow("FINE", 3), 0.95, 500}}, 10);
        if (each < 4) continue;
        const auto verdict = judge_collapse(all.flows.view(ARM, usual(), all.now_ms), {.usable = 4});
        ASSERT_EQ(verdict.action, ejection_action::block_senders);
        ASSERT_THAT(verdict.senders,
                    testing::ElementsAre(collapsed_sender{.sender = "BAD", .standing = flow_standing::refused}));
    }
    all.run({}, MINUTE + SECOND);
    EXPECT_EQ(all.standing("BAD", 1), flow_standing::quiet);  // forgotten
}

TEST(RoutingSenderFlows, RefuseInARowOnly) {
    sender_flows flows;
    for (int each = 0; each < 4; ++each)
        flows.note_refused(flow("A", 1), START);
    flows.note_taken(flow("A", 1), START);
    for (int each = 0; each < 4; ++each)
        flows.note_refused(flow("A", 1), START);
    EXPECT_EQ(flows.view(ARM, usual(), START)[0].standing, flow_standing::quiet);
    flows.note_refused(flow("A", 1), START);
    EXPECT_EQ(flows.view(ARM, usual(), START)[0].standing, flow_standing::refused);
}

TEST(RoutingSenderFlows, ForgetARefusalWithinAMinute) {
    sender_flows flows;
    for (int each = 0; each < 4; ++each)
        flows.note_refused(flow("A", 1), START);
    const auto later = START + MINUTE + 1;
    flows.note_refused(flow("A", 1), later);
    EXPECT_EQ(flows.view(ARM, usual(), later)[0].standing, flow_standing::quiet);
}

TEST(RoutingSenderFlows, AreDueASecondAfterTheirTraffic) {
    sender_flows flows;
    const link_network other{.link = {2}, .network = {5}};
    EXPECT_EQ(flows.poll_due(START), std::nullopt);
    flows.note_taken(flow("A", 1), START);
    flows.note_taken(flow("B", 1), START + 1);
    flows.note_refused(flow("A", 1, other), START + 500);
    EXPECT_EQ(flows.poll_due(START + 999), std::nullopt);
    EXPECT_EQ(flows.poll_due(START + SECOND), ARM);
    EXPECT_EQ(flows.poll_due(START + SECOND), std::nullopt);
    EXPECT_EQ(flows.poll_due(START + MINUTE), other);
    EXPECT_EQ(flows.poll_due(START + MINUTE), std::nullopt);  // nothing since
    flows.note_taken(flow("A", 1), START + MINUTE);
    EXPECT_EQ(flows.poll_due(START + MINUTE + SECOND), ARM);
}

TEST(RoutingSenderFlows, PassOverThoseThatNobodyAsksFor) {
    sender_flows flows{1};  // each arm drives the last one out
    for (uint32_t link = 1; link <= 3 * FLOW_ARMS_MAX; ++link)
        flows.note_taken(flow("A", 1, {.link = {link}}), START);
    size_t polled = 0;
    while (flows.poll_due(START + MINUTE))
        ++polled;
    EXPECT_EQ(polled, 2 * FLOW_ARMS_MAX);
    flows.note_taken(flow("A", 1, {.link = {3 * FLOW_ARMS_MAX}}), START + MINUTE);
    EXPECT_TRUE(flows.poll_due(START + 2 * MINUTE));
}

TEST(RoutingSenderFlows, CountAClientsFurtherSendersAsOne) {
    sender_flows flows;
    for (int sender = 0; sender < 1'000; ++sender)
        EXPECT_TRUE(flows.note_taken(flow("S" + std::to_string(sender), 1), START));
    const auto seen = flows.view(ARM, usual(), START);
    ASSERT_EQ(seen.size(), FLOWS_OF_CLIENT_MAX);
    EXPECT_EQ(seen.back().sender, "");
    EXPECT_EQ(seen.back().taken, 1'000 - (FLOWS_OF_CLIENT_MAX - 1));
    EXPECT_TRUE(flows.note_taken(flow("MINE", 2), START));  // they take nobody's room
    EXPECT_EQ(flows.view(ARM, usual(), START).back().sender, "MINE");
}

TEST(RoutingSenderFlows, AreBoundedAndIdleOnesMakeRoom) {
    sender_flows flows;
    for (uint32_t client = 1; client <= FLOWS_MAX; ++client)
        EXPECT_TRUE(flows.note_taken(flow("A", client), START));
    EXPECT_FALSE(flows.note_taken(flow("A", FLOWS_MAX + 1), START));
    EXPECT_EQ(flows.view(ARM, usual(), START).size(), FLOWS_MAX);
    EXPECT_TRUE(flows.note_taken(flow("A", FLOWS_MAX + 1), START + 7 * MINUTE));
    EXPECT_EQ(flows.view(ARM, usual(), START + 7 * MINUTE).size(), 1);
}

TEST(RoutingSenderFlows, ForgetTheArmWithoutTrafficForLongest) {
    sender_flows flows{2};
    const auto arm = [](uint32_t link) { return link_network{.link = {link}, .network = {5}}; };
    flows.note_taken(flow("A", 1, arm(1)), START);
    flows.note_taken(flow("A", 1, arm(2)), START);
    flows.note_taken(flow("A", 1, arm(1)), START);
    flows.note_taken(flow("A", 1, arm(3)), START);
    EXPECT_EQ(flows.size(), 2);
    EXPECT_EQ(flows.view(arm(1), usual(), START).size(), 1);
    EXPECT_EQ(flows.view(arm(2), usual(), START).size(), 0);
    flows.note_delivered(flow("A", 1, arm(2)), START, START);  // of one that is forgotten: nothing happens
}

}  // namespace kaskad::routing
