#include "routing/sheet_difference.hpp"

#include <map>
#include <tuple>
#include <utility>

namespace kaskad::routing {

namespace {

using wide = __int128;
using destination = std::tuple<std::string_view, std::string_view, std::string_view>;

// Of one destination the rows that count, or none.
struct row_pair {
    const sheet_price* before = nullptr;
    const sheet_price* after = nullptr;
};
using row_pairs = std::map<destination, row_pair>;

void add_in_force(std::span<const sheet_price> rows, int64_t at_local_ms, const sheet_price* row_pair::*side,
                  row_pairs& into) {
    for (const auto& row : rows) {
        if (row.from_local_ms > at_local_ms) continue;
        auto& counts = into[{row.mccmnc, row.mcc, row.country}].*side;
        if (counts == nullptr || counts->from_local_ms <= row.from_local_ms) counts = &row;
    }
}

wide cost_of(const sheet_price& row) {
    return wide{row.submit.e8} + row.delivered.e8;
}

class comparing {
  public:
    explicit comparing(uint32_t large_percent) : large_percent_{large_percent} {}

    void add(const row_pair& rows) {
        if (rows.after == nullptr) return note({price_change_kind::missing, *rows.before, {}, false});
        if (rows.before == nullptr) return note({price_change_kind::added, {}, *rows.after, false});
        compare(*rows.before, *rows.after);
    }

    sheet_difference take() { return std::move(made_); }

  private:
    void compare(const sheet_price& before, const sheet_price& after) {
        if (before.currency != after.currency) return note({price_change_kind::recurrency, before, after, false});
        const auto step = cost_of(after) - cost_of(before);
        if (step == 0) return void(++made_.same);
        const auto size = step < 0 ? -step : step;
        const bool is_large = size * 100 > cost_of(before) * large_percent_;
        note({step > 0 ? price_change_kind::up : price_change_kind::down, before, after, is_large});
    }

    void note(price_change change) {
        ++made_.counts[static_cast<size_t>(change.kind)];
        if (change.is_large) ++made_.large;
        made_.changes.push_back(std::move(change));
    }

    uint32_t large_percent_;
    sheet_difference made_;
};

}  // namespace

sheet_difference compare_sheets(std::span<const sheet_price> before, std::span<const sheet_price> after,
                                int64_t at_local_ms, uint32_t large_percent) {
    row_pairs pairs;
    add_in_force(before, at_local_ms, &row_pair::before, pairs);
    add_in_force(after, at_local_ms, &row_pair::after, pairs);
    comparing result{large_percent};
    for (const auto& [destination, pair] : pairs)
        result.add(pair);
    return result.take();
}

std::string_view to_string(price_change_kind value) {
    switch (value) {
        case price_change_kind::up:
            return "up";
        case price_change_kind::down:
            return "down";
        case price_change_kind::added:
            return "new";
        case price_change_kind::missing:
            return "missing";
        case price_change_kind::recurrency:
            return "other_currency";
    }
    return "unknown";
}

}  // namespace kaskad::routing
