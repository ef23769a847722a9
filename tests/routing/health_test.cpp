#include "routing/breakers.hpp"
#include "routing/delivery_estimator.hpp"
#include "routing/ejection.hpp"
#include "routing/sender_blocks.hpp"
#include "routing/sender_flows.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <random>
#include <string>
#include <vector>

// The deciders of a link's health together, as an engine asks and tells them: estimator, flows, ejection, blocks and
// breakers, over two links to one network whose truth is known.

namespace kaskad::routing {

namespace {

constexpr int64_t SECOND = 1'000;
constexpr int64_t MINUTE = 60 * SECOND;
constexpr int64_t SLOT = 10 * SECOND;  // of the estimator: its windows are whole slots
constexpr network_key NETWORK{1'026'201};
constexpr network_links TWO{.usable = 2, .ejected = 0};

link_network over(uint32_t link) {
    return {.link = {link}, .network = NETWORK};
}

arm_key belief(uint32_t link) {
    return {.link = {link}, .mccmnc = "26201", .country = "DE"};
}

// What link 1 does from now on to a sender's messages; link 2 delivers them all the same.
struct truth {
    double delivers = 0.95;
    bool refuses = false;
};

class gateway {
  public:
    explicit gateway(uint64_t seed) : random_{seed} {}

    std::map<std::string, truth> truths{{"A", {}}, {"B", {}}, {"C", {}}, {"D", {}}};

    // `rate` messages a second, the senders in turn; each over link 1 where that is allowed.
    void run(int rate, int64_t time_ms) {
        for (const auto end = now_ms + time_ms; now_ms < end; now_ms += SECOND / rate) {
            hear();
            judge();
            auto sender = std::next(truths.begin(), static_cast<long>(count_++ % truths.size()));
            send(sender->first, sender->second);
        }
    }

    int64_t now_ms = 1'000'000'000;
    int over_first = 0;                // messages over link 1
    int over_second = 0;               // messages over link 2
    std::map<std::string, int> moved;  // by sender: those over link 2
    ejection_action last = ejection_action::none;
    breakers health;

  private:
    struct coming {
        uint32_t link;
        std::string sender;
        int64_t sent_ms;
    };

    core::client_id client_of(const std::string& sender) const { return {sender == "A" || sender == "B" ? 1U : 2U}; }

    void send(const std::string& sender, const truth& is) {
        const sender_block_key block{.arm = over(1), .sender = sender, .client = client_of(sender)};
        const bool is_open = health.ask(over(1), now_ms, count_).admits;
        const uint32_t link = is_open && blocks_.blocked_until_ms(block, now_ms) == 0 ? 1 : 2;
        (link == 1 ? over_first : over_second) += 1;
        if (link == 2) ++moved[sender];
        health.note_attempt(over(link), now_ms);
        const flow_key flow{.arm = over(link), .sender = sender, .client = client_of(sender)};
        if (link == 1 && is.refuses) {
            health.note_response(over(link), response_outcome::refused, now_ms, now_ms);
            flows_.note_refused(flow, now_ms);
            return;
        }
        health.note_response(over(link), response_outcome::taken, now_ms, now_ms);
        flows_.note_taken(flow, now_ms);
        estimator_.note_sent(belief(link), now_ms);
        if (std::uniform_real_distribution<>{}(random_) >= (link == 1 ? is.delivers : 0.9)) return;
        coming_.emplace(now_ms + delay(), coming{link, sender, now_ms});
    }

    int64_t delay() { return std::llround(4'000 * std::exp(0.8 * std::normal_distribution<>{}(random_))); }

    void hear() {
        for (; !coming_.empty() && coming_.begin()->first <= now_ms; coming_.erase(coming_.begin())) {
            const auto& [link, sender, sent_ms] = coming_.begin()->second;
            estimator_.note_outcome(belief(link), sent_ms, arm_outcome::delivered, now_ms);
            flows_.note_delivered({.arm = over(link), .sender = sender, .client = client_of(sender)}, sent_ms, now_ms);
            health.note_delivered(over(link), sent_ms, now_ms);
        }
    }

    void judge() {
        while (const auto due = flows_.poll_due(now_ms)) {
            const double chance = estimator_.usual(belief(due->link.value));
            const flow_expectation usual{.chance = chance, .from_ms = health.judged_from_ms(*due)};
            const auto verdict = judge_collapse(flows_.view(*due, usual, now_ms), TWO);
            if (verdict.action != ejection_action::none) last = verdict.action;
            for (const auto& each : verdict.senders)
                blocks_.block({.arm = *due, .sender = each.sender, .client = each.client}, now_ms);
            const auto since = now_ms - health.judged_from_ms(*due) - SLOT;
            const auto window = std::min(MINUTE, since);
            if (verdict.action != ejection_action::eject || window <= 0) continue;
            health.note_surprise(*due,
                                 {.deviations = estimator_.surprise(belief(due->link.value), chance, window, now_ms),
                                  .from_ms = now_ms - window - SLOT},
                                 now_ms);
        }
    }

    std::mt19937_64 random_;
    uint64_t count_ = 0;
    delivery_estimator estimator_;
    sender_flows flows_;
    sender_blocks blocks_;
    std::multimap<int64_t, coming> coming_;
};

}  // namespace

TEST(RoutingHealth, LeavesABlackHoleWithinTwentySecondsAtTwentyASecond) {
    for (const uint64_t seed : {1, 2, 3, 4, 5}) {
        SCOPED_TRACE(testing::Message() << "seed " << seed);
        gateway all{seed};
        all.run(20, 30 * MINUTE);
        EXPECT_EQ(all.over_second, 0) << "no false alarm in half an hour";
        for (auto& [sender, is] : all.truths)
            is.delivers = 0;
        all.run(20, 20 * SECOND);
        EXPECT_EQ(all.last, ejection_action::eject);
        EXPECT_EQ(all.health.ask(over(1), all.now_ms, 1).state, breaker_state::open);
        all.over_first = 0;
        all.run(20, 10 * MINUTE);
        EXPECT_LT(all.over_first, 120) << "ten tests an opening, of 12,000 messages";
    }
}

TEST(RoutingHealth, ComesBackToALinkThatDeliversAgain) {
    gateway all{6};
    all.run(20, 30 * MINUTE);
    for (auto& [sender, is] : all.truths)
        is.delivers = 0;
    all.run(20, MINUTE);
    for (auto& [sender, is] : all.truths)
        is.delivers = 0.95;
    all.run(20, 5 * MINUTE);
    all.over_first = all.over_second = 0;
    all.run(20, 10 * MINUTE);
    EXPECT_EQ(all.over_second, 0) << "what was lost before does not open it again";
    EXPECT_EQ(all.over_first, 12'000);
}

TEST(RoutingHealth, MovesOneSenderAloneWhenItIsSwallowed) {
    gateway all{7};
    all.run(20, 30 * MINUTE);
    all.truths["B"].delivers = 0;
    all.run(20, 10 * MINUTE);
    EXPECT_EQ(all.last, ejection_action::block_senders);
    EXPECT_GT(all.moved["B"], 2'000);
    for (const char* other : {"A", "C", "D"})
        EXPECT_EQ(all.moved[other], 0) << other;
}

TEST(RoutingHealth, MovesOneSenderAloneWhenItIsRefused) {
    gateway all{8};
    all.run(20, 30 * MINUTE);
    all.truths["B"].refuses = true;
    all.run(400, MINUTE);  // 100/s of it
    EXPECT_EQ(all.last, ejection_action::block_senders);
    EXPECT_GT(all.moved["B"], 5'500);
    for (const char* other : {"A", "C", "D"})
        EXPECT_EQ(all.moved[other], 0) << other;
}

}  // namespace kaskad::routing
