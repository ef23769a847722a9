#include "routing/receipt_evidence.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <random>
#include <utility>

namespace kaskad::routing {

namespace {

constexpr int64_t SECOND = 1'000;
constexpr int64_t MINUTE = 60 * SECOND;
constexpr int64_t DAY = 24 * 60 * MINUTE;
constexpr int64_t START = 1'000 * DAY;
constexpr network_key HERE{1'026'201};
constexpr uint32_t FAKE = 9;

link_network arm(uint32_t link) {
    return {.link = {link}, .network = HERE};
}

// Links 1 to 3 are honest; each receipt comes when its time has passed.
class market {
  public:
    explicit market(uint64_t seed = 17) : random_{seed} {}

    // As receipt_world.hpp draws them.
    int64_t honest_delay() {
        const double kind = std::uniform_real_distribution<>{}(random_);
        if (kind < 0.80) return lognormal(4'000);
        if (kind < 0.95) return lognormal(60'000);
        return std::llround(std::exponential_distribution<>{1.0 / 7'200'000}(random_));
    }
    int64_t lognormal(double median_ms) {
        return std::llround(median_ms * std::exp(0.8 * std::normal_distribution<>{}(random_)));
    }
    void deliver(uint32_t link, int64_t delay_ms, std::optional<receipt_dates> dates = {}) {
        evidence.note(arm(link),
                      {.recipient = ++number_, .is_delivered = true, .sent_ms = now_ms - delay_ms, .dates = dates},
                      now_ms);
    }
    void deliver_honestly(int count) {
        for (int each = 0; each < count; ++each)
            for (const uint32_t link : {1, 2, 3})
                deliver(link, honest_delay());
    }
    // A number that cannot be reached, tried over these in turn; the fake one "delivers".
    void try_dead_number(const std::vector<uint32_t>& links) {
        ++number_;
        for (const auto link : links)
            evidence.note(arm(link), {.recipient = number_, .is_delivered = link == FAKE, .sent_ms = now_ms - MINUTE},
                          now_ms);
    }
    // One that was off for a while: the last of them reaches it.
    void try_late_number(const std::vector<uint32_t>& links) {
        ++number_;
        for (const auto link : links)
            evidence.note(arm(link), {.recipient = number_, .is_delivered = link == links.back(), .sent_ms = now_ms},
                          now_ms + MINUTE);
    }
    receipt_report report(uint32_t link) { return evidence.report(arm(link), now_ms); }
    std::optional<receipt_row> row(uint32_t link, receipt_sign sign) {
        for (const auto& each : report(link).rows)
            if (each.sign == sign) return each;
        return std::nullopt;
    }
    double weight(uint32_t link, receipt_sign sign) {
        const auto found = row(link, sign);
        return found ? found->weight : -1;
    }

    receipt_evidence evidence;
    int64_t now_ms = START;

  private:
    std::mt19937_64 random_;
    uint64_t number_ = 491'500'000'000;
};

}  // namespace

TEST(RoutingReceiptEvidence, FindsNothingOnHonestLinks) {
    for (const uint64_t seed : {1, 2, 3, 4, 5}) {
        SCOPED_TRACE(testing::Message() << "seed " << seed);
        market all{seed};
        all.deliver_honestly(500);
        for (int each = 0; each < 30; ++each) {
            for (const auto& chain : std::vector<std::vector<uint32_t>>{{1, 2, 3}, {2, 3, 1}, {3, 1, 2}})
                each % 2 == 0 ? all.try_dead_number(chain) : all.try_late_number(chain);
        }
        for (const uint32_t link : {1, 2, 3}) {
            const auto report = all.report(link);
            EXPECT_EQ(report.score, 0) << link;
            EXPECT_GE(report.rows.size(), 5) << link;  // as usual is said too
            EXPECT_GE(report.delivered, 500) << link;
        }
    }
}

TEST(RoutingReceiptEvidence, SeesDeliveriesToNumbersThatNobodyReaches) {
    market all;
    for (int each = 0; each < 40; ++each)
        all.try_dead_number({1, 2, 3});
    for (int each = 0; each < 9; ++each)
        all.try_dead_number({1, 2, FAKE});
    EXPECT_FALSE(all.row(FAKE, receipt_sign::paired_numbers)) << "nine tests say nothing yet";
    all.try_dead_number({3, 2, FAKE});
    const auto row = all.row(FAKE, receipt_sign::paired_numbers);
    ASSERT_TRUE(row);
    EXPECT_EQ(row->samples, 10);
    EXPECT_EQ(row->seen, 1);
    // Link 3 came behind two others on 40 numbers and reached none: (0 + 20 x 0.2) / (40 + 20).
    EXPECT_NEAR(row->expected, 4.0 / 60, 1e-9);
    EXPECT_NEAR(row->weight, 0.8 * 40 / 60, 1e-9);
    EXPECT_EQ(all.weight(3, receipt_sign::paired_numbers), 0);
    EXPECT_EQ(all.report(FAKE).score, 53);
    EXPECT_EQ(all.report(3).score, 0);
}

TEST(RoutingReceiptEvidence, ShowsTheNewestOfThoseNumbers) {
    market all;
    for (int each = 0; each < 25; ++each)
        all.try_dead_number({1, 2, FAKE});
    const auto examples = all.report(FAKE).examples;
    ASSERT_EQ(examples.size(), RECEIPT_EXAMPLES_MAX);
    EXPECT_EQ(examples.front().recipient, 491'500'000'025);
    EXPECT_EQ(examples.back().recipient, 491'500'000'006);
    EXPECT_THAT(examples.front().failed_over, testing::ElementsAre(core::link_id{1}, core::link_id{2}));
    EXPECT_EQ(examples.front().delivered_ms, START);
    // Another link has reached the newest since: it is no example.
    all.evidence.note(arm(3), {.recipient = 491'500'000'025, .is_delivered = true, .sent_ms = START}, START);
    EXPECT_EQ(all.report(FAKE).examples.front().recipient, 491'500'000'024);
    EXPECT_EQ(all.row(FAKE, receipt_sign::paired_numbers)->samples, 24);
}

// The last link of a chain meets the numbers that have come back meanwhile. So would others in its place, and where
// none has ever been there, nothing is known.
TEST(RoutingReceiptEvidence, DoesNotBlameTheLastOfAChain) {
    market all;
    for (int each = 0; each < 50; ++each) {
        all.try_dead_number({1, 2, 3});
        for (int late = 0; late < 9; ++late)
            all.try_late_number({1, 2, 3});
    }
    EXPECT_DOUBLE_EQ(all.row(3, receipt_sign::paired_numbers)->seen, 0.9);
    EXPECT_EQ(all.weight(3, receipt_sign::paired_numbers), 0);
}

TEST(RoutingReceiptEvidence, SeesDatesThatCannotBe) {
    struct row {
        const char* what;
        receipt_dates dates;
        bool is_wrong;
    };
    const std::vector<row> rows{
        {"done before submit", {START, START - SECOND, true}, true},
        {"done before submit, by minutes", {START, START - MINUTE, false}, true},
        {"the same second", {START, START, true}, true},
        {"the same minute", {START, START, false}, false},
        {"a second later", {START, START + SECOND, true}, false},
    };
    for (const auto& [what, dates, is_wrong] : rows) {
        market all;
        for (int each = 0; each < 50; ++each)
            all.deliver(1, all.honest_delay(), dates);
        EXPECT_EQ(all.row(1, receipt_sign::dates)->seen, is_wrong ? 1 : 0) << what;
        EXPECT_DOUBLE_EQ(all.weight(1, receipt_sign::dates), is_wrong ? 0.6 : 0) << what;
    }
    market few;
    for (int each = 0; each < 49; ++each)
        few.deliver(1, few.honest_delay(), receipt_dates{START, START, true});
    EXPECT_FALSE(few.row(1, receipt_sign::dates));
    few.deliver(1, few.honest_delay());  // without dates it is no sample
    EXPECT_FALSE(few.row(1, receipt_sign::dates));
}

TEST(RoutingReceiptEvidence, MindsWrongDatesInBulkOnly) {
    market all;
    for (int each = 0; each < 100; ++each)
        all.deliver(1, all.honest_delay(), receipt_dates{START, each < 49 ? START : START + SECOND, true});
    EXPECT_DOUBLE_EQ(all.row(1, receipt_sign::dates)->seen, 0.49);
    EXPECT_EQ(all.weight(1, receipt_sign::dates), 0);
}

TEST(RoutingReceiptEvidence, SeesReceiptsSoonerThanANetworkDelivers) {
    market all;
    all.deliver_honestly(200);
    for (int each = 0; each < 200; ++each)
        all.deliver(FAKE, each % 4 == 0 ? all.lognormal(400) : all.honest_delay());
    EXPECT_GT(all.weight(FAKE, receipt_sign::too_early), 0.25);
    EXPECT_EQ(all.weight(1, receipt_sign::too_early), 0);
}

TEST(RoutingReceiptEvidence, SeesAConstantDelay) {
    market all;
    all.deliver_honestly(200);
    for (int each = 0; each < 200; ++each)
        all.deliver(FAKE, 5'000 + each);
    EXPECT_NEAR(all.weight(FAKE, receipt_sign::constant_delay), 0.6, 0.01);
    EXPECT_EQ(all.weight(1, receipt_sign::constant_delay), 0);
}

TEST(RoutingReceiptEvidence, SeesACurveUnlikeAllOthers) {
    market all;
    for (int each = 0; each < 200; ++each) {
        all.deliver(1, all.honest_delay());
        all.deliver(FAKE, std::llround(60'000.0 + each * 600));  // evenly within two minutes, from one on
    }
    EXPECT_FALSE(all.row(FAKE, receipt_sign::delay_curve)) << "of two, none can be told to be the odd one";
    for (int each = 0; each < 200; ++each)
        all.deliver(2, all.honest_delay());
    EXPECT_GT(all.weight(FAKE, receipt_sign::delay_curve), 0.2);
    EXPECT_EQ(all.weight(1, receipt_sign::delay_curve), 0);
    EXPECT_EQ(all.weight(2, receipt_sign::delay_curve), 0);
}

TEST(RoutingReceiptEvidence, MissesHandsetsThatAreOff) {
    market all;
    all.deliver_honestly(500);
    for (int each = 0; each < 500; ++each)
        all.deliver(FAKE, std::min<int64_t>(all.lognormal(4'000), 50'000));
    const auto row = all.row(FAKE, receipt_sign::no_tail);
    ASSERT_TRUE(row);
    EXPECT_EQ(row->seen, 0);
    EXPECT_NEAR(row->expected, 0.12, 0.04);  // half of the minutes and nearly all of the hours
    EXPECT_EQ(row->weight, 0.3);
    EXPECT_EQ(all.weight(1, receipt_sign::no_tail), 0);
}

TEST(RoutingReceiptEvidence, ComparesWithinANetworkOnly) {
    market all;
    all.deliver_honestly(200);
    for (int each = 0; each < 200; ++each)
        all.evidence.note({.link = {FAKE}, .network = {1'026'202}},
                          {.recipient = 1, .is_delivered = true, .sent_ms = START - 90'000}, START);
    const auto report = all.evidence.report({.link = {FAKE}, .network = {1'026'202}}, START);
    for (const auto& each : report.rows)
        EXPECT_NE(each.sign, receipt_sign::delay_curve);
}

TEST(RoutingReceiptEvidence, AddsSignsUp) {
    market all;
    all.deliver_honestly(500);
    for (int each = 0; each < 200; ++each)
        all.deliver(FAKE, 500, receipt_dates{START, START, true});
    const auto report = all.report(FAKE);
    double innocent = 1;
    for (const auto& each : report.rows)
        innocent *= 1 - each.weight;
    EXPECT_EQ(report.score, std::lround(100 * (1 - innocent)));
    EXPECT_GT(report.score, 95);
    EXPECT_TRUE(std::ranges::is_sorted(report.rows, {}, &receipt_row::sign));
}

TEST(RoutingReceiptEvidence, ForgetsWithinTwoWeeks) {
    market all;
    for (int each = 0; each < 100; ++each)
        all.deliver(FAKE, 500);
    all.now_ms += 7 * DAY;
    EXPECT_EQ(all.report(FAKE).delivered, 100);
    all.deliver(FAKE, 5'000);
    EXPECT_EQ(all.report(FAKE).delivered, 101);
    all.now_ms += 7 * DAY;
    EXPECT_EQ(all.report(FAKE).delivered, 1);
    all.now_ms += 14 * DAY;
    EXPECT_EQ(all.report(FAKE).delivered, 0);
    EXPECT_EQ(all.report(FAKE).score, 0);
}

TEST(RoutingReceiptEvidence, IsBounded) {
    receipt_evidence few{2};
    for (const uint32_t link : {1, 2, 3})
        few.note(arm(link), {.recipient = 1, .is_delivered = true, .sent_ms = START}, START);
    EXPECT_EQ(few.size(), 2);
    EXPECT_EQ(few.report(arm(1), START).delivered, 0);
    EXPECT_EQ(few.report(arm(3), START).delivered, 1);
}

TEST(RoutingReceiptEvidence, SpeaksInSentences) {
    EXPECT_EQ(
        explain({receipt_sign::paired_numbers, 31, 0.968, 0.04, 0.8}),
        "Of 31 numbers on which two other links had failed and no other has delivered it reports 97 % as delivered; "
        "4 % is usual in its place.");
    EXPECT_EQ(explain({receipt_sign::dates, 1'000, 0.75, 0, 0.45}),
              "75 % of 1000 receipts are dated done before they were submitted, or in the same second.");
    EXPECT_EQ(explain({receipt_sign::no_tail, 500, 0.002, 0.12, 0.3}),
              "0.2 % of 500 receipts took over a minute; 12.0 % do on the other links to this network.");
    for (const auto sign : {receipt_sign::too_early, receipt_sign::constant_delay, receipt_sign::delay_curve})
        EXPECT_THAT(explain({sign, 7, 0.5, 0, 0}), testing::HasSubstr("7 receipts")) << to_string(sign);
}

namespace {

receipt_evidence again(const receipt_evidence& value, int64_t now_ms) {
    auto loaded = receipt_evidence::load(value.save(now_ms), now_ms);
    EXPECT_TRUE(loaded.has_value());
    return std::move(*loaded);
}

}  // namespace

TEST(RoutingReceiptEvidence, TellsTheSameAfterARestart) {
    market world;
    world.deliver_honestly(400);
    for (int each = 0; each < 400; ++each)
        world.deliver(FAKE, 2 * SECOND, receipt_dates{.submit_ms = START, .done_ms = START, .has_seconds = true});
    for (int each = 0; each < 40; ++each)
        world.try_dead_number({1, 2, FAKE});
    for (int each = 0; each < 40; ++each)
        world.try_late_number({1, 2, 3});
    const auto before = world.report(FAKE);
    ASSERT_GT(before.score, 0U);
    ASSERT_FALSE(before.examples.empty());
    world.evidence = again(world.evidence, world.now_ms + MINUTE);
    const auto after = world.report(FAKE);
    EXPECT_EQ(after.score, before.score);
    EXPECT_EQ(after.delivered, before.delivered);
    EXPECT_EQ(after.rows, before.rows);
    ASSERT_EQ(after.examples.size(), before.examples.size());
    EXPECT_EQ(after.examples[0].failed_over, before.examples[0].failed_over);
    EXPECT_EQ(world.report(1).rows, again(world.evidence, world.now_ms + MINUTE).report(arm(1), world.now_ms).rows);
}

// At its fullest, with busy weeks behind all of it, it stays under what a checkpoint may take (4 MiB); those used last
// are kept.
TEST(RoutingReceiptEvidence, KeepsTheNewestWithinItsBounds) {
    receipt_evidence full;
    int64_t now = START;
    for (uint32_t link = 1; link <= RECEIPT_ARMS_KEPT_MAX + 10; ++link) {
        for (int64_t delay = 1; delay < 3 * DAY; delay += 1 + delay / 4)
            full.note(arm(link), {.recipient = 49'151'000'000'000, .is_delivered = true, .sent_ms = now - delay}, now);
    }
    for (uint64_t number = 0; number < PAIRED_KEPT_MAX + 10; ++number)
        for (const uint32_t link : {2'001, 2'002, 2'003})
            full.note(arm(link), {.recipient = 49'151'000'000'000 + number, .sent_ms = now}, now);
    const auto octets = full.save(now);
    EXPECT_LT(octets.size(), 4U * 1024 * 1024);
    const auto loaded = receipt_evidence::load(octets, now);
    ASSERT_TRUE(loaded.has_value());
    EXPECT_EQ(loaded->size(), RECEIPT_ARMS_KEPT_MAX);
    EXPECT_EQ(loaded->report(arm(1), now).delivered, 0U);
    EXPECT_GT(loaded->report(arm(RECEIPT_ARMS_KEPT_MAX), now).delivered, 0U);
    EXPECT_EQ(loaded->save(now), octets);
}

TEST(RoutingReceiptEvidence, RefusesDamagedOctets) {
    market world;
    world.deliver_honestly(5);
    world.try_dead_number({1, 2, FAKE});
    const auto octets = world.evidence.save(world.now_ms);
    for (size_t size = 0; size < octets.size(); ++size)
        EXPECT_FALSE(receipt_evidence::load(octets.substr(0, size), world.now_ms)) << size;
    EXPECT_FALSE(receipt_evidence::load(octets + "x", world.now_ms));
    auto other = octets;
    other[0] = 9;
    EXPECT_EQ(receipt_evidence::load(other, world.now_ms).error(), state_fault::unknown_version);
}

}  // namespace kaskad::routing
