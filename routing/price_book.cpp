#include "routing/price_book.hpp"

#include "core/assert.hpp"
#include "routing/codes.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <string>
#include <tuple>
#include <utility>

namespace kaskad::routing {

namespace {

// In the order in which they are asked, behind the prefixes.
constexpr price_scope SCOPES[] = {price_scope::network, price_scope::mcc, price_scope::country, price_scope::any};

struct placed_row {
    price_key key;
    price_variant variant = 0;
    int64_t from_utc_ms = 0;
    size_t index = 0;

    auto same() const { return std::tie(key, variant, from_utc_ms); }
    friend auto operator<=>(const placed_row&, const placed_row&) = default;
};

std::vector<placed_row> sorted(std::span<const price_row> rows) {
    std::vector<placed_row> result;
    result.reserve(rows.size());
    for (size_t index = 0; index < rows.size(); ++index)
        result.push_back({key_of(rows[index]), variant_of(rows[index]), rows[index].from_utc_ms, index});
    std::ranges::sort(result);
    return result;
}

std::optional<row_error> find_second(std::span<const price_row> rows, std::span<const placed_row> order) {
    const auto second = std::ranges::adjacent_find(order, {}, &placed_row::same);
    if (second == order.end()) return std::nullopt;
    return row_error{place_of(rows, std::next(second)->index),
                     "row " + std::to_string(place_of(rows, second->index)) +
                         " already has a price for the same destination from the same time"};
}

bool holds(const price_period& period, int64_t utc_ms) {
    return period.from_utc_ms <= utc_ms && (utc_ms < period.to_utc_ms || period.to_utc_ms == PRICE_FOREVER);
}

// What holds at that moment, of one variant.
const price_period* find_valid(std::span<const price_period> periods, price_variant variant, int64_t utc_ms) {
    const auto rank = [](const price_period& each) { return std::pair{each.variant, each.from_utc_ms}; };
    const auto next = std::ranges::upper_bound(periods, std::pair{variant, utc_ms}, {}, rank);
    if (next == periods.begin()) return nullptr;
    const auto& last = *std::prev(next);
    return last.variant == variant && holds(last, utc_ms) ? &last : nullptr;
}

const price_period* find_nearest(std::span<const price_period> periods, const price_question& asked) {
    if (periods.empty()) return nullptr;
    const auto variants = variants_of(asked);
    if (periods.size() == 1) {
        const auto& only = periods.front();
        const bool is_such = std::ranges::find(variants, only.variant) != variants.end();
        return is_such && holds(only, asked.utc_ms) ? &only : nullptr;
    }
    for (const auto variant : variants) {
        if (const auto* found = find_valid(periods, variant, asked.utc_ms)) return found;
    }
    return nullptr;
}

}  // namespace

std::expected<price_book, row_error> price_book::build(uint32_t version, std::span<const price_row> rows) {
    if (auto bad = find_bad_row(rows)) return std::unexpected(std::move(*bad));
    const auto order = sorted(rows);
    if (auto second = find_second(rows, order)) return std::unexpected(std::move(*second));
    price_book book{version};
    book.destinations_.reserve(rows.size());
    std::vector<const price_row*> together;
    for (size_t next = 0; next < order.size(); ++next) {
        together.push_back(&rows[order[next].index]);
        if (next + 1 < order.size() && order[next + 1].key == order[next].key) continue;
        book.append(order[next].key, together);
        together.clear();
    }
    return book;
}

void price_book::append(const price_key& key, std::span<const price_row* const> rows) {
    const auto& row = *rows.front();
    const auto scope = scope_of(row);
    auto& owner = owners_[key.owner];
    owner.scopes |= static_cast<uint8_t>(1U << std::to_underlying(scope));
    if (scope == price_scope::prefix) owner.prefix_lengths |= static_cast<uint16_t>(1U << row.prefix.size());
    if (row.owner == price_owner::link) buy_currency_ = row.currency;
    size_ += rows.size();
    const auto first = periods_.size();
    while (!rows.empty()) {
        const auto is_same = [&](const auto* each) { return variant_of(*each) == variant_of(*rows.front()); };
        const auto count = static_cast<size_t>(std::ranges::find_if_not(rows, is_same) - rows.begin());
        append_periods(rows.first(count), periods_);
        rows = rows.subspan(count);
    }
    const auto count = periods_.size() - first;
    destination made{periods_[first], static_cast<uint32_t>(first), static_cast<uint32_t>(count)};
    if (count == 1) periods_.pop_back();
    destinations_.emplace(key, made);
}

std::optional<priced> price_book::buy(core::link_id link, const price_question& asked) const {
    return find(owner_code(price_owner::link, link.value), asked);
}

std::optional<priced> price_book::sell(core::client_id client, price_list_id list, const price_question& asked) const {
    if (auto own = find(owner_code(price_owner::client, client.value), asked)) return own;
    if (!list) return std::nullopt;
    return find(owner_code(price_owner::price_list, list.value), asked);
}

bool price_book::serves(core::link_id link, const network& to, int64_t utc_ms) const {
    return std::ranges::any_of(SCOPES, [&](price_scope scope) {
        const auto destination = destination_code(scope, to);
        if (!destination) return false;
        const auto periods = periods_at({owner_code(price_owner::link, link.value), *destination});
        return std::ranges::any_of(periods, [&](const price_period& each) { return holds(each, utc_ms); });
    });
}

std::optional<priced> price_book::find(uint64_t owner, const price_question& asked) const {
    ASSERT(asked.to != nullptr);
    const auto known = owners_.find(owner);
    if (known == owners_.end()) return std::nullopt;
    if (const auto lengths = known->second.prefix_lengths; lengths != 0) {
        if (auto found = find_by_prefix(owner, lengths, asked)) return found;
    }
    for (const auto scope : SCOPES) {
        if ((known->second.scopes >> std::to_underlying(scope) & 1U) == 0) continue;
        const auto destination = destination_code(scope, *asked.to);
        if (!destination) continue;
        const auto* found = find_nearest(periods_at({owner, *destination}), asked);
        if (found != nullptr) return priced_by(*found, scope);
    }
    return std::nullopt;
}

// The longest first; only lengths that the owner has are asked for.
std::optional<priced> price_book::find_by_prefix(uint64_t owner, uint32_t lengths, const price_question& asked) const {
    const auto longest = std::min(asked.digits.size(), NUMBER_DIGITS_MAX);
    lengths &= (1U << (longest + 1)) - 1;
    while (lengths != 0) {
        const auto length = static_cast<size_t>(std::bit_width(lengths) - 1);
        lengths &= ~(1U << length);
        const price_key key{owner, prefix_code(asked.digits.substr(0, length))};
        const auto* found = find_nearest(periods_at(key), asked);
        if (found != nullptr) return priced_by(*found, price_scope::prefix);
    }
    return std::nullopt;
}

std::span<const price_period> price_book::periods_at(const price_key& key) const {
    const auto found = destinations_.find(key);
    if (found == destinations_.end()) return {};
    const auto& place = found->second;
    if (place.count == 1) return {&place.only, 1};
    return std::span{periods_}.subspan(place.first, place.count);
}

priced price_book::priced_by(const price_period& found, price_scope scope) const {
    return {found.price, found.currency, scope, version_, found.delivered};
}

}  // namespace kaskad::routing
