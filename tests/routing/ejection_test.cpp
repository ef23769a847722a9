#include "routing/ejection.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kaskad::routing {

namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr network_links FOUR{.usable = 4, .ejected = 0};

flow_view flow(std::string sender, uint32_t client, flow_standing standing, double expected = 20) {
    const bool is_healthy = standing == flow_standing::healthy || standing == flow_standing::quiet;
    return {.sender = std::move(sender),
            .client = {client},
            .standing = standing,
            .taken = 30,
            .delivered = is_healthy ? static_cast<uint32_t>(expected) : 0,
            .expected = expected};
}

flow_view collapsed(std::string sender, uint32_t client) {
    return flow(std::move(sender), client, flow_standing::collapsed);
}

flow_view healthy(std::string sender, uint32_t client) {
    return flow(std::move(sender), client, flow_standing::healthy);
}

flow_view refused(std::string sender, uint32_t client) {
    return flow(std::move(sender), client, flow_standing::refused, 0);
}

ejection_verdict judge(const std::vector<flow_view>& flows, const network_links& links = FOUR) {
    return judge_collapse(flows, links);
}

collapsed_sender blocked(std::string sender, uint32_t client = 0, flow_standing why = flow_standing::collapsed) {
    return {.sender = std::move(sender), .client = {client}, .standing = why};
}

}  // namespace

TEST(RoutingEjection, NeedsThreeSendersOfTwoClients) {
    const auto three = judge({collapsed("A", 1), collapsed("B", 1), collapsed("C", 2), healthy("D", 3)});
    EXPECT_EQ(three.action, ejection_action::eject);
    EXPECT_EQ(three.senders_collapsed, 3);
    EXPECT_EQ(three.clients_collapsed, 2);
    EXPECT_EQ(three.senders_healthy, 1);
    EXPECT_THAT(three.senders, IsEmpty());

    const auto two = judge({collapsed("A", 1), collapsed("B", 2), healthy("D", 3)});
    EXPECT_EQ(two.action, ejection_action::block_senders);
    EXPECT_THAT(two.senders, ElementsAre(blocked("A"), blocked("B")));

    const auto one_client = judge({collapsed("A", 1), collapsed("B", 1), collapsed("C", 1), healthy("D", 3)});
    EXPECT_EQ(one_client.action, ejection_action::block_senders);
    EXPECT_EQ(one_client.senders.size(), 3);
}

TEST(RoutingEjection, OrAllThatHaveTrafficWhereThereAreFewer) {
    EXPECT_EQ(judge({collapsed("A", 1)}).action, ejection_action::eject);
    EXPECT_EQ(judge({collapsed("A", 1), collapsed("B", 1)}).action, ejection_action::eject);
    EXPECT_EQ(judge({collapsed("A", 1), healthy("B", 1)}).action, ejection_action::block_senders);
    EXPECT_EQ(judge({healthy("B", 1)}).action, ejection_action::none);
    EXPECT_EQ(judge({}).action, ejection_action::none);
}

// Ten small senders may each say nothing and yet show together that the link works.
TEST(RoutingEjection, ListensToSmallSendersTogether) {
    std::vector<flow_view> flows{collapsed("A", 1)};
    for (uint32_t small = 0; small < 4; ++small)
        flows.push_back(flow("S" + std::to_string(small), 2, flow_standing::quiet, 1));
    EXPECT_EQ(judge(flows).action, ejection_action::block_senders);
    for (auto& each : flows)
        each.delivered = 0;
    EXPECT_EQ(judge(flows).action, ejection_action::eject);
}

TEST(RoutingEjection, IsNotForSomeOfMany) {
    std::vector<flow_view> flows{collapsed("A", 1), collapsed("B", 1), collapsed("C", 2)};
    for (uint32_t each = 0; each < 3; ++each)
        flows.push_back(healthy("H" + std::to_string(each), 3));
    EXPECT_EQ(judge(flows).action, ejection_action::eject);  // half of the traffic
    flows.push_back(healthy("H3", 3));
    const auto verdict = judge(flows);
    EXPECT_EQ(verdict.action, ejection_action::block_senders);
    EXPECT_THAT(verdict.senders, ElementsAre(blocked("A"), blocked("B"), blocked("C")));
}

TEST(RoutingEjection, BlocksASenderForThoseAloneWhomItFails) {
    const auto verdict = judge({collapsed("A", 1), healthy("A", 2), healthy("B", 2)});
    EXPECT_EQ(verdict.action, ejection_action::block_senders);
    EXPECT_THAT(verdict.senders, ElementsAre(blocked("A", 1)));
    EXPECT_EQ(verdict.senders_collapsed, 0);  // it works for somebody
}

TEST(RoutingEjection, NeverFollowsFromRefusedSenders) {
    const auto why = flow_standing::refused;
    const auto verdict = judge({refused("A", 1), refused("B", 1), refused("C", 2)});
    EXPECT_EQ(verdict.action, ejection_action::block_senders);
    EXPECT_THAT(verdict.senders, ElementsAre(blocked("A", 0, why), blocked("B", 0, why), blocked("C", 0, why)));

    const auto shared = judge({refused("A", 1), flow("A", 2, flow_standing::quiet, 1)});
    EXPECT_THAT(shared.senders, ElementsAre(blocked("A", 1, why)));
}

TEST(RoutingEjection, BlocksRefusedSendersBesideAnEjection) {
    const auto verdict = judge({collapsed("A", 1), refused("B", 2)});
    EXPECT_EQ(verdict.action, ejection_action::eject);
    EXPECT_THAT(verdict.senders, ElementsAre(blocked("B", 0, flow_standing::refused)));
}

// What a refused sender had once is no traffic that the link still carries.
TEST(RoutingEjection, DoesNotCountRefusedSendersAmongTheTraffic) {
    const auto verdict = judge({collapsed("A", 1), collapsed("B", 1), collapsed("C", 2), healthy("H", 3),
                                flow("R", 4, flow_standing::refused, 100)});
    EXPECT_EQ(verdict.action, ejection_action::eject);
}

// Further senders of a client count as one that cannot be named; those of two clients are two.
TEST(RoutingEjection, DoesNotBlockWhatHasNoName) {
    const auto verdict = judge({collapsed("", 1), collapsed("", 2), collapsed("A", 1), healthy("H", 3)});
    EXPECT_EQ(verdict.senders_collapsed, 3);
    EXPECT_EQ(verdict.action, ejection_action::eject);
    const auto one = judge({collapsed("", 1), healthy("H", 3)});
    EXPECT_EQ(one.action, ejection_action::none);
    EXPECT_EQ(one.senders_collapsed, 1);
}

TEST(RoutingEjection, LeavesHalfOfANetworksLinks) {
    const std::vector<std::tuple<size_t, size_t, bool>> rows{
        {1, 0, false}, {2, 0, true}, {2, 1, false}, {3, 0, true},
        {3, 1, false}, {4, 1, true}, {4, 2, false}, {0, 0, false},
    };
    for (const auto& [usable, ejected, may] : rows)
        EXPECT_EQ(may_eject_another({.usable = usable, .ejected = ejected}), may) << usable << " " << ejected;
    EXPECT_EQ(judge({collapsed("A", 1)}, {.usable = 2, .ejected = 1}).action, ejection_action::keep);
}

TEST(RoutingEjection, TakesBackWhatWasTooMuch) {
    const auto ejected_after = [](std::vector<ejectable_link> links) {
        keep_half(links);
        std::vector<uint32_t> left;
        for (const auto& each : links)
            if (each.is_ejected) left.push_back(each.link.value);
        return left;
    };
    EXPECT_THAT(ejected_after({{{1}, true, 90}}), IsEmpty());
    EXPECT_THAT(ejected_after({{{1}, true, 90}, {{2}, true, 50}}), ElementsAre(1));
    EXPECT_THAT(ejected_after({{{2}, true, 50}, {{1}, true, 50}}), ElementsAre(2));
    EXPECT_THAT(ejected_after({{{1}, true, 9}, {{2}, false, 0}}), ElementsAre(1));
    EXPECT_THAT(ejected_after({{{1}, true, 9}, {{2}, true, 8}, {{3}, true, 7}}), ElementsAre(1));
    EXPECT_THAT(ejected_after({}), IsEmpty());
}

}  // namespace kaskad::routing
