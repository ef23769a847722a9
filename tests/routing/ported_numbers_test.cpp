#include "routing/ported_numbers.hpp"

#include "tests/routing/ported_samples.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>
#include <random>

namespace kaskad::routing {

namespace {

std::string found_in(const ported_numbers& numbers, std::string_view digits) {
    const auto network = numbers.find(digits);
    return network ? std::string{*network} : "none";
}

std::string why_refused(std::span<const std::byte> octets) {
    const auto opened = ported_numbers::open(octets);
    return opened ? "opened" : opened.error().why;
}

}  // namespace

TEST(RoutingPortedNumbers, FindsWhatIsThereAndNothingElse) {
    auto image = image_of({{4915112345678, 0}, {4915112345680, 2}, {12125550100, 1}});
    const auto numbers = ported_numbers::open(image.octets());
    ASSERT_TRUE(numbers.has_value()) << numbers.error().why;
    EXPECT_EQ(numbers->size(), 3u);
    EXPECT_EQ(numbers->as_of_ms(), SAMPLE_AS_OF);
    EXPECT_EQ(found_in(*numbers, "4915112345678"), "26201");
    EXPECT_EQ(found_in(*numbers, "4915112345680"), "26203");
    EXPECT_EQ(found_in(*numbers, "12125550100"), "310260");
    for (const auto other : {"4915112345679", "4915112345677", "491511234567", "49151123456780", "12125550099", "", "0",
                             "99999999999999", "4915112345678a", "04915112345678", "1234567890123456"}) {
        EXPECT_EQ(found_in(*numbers, other), "none") << other;
    }
}

TEST(RoutingPortedNumbers, AnEmptyFileFindsNothing) {
    auto image = image_of({}, {});
    const auto numbers = ported_numbers::open(image.octets());
    ASSERT_TRUE(numbers.has_value()) << numbers.error().why;
    EXPECT_EQ(found_in(*numbers, "4915112345678"), "none");
    EXPECT_EQ(found_in(ported_numbers{}, "4915112345678"), "none");
}

// A stretch, a block, a stretch of stretches, each less one, whole and one more: every number is found, and none beside
// it.
TEST(RoutingPortedNumbers, BlocksHaveNoGapsAtTheirEdges) {
    for (const uint32_t count : {1u, 63u, 64u, 65u, 511u, 512u, 513u, 1025u, 4095u, 4096u, 4097u}) {
        auto image = image_of(sample_entries(count));
        const auto numbers = ported_numbers::open(image.octets());
        ASSERT_TRUE(numbers.has_value()) << numbers.error().why;
        for (const auto& [number, network] : sample_entries(count)) {
            ASSERT_EQ(found_in(*numbers, std::to_string(number)), SAMPLE_NETWORKS[network]) << count;
            ASSERT_EQ(found_in(*numbers, std::to_string(number + 1)), "none") << count;
            ASSERT_EQ(found_in(*numbers, std::to_string(number - 1)), "none") << count;
        }
    }
}

TEST(RoutingPortedNumbers, AgreesWithAMap) {
    const char* given = std::getenv("KASKAD_SEED");
    const uint64_t seed = given != nullptr ? std::strtoull(given, nullptr, 10) : std::random_device{}();
    std::cout << "KASKAD_SEED=" << seed << "\n";
    std::mt19937_64 random{seed};
    std::map<uint64_t, uint32_t> entries;
    for (int count = 0; count < 5'000; ++count)
        entries[1'000'000 + random() % 20'000] = static_cast<uint32_t>(random() % 3);
    auto image = image_of(entries);
    const auto numbers = ported_numbers::open(image.octets());
    ASSERT_TRUE(numbers.has_value());
    for (uint64_t number = 999'990; number < 1'020'010; ++number) {
        const auto known = entries.find(number);
        const auto expected = known == entries.end() ? "none" : SAMPLE_NETWORKS[known->second];
        ASSERT_EQ(found_in(*numbers, std::to_string(number)), number < 1'000'000 ? "none" : expected) << number;
    }
}

TEST(RoutingPortedNumbers, EveryFlippedBitIsDamage) {
    auto image = image_of(sample_entries(3));
    const auto octets = image.octets();
    for (size_t at = 0; at < octets.size(); ++at) {
        for (const int bit : {0, 7}) {
            octets[at] ^= std::byte{1} << bit;
            ASSERT_FALSE(ported_numbers::open(octets).has_value()) << at;
            octets[at] ^= std::byte{1} << bit;
        }
    }
    EXPECT_EQ(why_refused(octets), "opened");
}

TEST(RoutingPortedNumbers, DamageHasAPlace) {
    auto image = image_of(sample_entries(1025));
    const ported_places places{1025, 3};
    struct {
        uint64_t flipped;
        ported_damage expected;
    } const table[] = {
        {0, {0, "this is no file of ported numbers, or its making was cut off"}},
        {20, {0, "the header is damaged"}},
        {4000, {4000, "the header is damaged"}},
        {places.entries() + 5, {places.entries(), "entries are damaged"}},
        {places.entries() + 513 * 8, {places.entries() + 4096, "entries are damaged"}},
        {places.entries() + 1024 * 8, {places.entries() + 8192, "entries are damaged"}},
        {places.tops() + 8, {places.tops(), "the tables behind the entries are damaged"}},
        {places.names(), {places.tops(), "the tables behind the entries are damaged"}},
    };
    for (const auto& [flipped, expected] : table) {
        image.octets()[flipped] ^= std::byte{4};
        EXPECT_EQ(ported_numbers::open(image.octets()).error(), expected) << flipped;
        image.octets()[flipped] ^= std::byte{4};
    }
}

TEST(RoutingPortedNumbers, AFileCutOffAnywhereIsRefused) {
    auto image = image_of(sample_entries(600));
    const auto octets = image.octets();
    for (size_t size = 0; size < octets.size(); ++size)
        ASSERT_FALSE(ported_numbers::open(octets.first(size)).has_value()) << size;
}

// What a foreign program may write, each CRC right.
TEST(RoutingPortedNumbers, RefusesSoundOctetsWithoutSense) {
    const ported_places places{600, 3};
    const auto refused = [](uint64_t at, auto value) {
        auto image = image_of(sample_entries(600));
        image.set(at, value);
        image.reseal();
        return why_refused(image.octets());
    };
    EXPECT_EQ(refused(8, uint32_t{2}), "format 2 is not known; build it anew");
    const uint64_t first = pack({4'915'100'000'000, 0});
    EXPECT_EQ(refused(places.entries() + 8, first), "entries are out of order or name no network");
    EXPECT_EQ(refused(places.entries() + 512 * 8, first), "entries are out of order or name no network");
    EXPECT_EQ(refused(places.entries() + 8, pack({4'915'100'000'010, 3})),
              "entries are out of order or name no network");
    EXPECT_EQ(refused(places.tops() + 8, first), "entries are out of order or name no network");
    EXPECT_EQ(refused(places.tops(), first + 1), "entries are out of order or name no network");
    EXPECT_EQ(refused(places.names(), uint64_t{0x41}), "a network has no MCC and MNC");
}

TEST(RoutingPortedNumbers, RefusesAHeaderBeyondTheLimits) {
    auto image = image_of(sample_entries(3));
    const auto refused = [&](uint64_t at, auto value) {
        const auto before = image.get<decltype(value)>(at);
        image.set(at, value);
        image.set(36, core::crc32c(image.text(0, PORTED_HEADER_CHECKED)));
        const auto why = why_refused(image.octets());
        image.set(at, before);
        return why;
    };
    EXPECT_EQ(refused(16, PORTED_NUMBERS_MAX + 1), "more than 100000000 numbers");
    EXPECT_EQ(refused(16, ~uint64_t{0}), "more than 100000000 numbers");
    EXPECT_EQ(refused(12, PORTED_NETWORKS_MAX + 1), "more than 16383 networks");
    EXPECT_EQ(refused(16, uint64_t{4}), "the file has 4156 octets, its header says 4164");
}

}  // namespace kaskad::routing
