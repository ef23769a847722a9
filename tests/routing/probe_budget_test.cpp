#include "routing/probe_budget.hpp"

#include <gtest/gtest.h>

#include <random>

namespace kaskad::routing {

namespace {

constexpr int64_t DAY = 20'000;
constexpr core::price CENT{1'000'000};

probe_request probe(class_group group, core::price cost = {}) {
    return {.group = group, .cost = cost};
}

void attempts(probe_budget& budget, int count, class_group group = class_group::other, int64_t day = DAY) {
    for (int each = 0; each < count; ++each)
        budget.note_attempt(group, day);
}

}  // namespace

// Of 5 and 50 thousandths a fifth is laid by for new links.
TEST(RoutingProbeBudget, GivesAShareOfEachGroupsAttempts) {
    for (const auto [group, each] : {std::pair{class_group::other, 25}, std::pair{class_group::otp, 250}}) {
        probe_budget budget{{.permille = {5, 50}}};
        for (int round = 0; round < 10; ++round) {
            attempts(budget, each - 1, group);
            EXPECT_EQ(budget.may_probe(probe(group)), probe_verdict::share_used);
            attempts(budget, 1, group);
            ASSERT_EQ(budget.may_probe(probe(group)), probe_verdict::allowed);
            budget.note_probe(probe(group));
        }
        EXPECT_EQ(budget.today(group).probes, 10);
        EXPECT_EQ(budget.today(group).attempts, 10 * each);
    }
}

TEST(RoutingProbeBudget, LaysByForLinksThatComeNew) {
    probe_budget budget{{.new_kept_max = 30}};
    const probe_request fresh{.group = class_group::other, .is_new = true};
    attempts(budget, 5'000);  // 4 thousandths of them: 20
    const auto take_all = [&](const probe_request& request) {
        int taken = 0;
        for (; budget.may_probe(request) == probe_verdict::allowed; ++taken)
            budget.note_probe(request);
        return taken;
    };
    EXPECT_EQ(take_all(probe(class_group::other)), 20);  // as many as are kept
    EXPECT_EQ(take_all(fresh), 20);
    attempts(budget, 1'000'000);
    EXPECT_EQ(take_all(fresh), 30 + 20) << "at most so many are laid by; the others may be used too";
    EXPECT_EQ(take_all(probe(class_group::other)), 0);
}

TEST(RoutingProbeBudget, KeepsGroupsApart) {
    probe_budget budget;
    attempts(budget, 10'000, class_group::other);
    EXPECT_EQ(budget.may_probe(probe(class_group::otp)), probe_verdict::share_used);
}

TEST(RoutingProbeBudget, KeepsAtMostTwentyForLater) {
    probe_budget budget;
    attempts(budget, 100'000);
    for (int each = 0; each < 20; ++each) {
        ASSERT_EQ(budget.may_probe(probe(class_group::other)), probe_verdict::allowed) << each;
        budget.note_probe(probe(class_group::other));
    }
    EXPECT_EQ(budget.may_probe(probe(class_group::other)), probe_verdict::share_used);
}

TEST(RoutingProbeBudget, SpendsNoMoreThanADaysMoney) {
    probe_budget budget{{.cost_max = {3 * CENT.e8}}};
    attempts(budget, 1'000);
    struct row {
        core::price cost;
        probe_verdict verdict;
        core::price spent_after;
    };
    const std::vector<row> rows{
        {{CENT.e8}, probe_verdict::allowed, {CENT.e8}},
        {{-5 * CENT.e8}, probe_verdict::allowed, {CENT.e8}},  // it is cheaper than the best: nothing is earned by it
        {{2 * CENT.e8 + 1}, probe_verdict::money_used, {CENT.e8}},
        {{2 * CENT.e8}, probe_verdict::allowed, {3 * CENT.e8}},
        {{1}, probe_verdict::money_used, {3 * CENT.e8}},
        {{0}, probe_verdict::allowed, {3 * CENT.e8}},
        {{INT64_MAX}, probe_verdict::money_used, {3 * CENT.e8}},
    };
    for (const auto& [cost, verdict, after] : rows) {
        const auto request = probe(class_group::other, cost);
        EXPECT_EQ(budget.may_probe(request), verdict) << cost.e8;
        if (verdict == probe_verdict::allowed) budget.note_probe(request);
        EXPECT_EQ(budget.spent_today(), after) << cost.e8;
    }
    attempts(budget, 50, class_group::other, DAY + 1);
    EXPECT_EQ(budget.spent_today(), core::price{});
    EXPECT_EQ(budget.may_probe(probe(class_group::other, CENT)), probe_verdict::allowed);
    EXPECT_EQ(budget.today(class_group::other).attempts, 50);
}

TEST(RoutingProbeBudget, SharesTheMoneyBetweenGroups) {
    probe_budget budget{{.cost_max = CENT}};
    attempts(budget, 1'000, class_group::otp);
    attempts(budget, 1'000, class_group::other);
    budget.note_probe(probe(class_group::otp, CENT));
    EXPECT_EQ(budget.may_probe(probe(class_group::other, {1})), probe_verdict::money_used);
    EXPECT_EQ(budget.today(class_group::otp).cost, CENT);
    EXPECT_EQ(budget.today(class_group::other).cost, core::price{});
}

TEST(RoutingProbeBudget, GivesNoneForAClientThatRefuses) {
    probe_budget budget;
    attempts(budget, 1'000);
    auto request = probe(class_group::other);
    request.client_refuses = true;
    EXPECT_EQ(budget.may_probe(request), probe_verdict::client_refuses);
}

TEST(RoutingProbeBudget, TakesWhatIsOverdrawnOffWhatComes) {
    probe_budget budget;
    attempts(budget, 1);
    budget.note_probe(probe(class_group::other));
    attempts(budget, 61);  // 62 times 16 thousandths, less one
    EXPECT_EQ(budget.may_probe(probe(class_group::other)), probe_verdict::share_used);
    attempts(budget, 63);
    EXPECT_EQ(budget.may_probe(probe(class_group::other)), probe_verdict::allowed);
}

TEST(RoutingProbeBudget, IsSpentAfterARestartToo) {
    const probe_budget_options options{.cost_max = {3 * CENT.e8}};
    probe_budget before{options};
    attempts(before, 130);
    before.note_probe(probe(class_group::other, {2 * CENT.e8}));
    before.note_probe(probe(class_group::otp));
    state_writer to;
    before.save(to);
    const auto octets = to.take();
    probe_budget after{options};
    state_reader from{octets};
    after.load(from);
    EXPECT_TRUE(from.is_good() && from.is_at_end());
    EXPECT_EQ(after.spent_today(), before.spent_today());
    EXPECT_EQ(after.may_probe(probe(class_group::other, {2 * CENT.e8})), probe_verdict::money_used);
    EXPECT_EQ(after.may_probe(probe(class_group::other, CENT)), probe_verdict::allowed);
    attempts(after, 200, class_group::otp);
    EXPECT_EQ(after.may_probe(probe(class_group::otp)), probe_verdict::share_used);  // it is overdrawn
    EXPECT_EQ(after.spent_today(), before.spent_today());                            // the same day

    for (size_t cut = 0; cut < octets.size(); ++cut) {
        state_reader damaged{std::string_view{octets}.substr(0, cut)};
        probe_budget anew{options};
        anew.load(damaged);
        EXPECT_FALSE(damaged.is_good());
        EXPECT_EQ(anew.spent_today(), core::price{});
    }
}

// Whoever asks whenever it likes: never more than the share, what is kept, and the money.
TEST(RoutingProbeBudget, IsNeverExceeded) {
    const uint64_t seed = std::random_device{}();
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    std::mt19937_64 random{seed};
    const probe_budget_options options{.cost_max = {40 * CENT.e8}};
    probe_budget budget{options};
    std::array<uint64_t, 2> sent{};
    std::array<uint64_t, 2> probes{};
    for (int step = 0; step < 200'000; ++step) {
        const auto group = static_cast<class_group>(random() % 2);
        budget.note_attempt(group, DAY + step / 50'000);
        ++sent[static_cast<size_t>(group)];
        const auto request = probe(group, {static_cast<int64_t>(random() % CENT.e8)});
        if (random() % 3 != 0 || budget.may_probe(request) != probe_verdict::allowed) continue;
        budget.note_probe(request);
        ++probes[static_cast<size_t>(group)];
        ASSERT_LE(budget.spent_today(), options.cost_max);
        ASSERT_LE(probes[0] * 1'000, sent[0] * 5 + 20'000);
        ASSERT_LE(probes[1] * 1'000, sent[1] * 20 + 20'000);
    }
    EXPECT_GT(probes[0], 0);
    EXPECT_GT(probes[1], 0);
}

}  // namespace kaskad::routing
