#include "store/day_root_row.hpp"

#include "billing/day_text.hpp"
#include "store/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>

namespace kaskad::store {

namespace {

constexpr size_t HASH_OCTETS = sizeof(billing::digest);

[[noreturn]] void fail(const billing::day_root& day) {
    throw failure{"the database is damaged: the row of " + billing::day_text(day.day) + " in table day_root"};
}

billing::digest to_digest(std::string_view octets) {
    billing::digest hash{};
    std::ranges::copy(octets, hash.begin());
    return hash;
}

}  // namespace

std::string_view octets_of(const billing::digest& hash) {
    return {reinterpret_cast<const char*>(hash.data()), hash.size()};
}

std::string octets_of(const std::vector<billing::digest>& hashes) {
    std::string octets;
    for (const auto& hash : hashes)
        octets += octets_of(hash);
    return octets;
}

std::string octets_of(const billing::day_root& day) {
    return fmt::format("{} {} ", day.first, day.last).append(octets_of(day.head)).append(octets_of(day.root)) +
           octets_of(day.peaks);
}

void set_hash(billing::seal& of, std::string_view hash) {
    if (hash.size() != HASH_OCTETS)
        throw failure{fmt::format("the database is damaged: row {} of table seal", of.number)};
    of.hash = to_digest(hash);
}

void set_hashes(billing::day_root& day, std::string_view head, std::string_view root, std::string_view peaks) {
    if (day.first == 0 || day.last < day.first) fail(day);
    const auto count = static_cast<size_t>(std::popcount(day.postings()));
    if (head.size() != HASH_OCTETS || root.size() != HASH_OCTETS || peaks.size() != count * HASH_OCTETS) fail(day);
    day.head = to_digest(head);
    day.root = to_digest(root);
    day.peaks.clear();
    for (size_t place = 0; place < peaks.size(); place += HASH_OCTETS)
        day.peaks.push_back(to_digest(peaks.substr(place, HASH_OCTETS)));
}

}  // namespace kaskad::store
