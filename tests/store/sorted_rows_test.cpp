#include "store/sorted_rows.hpp"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

// The rows of the database in memory, held against a sorted tree that does the same.

namespace kaskad::store {
namespace {

using pairs = std::vector<std::pair<std::string, std::string>>;
using model = std::map<std::string, std::string>;

pairs all_of(const sorted_rows& rows) {
    pairs found;
    for (const auto& [key, octets] : rows)
        found.emplace_back(key, octets);
    return found;
}

pairs backwards(const sorted_rows& rows) {
    pairs found;
    for (auto at = rows.end(); at != rows.begin();) {
        const auto row = *--at;
        found.emplace_back(row.key, row.octets);
    }
    return found;
}

// Keys that are alike as far as the places show, and beyond; short ones, and zeros at their end.
std::string draw_key(std::mt19937_64& random, size_t variety) {
    static const std::vector<std::string> heads{"", std::string(8, '\0'), "key-", std::string(16, 'x'), "\xFF\xFF"};
    auto key = heads[random() % heads.size()];
    for (size_t digit = random() % variety; digit > 0; digit /= 4)
        key.push_back(static_cast<char>(digit % 4));
    return key;
}

std::string key_at(const sorted_rows& rows, const sorted_rows::cursor& at) {
    return at == rows.end() ? "none" : "row " + std::string{(*at).key};
}

std::string key_at(const model& rows, const model::const_iterator& at) {
    return at == rows.end() ? "none" : "row " + at->first;
}

}  // namespace

TEST(StoreSortedRows, DoesWhatASortedTreeDoes) {
    const auto seed = std::random_device{}();
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937_64 random{seed};
    for (const size_t variety : {20, 2'000, 200'000}) {
        sorted_rows rows;
        model expected;
        for (size_t step = 0; step < 4'000; ++step) {
            const auto key = draw_key(random, variety);
            if (random() % 3 == 0) {
                rows.erase(key);
                expected.erase(key);
            } else {
                const std::string octets(random() % 40, static_cast<char>('a' + random() % 26));
                rows.put(key, octets);
                expected[key] = octets;
            }
            const auto other = draw_key(random, variety);
            ASSERT_EQ(key_at(rows, rows.find(other)), key_at(expected, expected.find(other)));
            ASSERT_EQ(key_at(rows, rows.lower_bound(other)), key_at(expected, expected.lower_bound(other)));
            ASSERT_EQ(key_at(rows, rows.upper_bound(other)), key_at(expected, expected.upper_bound(other)));
        }
        ASSERT_EQ(all_of(rows), (pairs{expected.begin(), expected.end()}));
        ASSERT_EQ(backwards(rows), (pairs{expected.rbegin(), expected.rend()}));
    }
}

TEST(StoreSortedRows, KeepsAllOfALongRisingSequenceAndLetsAllOfItGo) {
    sorted_rows rows;
    for (int number = 10'000; number < 12'000; ++number)
        rows.put(std::to_string(number), "octets of " + std::to_string(number));
    EXPECT_EQ((*rows.find("11999")).octets, "octets of 11999");
    EXPECT_EQ(rows.find("12000"), rows.end());
    EXPECT_EQ((*rows.upper_bound("10063")).key, "10064");  // the first of another leaf
    for (int number = 10'000; number < 12'000; ++number)
        rows.erase(std::to_string(number));
    EXPECT_EQ(rows.begin(), rows.end());
    rows.put("1", "again");
    EXPECT_EQ(all_of(rows), (pairs{{"1", "again"}}));
}

}  // namespace kaskad::store
