#include "routing/ported_merge.hpp"

#include "tests/routing/ported_samples.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>
#include <random>

namespace kaskad::routing {

namespace {

using entries = std::map<uint64_t, uint32_t>;

struct merged {
    entries result;
    ported_change counts;
};

merged merge(const entries& before, const entries& difference) {
    auto image = image_of(before);
    const auto numbers = *ported_numbers::open(image.octets());
    auto next = difference.begin();
    const auto next_difference = [&]() -> std::optional<ported_entry> {
        if (next == difference.end()) return std::nullopt;
        const auto& [number, network] = *next++;
        return ported_entry{number, network};
    };
    merged made;
    uint64_t last = 0;
    made.counts = merge_ported(numbers, next_difference, [&](ported_entry entry) {
        EXPECT_GT(entry.number, last);
        last = entry.number;
        made.result[entry.number] = entry.network;
    });
    return made;
}

}  // namespace

TEST(RoutingPortedMerge, AddsChangesAndTakesAway) {
    const auto [result, counts] =
        merge({{1000001, 0}, {1000003, 1}, {1000005, 2}, {1000007, 0}},
              {{1000000, 1}, {1000002, PORTED_GONE}, {1000003, 2}, {1000005, PORTED_GONE}, {1000007, 0}, {1000009, 2}});
    EXPECT_EQ(result, (entries{{1000000, 1}, {1000001, 0}, {1000003, 2}, {1000007, 0}, {1000009, 2}}));
    EXPECT_EQ(counts, (ported_change{.added = 2, .changed = 1, .same = 1, .gone = 1, .gone_unknown = 1}));
}

TEST(RoutingPortedMerge, EitherSideMayBeEmpty) {
    EXPECT_EQ(merge({}, {}).result, entries{});
    EXPECT_EQ(merge({{1000001, 0}}, {}).result, (entries{{1000001, 0}}));
    EXPECT_EQ(merge({}, {{1000001, 0}}).result, (entries{{1000001, 0}}));
    EXPECT_EQ(merge({{1000001, 0}}, {{1000001, PORTED_GONE}}).result, entries{});
}

TEST(RoutingPortedMerge, AgreesWithAMap) {
    const char* given = std::getenv("KASKAD_SEED");
    const uint64_t seed = given != nullptr ? std::strtoull(given, nullptr, 10) : std::random_device{}();
    std::cout << "KASKAD_SEED=" << seed << "\n";
    std::mt19937_64 random{seed};
    for (int round = 0; round < 50; ++round) {
        entries before;
        entries difference;
        for (uint64_t count = random() % 200; count > 0; --count)
            before[1'000'000 + random() % 300] = static_cast<uint32_t>(random() % 3);
        for (uint64_t count = random() % 200; count > 0; --count)
            difference[1'000'000 + random() % 300] =
                random() % 3 == 0 ? PORTED_GONE : static_cast<uint32_t>(random() % 3);
        auto expected = before;
        for (const auto& [number, network] : difference) {
            expected.erase(number);
            if (network != PORTED_GONE) expected[number] = network;
        }
        const auto made = merge(before, difference);
        ASSERT_EQ(made.result, expected);
        ASSERT_EQ(
            made.counts.added + made.counts.changed + made.counts.same + made.counts.gone + made.counts.gone_unknown,
            difference.size());
    }
}

// Octets may be taken at any time; together they are one file.
TEST(RoutingPortedWriter, GivesTheSameOctetsInPieces) {
    const auto all = sample_entries(1300);
    ported_writer writer;
    std::string octets;
    for (const auto& [number, network] : all) {
        writer.add({number, network});
        if (number % 700 == 0) octets += writer.take_octets();
    }
    writer.finish(SAMPLE_NETWORKS, SAMPLE_AS_OF);
    octets += writer.take_octets();
    auto whole = image_of(all);
    EXPECT_EQ(writer.header() + octets, whole.text(0, whole.octets().size()));
    EXPECT_EQ(writer.size(), 1300u);
}

TEST(RoutingPortedWriter, RefusesToGoBackwards) {
    ported_writer writer;
    writer.add({1000002, 0});
    EXPECT_DEATH(writer.add({1000002, 1}), "entry.number > last_number_");
}

}  // namespace kaskad::routing
