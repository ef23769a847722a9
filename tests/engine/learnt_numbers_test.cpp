#include "engine/learnt_numbers.hpp"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <string>
#include <vector>

namespace kaskad::engine {

namespace {

using routing::network_rule;

facts::learnt_number number(std::string digits, std::string mccmnc, int64_t utc) {
    return {.number = std::move(digits),
            .mccmnc = std::move(mccmnc),
            .rule = network_rule::learnt,
            .link = core::link_id{3},
            .learnt_utc = utc,
            .other_mccmnc = {}};
}

facts::learnt_number contradicted(std::string digits, std::string mccmnc, int64_t utc) {
    auto value = number(std::move(digits), std::move(mccmnc), utc);
    value.other_mccmnc = "001001";
    value.other_rule = network_rule::ported;
    value.other_link = core::link_id{7};
    value.other_utc = utc - 5;
    return value;
}

void expect_same(const facts::learnt_number& one, const facts::learnt_number& other) {
    EXPECT_EQ(one.number, other.number);
    EXPECT_EQ(one.mccmnc, other.mccmnc);
    EXPECT_EQ(one.rule, other.rule);
    EXPECT_EQ(one.link, other.link);
    EXPECT_EQ(one.learnt_utc, other.learnt_utc);
    EXPECT_EQ(one.other_mccmnc, other.other_mccmnc);
    EXPECT_EQ(one.other_link, other.other_link);
    EXPECT_EQ(one.other_utc, other.other_utc);
    if (!one.other_mccmnc.empty()) EXPECT_EQ(one.other_rule, other.other_rule);
}

std::vector<std::string> listed(const learnt_numbers& numbers, size_t most = 100) {
    std::vector<std::string> result;
    numbers.each_contradiction([&](const facts::learnt_number& each) {
        result.push_back(each.number);
        return result.size() < most;
    });
    return result;
}

}  // namespace

TEST(EngineLearntNumbers, GivesBackWhatItWasGiven) {
    learnt_numbers numbers;
    EXPECT_FALSE(numbers.find("491512345678"));
    EXPECT_FALSE(numbers.oldest());
    for (const auto& each : {number("491512345678", "26201", 100), contradicted("12125550100", "310260", 50),
                             contradicted("999999999999999", "00101", 70)}) {
        numbers.assign(each);
        expect_same(*numbers.find(each.number), each);
    }
    EXPECT_EQ(numbers.size(), 3U);
    EXPECT_EQ(numbers.oldest()->number, "12125550100");
    EXPECT_FALSE(numbers.find("49151234567"));
    EXPECT_FALSE(numbers.find("no number"));
    EXPECT_FALSE(numbers.find("0491512345678"));
}

TEST(EngineLearntNumbers, ANewerWordTakesTheOldOnesPlace) {
    learnt_numbers numbers;
    numbers.assign(contradicted("491512345678", "26201", 10));
    numbers.assign(number("491512345679", "26201", 20));
    numbers.assign(number("491512345678", "26202", 30));
    EXPECT_EQ(numbers.size(), 2U);
    EXPECT_EQ(numbers.find("491512345678")->mccmnc, "26202");
    EXPECT_EQ(numbers.oldest()->number, "491512345679");
    EXPECT_EQ(numbers.contradictions(), 0U);
}

TEST(EngineLearntNumbers, ContradictionsAreListedNewestFirst) {
    learnt_numbers numbers;
    numbers.assign(contradicted("491510000001", "26201", 10));
    numbers.assign(number("491510000002", "26201", 20));
    numbers.assign(contradicted("491510000003", "26201", 30));
    EXPECT_EQ(listed(numbers), (std::vector<std::string>{"491510000003", "491510000001"}));
    EXPECT_EQ(listed(numbers, 1), (std::vector<std::string>{"491510000003"}));
    numbers.erase("491510000003");
    EXPECT_EQ(listed(numbers), (std::vector<std::string>{"491510000001"}));
}

// Numbers of few values, so that places in the table collide and gaps come and go.
TEST(EngineLearntNumbers, AgreesWithAPlainMap) {
    const auto seed = std::random_device{}();
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 chance{seed};
    learnt_numbers numbers;
    std::map<std::string, facts::learnt_number> plain;
    for (int step = 0; step < 20'000; ++step) {
        const auto digits = std::to_string(491510000000 + chance() % 700);
        if (chance() % 3 == 0) {
            numbers.erase(digits);
            plain.erase(digits);
            continue;
        }
        const auto value = chance() % 2 == 0 ? number(digits, "26201", chance() % 1'000)
                                             : contradicted(digits, "310260", chance() % 1'000);
        numbers.assign(value);
        plain.insert_or_assign(digits, value);
    }
    ASSERT_EQ(numbers.size(), plain.size());
    for (int last = 0; last < 700; ++last) {
        const auto digits = std::to_string(491510000000 + last);
        const auto found = numbers.find(digits);
        ASSERT_EQ(found.has_value(), plain.contains(digits)) << digits;
        if (found) expect_same(*found, plain.at(digits));
    }
}

// As many as [engine] allows by default, one by one, the oldest making room: under 100 MB.
TEST(EngineLearntNumbers, AMillionFitsInAHundredMegabytes) {
    constexpr uint64_t MILLION = 1'000'000;
    learnt_numbers numbers;
    for (uint64_t count = 0; count < MILLION + 1'000; ++count) {
        if (numbers.size() == MILLION) numbers.erase(numbers.oldest()->number);
        numbers.assign(number(std::to_string(4915100000000 + count * 7), "26202", static_cast<int64_t>(count)));
    }
    EXPECT_EQ(numbers.size(), MILLION);
    EXPECT_LT(numbers.octets(), 100'000'000U);
    EXPECT_FALSE(numbers.find("4915100000000"));
    EXPECT_EQ(numbers.oldest()->number, std::to_string(4915100000000 + 1'000 * 7));
    EXPECT_TRUE(numbers.find(std::to_string(4915100000000 + (MILLION + 999) * 7)));
}

}  // namespace kaskad::engine
