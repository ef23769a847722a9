#include "routing/price_replacement.hpp"

#include "routing/hash_mix.hpp"

#include <boost/unordered/unordered_flat_map.hpp>

#include <algorithm>
#include <iterator>
#include <limits>
#include <optional>

namespace kaskad::routing {

namespace {

constexpr int64_t NEVER = std::numeric_limits<int64_t>::max();

struct place {
    price_key key;
    price_variant variant = 0;

    friend bool operator==(const place&, const place&) = default;
};

struct place_hash {
    using is_avalanching = void;
    size_t operator()(const place& value) const { return mixed(price_key_hash{}(value.key), value.variant); }
};

bool is_of(const price_row& row, price_owner owner, uint32_t owner_id) {
    return row.owner == owner && row.owner_id == owner_id;
}

// When the rows of a sheet begin: each place for itself, and the first of all.
class beginnings {
  public:
    explicit beginnings(std::span<const price_row> sheet) {
        at_.reserve(sheet.size());
        for (const auto& row : sheet) {
            const auto [known, is_new] = at_.try_emplace({key_of(row), variant_of(row)}, row.from_utc_ms);
            known->second = std::min(known->second, row.from_utc_ms);
            first_ = std::min(first_, row.from_utc_ms);
        }
    }

    // When the sheet takes the row's place; NEVER: it does not.
    int64_t replaces(const price_row& row, bool is_full) const {
        const auto found = at_.find({key_of(row), variant_of(row)});
        if (found != at_.end()) return found->second;
        return is_full ? first_ : NEVER;
    }

  private:
    boost::unordered_flat_map<place, int64_t, place_hash> at_;
    int64_t first_ = NEVER;
};

std::optional<price_row> cut(const price_row& row, int64_t end, int64_t now) {
    const bool is_over = row.to_utc_ms != 0 && row.to_utc_ms <= now;
    if (is_over || end <= std::max(now, row.from_utc_ms)) return std::nullopt;
    auto kept = row;
    if (end != NEVER && (kept.to_utc_ms == 0 || kept.to_utc_ms > end)) kept.to_utc_ms = end;
    return kept;
}

}  // namespace

std::vector<price_row> rows_that_stay(std::span<const price_row> standing, std::span<const price_row> sheet,
                                      const replacement_terms& terms) {
    std::vector<price_row> kept;
    const auto is_own = [&](const price_row& row) { return is_of(row, terms.owner, terms.owner_id); };
    // A full sheet that holds already, the usual one, leaves nothing: no key need be looked at.
    const bool replaces_all = terms.is_full && std::ranges::all_of(sheet, [&](const auto& row) {
                                  return row.from_utc_ms <= terms.now_utc_ms;
                              });
    const bool has_own = !replaces_all && std::ranges::any_of(standing, is_own);
    const beginnings begins{has_own ? sheet : std::span<const price_row>{}};
    for (const auto& row : standing) {
        if (!is_own(row)) {
            kept.push_back(row);
        } else if (!replaces_all) {
            if (auto left = cut(row, begins.replaces(row, terms.is_full), terms.now_utc_ms)) kept.push_back(*left);
        }
    }
    return kept;
}

price_places::price_places(std::span<const price_row> rows) {
    sorted_.reserve(rows.size());
    for (const auto& row : rows)
        sorted_.push_back(place_of(row));
    std::ranges::sort(sorted_);
}

bool price_places::has(const price_row& row) const {
    return std::ranges::binary_search(sorted_, place_of(row));
}

std::vector<price_row> rows_of(std::span<const price_row> rows, price_owner owner, uint32_t owner_id) {
    const auto is_own = [&](const price_row& row) { return is_of(row, owner, owner_id); };
    std::vector<price_row> own;
    own.reserve(static_cast<size_t>(std::ranges::count_if(rows, is_own)));
    std::ranges::copy_if(rows, std::back_inserter(own), is_own);
    return own;
}

}  // namespace kaskad::routing
