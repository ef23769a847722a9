#include "routing/number_plan.hpp"

#include "core/assert.hpp"
#include "routing/number_plan_row.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <tuple>
#include <utility>

namespace kaskad::routing {

namespace {

constexpr uint64_t FINGERPRINT_START = 14695981039346656037ULL;

// FNV-1a, with a separator after each text so that fields cannot run into each other.
void mix(uint64_t& hash, std::string_view text) {
    constexpr uint64_t PRIME = 1099511628211ULL;
    for (const char c : text)
        hash = (hash ^ static_cast<uint8_t>(c)) * PRIME;
    hash = (hash ^ 0xFF) * PRIME;
}

// No two rows are written the same, so their order is one.
uint64_t fingerprint_of(std::span<const number_plan_row> rows) {
    std::vector<size_t> order(rows.size());
    std::iota(order.begin(), order.end(), size_t{0});
    std::ranges::sort(order, {}, [&](size_t index) { return std::tie(rows[index].prefix, rows[index].to); });
    uint64_t hash = FINGERPRINT_START;
    for (const size_t index : order) {
        const auto& row = rows[index];
        for (const auto* text : {&row.prefix, &row.to, &row.network.mccmnc, &row.network.country, &row.network.name,
                                 &row.network.group, &row.zone}) {
            mix(hash, *text);
        }
    }
    return hash;
}

// Each value once, under a number of its own.
template <typename Value, typename Key>
class numbered {
  public:
    uint32_t number_of(const Value& value, Key key) {
        const auto [known, is_new] = numbers_.try_emplace(std::move(key), static_cast<uint32_t>(values.size()));
        if (is_new) values.push_back(value);
        return known->second;
    }

    std::vector<Value> values;

  private:
    std::map<Key, uint32_t> numbers_;
};

std::string say_conflict(const number_plan_row& row, const number_plan_row& other, size_t other_place) {
    const auto text = text_of(row);
    if (text == text_of(other)) {
        return (row.to.empty() ? "the prefix '" : "the range '") + text + "' is already given in row " +
               std::to_string(other_place);
    }
    return "'" + text + "' and '" + text_of(other) + "' in row " + std::to_string(other_place) +
           " share numbers and neither is narrower, so none of them could decide";
}

}  // namespace

std::expected<number_plan, row_error> number_plan::build(uint32_t version, std::span<const number_plan_row> rows) {
    const auto place = [&](size_t index) { return rows[index].line != 0 ? rows[index].line : index + 1; };
    if (rows.size() > NUMBER_PLAN_ROWS_MAX) {
        return std::unexpected(row_error{place(NUMBER_PLAN_ROWS_MAX), "a number plan has at most 1000000 rows"});
    }
    std::vector<number_range> ranges;
    ranges.reserve(rows.size());
    for (size_t index = 0; index < rows.size(); ++index) {
        auto why = find_fault(rows[index]);
        if (!why.empty()) return std::unexpected(row_error{place(index), std::move(why)});
        ranges.push_back(range_of(rows[index]));
    }
    auto intervals = number_intervals::build(ranges);
    if (!intervals) {
        const auto [first, last] = std::minmax(intervals.error().one, intervals.error().other);
        if (first == last) return std::unexpected(row_error{place(last), "more than 64 rules cover one number"});
        return std::unexpected(row_error{place(last), say_conflict(rows[last], rows[first], place(first))});
    }
    number_plan plan;
    plan.version_ = version;
    plan.intervals_ = std::move(*intervals);
    plan.fill(rows);
    return plan;
}

// Rows are valid; nothing may fail here.
void number_plan::fill(std::span<const number_plan_row> rows) {
    fingerprint_ = fingerprint_of(rows);
    numbered<routing::network, std::tuple<std::string, std::string, std::string, std::string>> networks;
    numbered<std::string, std::string> zones;
    std::vector<rule> by_row;
    by_row.reserve(rows.size());
    for (const auto& row : rows) {
        const auto& [mccmnc, country, name, group] = row.network;
        const auto text = text_of(row);
        by_row.push_back({.text = static_cast<uint32_t>(texts_.size()),
                          .text_length = static_cast<uint8_t>(text.size()),
                          .digits = static_cast<uint8_t>(row.prefix.size()),
                          .network = networks.number_of(row.network, {mccmnc, country, name, group}),
                          .zone = zones.number_of(row.zone, row.zone)});
        texts_ += text;
    }
    for (const auto& step : intervals_.steps()) {
        rules_.push_back(by_row[step.range]);
        rules_.back().wider = step.wider;
    }
    size_ = rows.size();
    networks_ = std::move(networks.values);
    zones_ = std::move(zones.values);
    sort_codes();
}

void number_plan::sort_codes() {
    for (uint32_t place = 0; place < networks_.size(); ++place)
        if (!networks_[place].mccmnc.empty()) by_code_.push_back(place);
    std::ranges::sort(by_code_, {}, [this](uint32_t place) {
        return std::pair{std::string_view{networks_[place].mccmnc}, place};
    });
}

std::span<const uint32_t> number_plan::networks_of(std::string_view code) const {
    const auto beginning = [&](uint32_t place) {
        return std::string_view{networks_[place].mccmnc}.substr(0, code.size());
    };
    const auto found = std::ranges::equal_range(by_code_, code, {}, beginning);
    return {found.begin(), found.end()};
}

// A rule of more digits than the number covers its place, for zeros behind it are the same place, but not the number.
std::optional<network_match> number_plan::find(std::string_view digits) const {
    const uint64_t place = place_of(digits);
    if (place >= NUMBER_PLACES) return std::nullopt;  // there were other characters than digits
    for (uint32_t step = intervals_.find(place); step != number_intervals::NO_STEP;) {
        const auto& found = rules_[step];
        step = found.wider;
        if (found.digits > digits.size()) continue;
        return network_match{.network = &networks_[found.network],
                             .prefix = std::string_view{texts_}.substr(found.text, found.text_length),
                             .zone = zones_[found.zone],
                             .is_range = found.text_length > found.digits};
    }
    return std::nullopt;
}

}  // namespace kaskad::routing
