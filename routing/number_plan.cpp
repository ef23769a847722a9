#include "routing/number_plan.hpp"

#include "core/assert.hpp"
#include "routing/codes.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <tuple>
#include <utility>

namespace kaskad::routing {

namespace {

// Digits as nibbles 1 to 10 from the top, so that integer order is text order and a shorter number comes before the
// longer ones that begin with it. Digits beyond the 15th are not looked at.
uint64_t key_of(std::string_view digits) {
    uint64_t key = 0;
    const size_t count = std::min(digits.size(), PREFIX_DIGITS_MAX);
    for (size_t index = 0; index < count; ++index) {
        key |= static_cast<uint64_t>(digits[index] - '0' + 1) << (60 - 4 * index);
    }
    return key;
}

// The first three digits of a key, the shorthand by which find() narrows its search.
constexpr size_t HEADS = size_t{1} << 12;

size_t head_of(uint64_t key) {
    return key >> 52;
}

std::string check(const number_plan_row& row) {
    if (row.prefix.empty() || row.prefix.size() > PREFIX_DIGITS_MAX || !is_digits(row.prefix)) {
        return "the prefix '" + row.prefix + "' is not 1 to 15 digits";
    }
    if (row.prefix.front() == '0') return "the prefix '" + row.prefix + "' begins with 0; no country code does";
    if (!is_country(row.network.country)) {
        return "'" + row.network.country + "' is not a country: two capital letters (ISO 3166), as DE";
    }
    if (!row.network.mccmnc.empty() && !is_mccmnc(row.network.mccmnc)) {
        return "'" + row.network.mccmnc + "' is not a network code: MCC and MNC, 5 or 6 digits, as 26201";
    }
    if (row.network.name.empty()) return "the operator has no name";
    return {};
}

// FNV-1a, with a separator after each text so that fields cannot run into each other.
void mix(uint64_t& hash, std::string_view text) {
    constexpr uint64_t PRIME = 1099511628211ULL;
    for (const char c : text)
        hash = (hash ^ static_cast<uint8_t>(c)) * PRIME;
    hash = (hash ^ 0xFF) * PRIME;
}

}  // namespace

std::expected<number_plan, row_error> number_plan::build(uint32_t version, std::span<const number_plan_row> rows) {
    const auto place = [&](size_t index) { return rows[index].line != 0 ? rows[index].line : index + 1; };
    if (rows.size() > NUMBER_PLAN_ROWS_MAX) {
        return std::unexpected(row_error{place(NUMBER_PLAN_ROWS_MAX), "a number plan has at most 1000000 rows"});
    }
    for (size_t index = 0; index < rows.size(); ++index) {
        auto why = check(rows[index]);
        if (!why.empty()) return std::unexpected(row_error{place(index), std::move(why)});
    }
    std::vector<size_t> order(rows.size());
    std::iota(order.begin(), order.end(), size_t{0});
    std::ranges::sort(order, {}, [&](size_t index) { return std::pair{key_of(rows[index].prefix), index}; });
    for (size_t next = 1; next < order.size(); ++next) {
        if (rows[order[next]].prefix != rows[order[next - 1]].prefix) continue;
        return std::unexpected(row_error{place(order[next]), "the prefix '" + rows[order[next]].prefix +
                                                                 "' is already given in row " +
                                                                 std::to_string(place(order[next - 1]))});
    }
    number_plan plan;
    plan.version_ = version;
    plan.fill(rows, order);
    return plan;
}

// Rows are valid and `order` sorts them; nothing may fail here.
void number_plan::fill(std::span<const number_plan_row> rows, std::span<const size_t> order) {
    fingerprint_ = 14695981039346656037ULL;
    std::map<std::tuple<std::string, std::string, std::string>, uint32_t> known;
    std::vector<uint32_t> open;  // the prefixes that contain the current one, longest last
    for (const size_t index : order) {
        const auto& prefix = rows[index].prefix;
        const auto& network = rows[index].network;
        for (const std::string_view text : {std::string_view{prefix}, std::string_view{network.mccmnc},
                                            std::string_view{network.country}, std::string_view{network.name}}) {
            mix(fingerprint_, text);
        }
        const auto [entry, is_new] =
            known.try_emplace({network.mccmnc, network.country, network.name}, static_cast<uint32_t>(networks_.size()));
        if (is_new) networks_.push_back(network);
        while (!open.empty() && !prefix.starts_with(rules_[open.back()].prefix))
            open.pop_back();
        const uint32_t parent = open.empty() ? 0 : open.back() + 1;
        open.push_back(static_cast<uint32_t>(rules_.size()));
        keys_.push_back(key_of(prefix));
        rules_.push_back({prefix, entry->second, parent});
    }
    ASSERT(std::ranges::is_sorted(keys_));
    starts_.resize(HEADS + 1, 0);
    for (const uint64_t key : keys_)
        ++starts_[head_of(key) + 1];
    std::partial_sum(starts_.begin(), starts_.end(), starts_.begin());
}

// Whatever lies in order between the longest prefix of a number and the number itself begins with that prefix. So the
// last key not above the number is the answer or has it among its parents.
std::optional<network_match> number_plan::find(std::string_view digits) const {
    if (keys_.empty()) return std::nullopt;
    const uint64_t key = key_of(digits);
    const auto first = keys_.begin() + starts_[head_of(key)];
    const auto last = keys_.begin() + starts_[head_of(key) + 1];
    const auto above = std::upper_bound(first, last, key);
    auto place = static_cast<uint32_t>(above - keys_.begin());
    while (place != 0) {
        const auto& found = rules_[place - 1];
        if (digits.starts_with(found.prefix)) return network_match{&networks_[found.network], found.prefix};
        place = found.parent;
    }
    return std::nullopt;
}

}  // namespace kaskad::routing
