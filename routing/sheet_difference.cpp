#include "routing/sheet_difference.hpp"

#include <map>
#include <tuple>
#include <utility>

namespace kaskad::routing {

namespace {

using wide = __int128;
using destination = std::tuple<std::string_view, std::string_view, std::string_view>;
using rows_in_force = std::map<destination, const sheet_price*>;

rows_in_force in_force(std::span<const sheet_price> rows, int64_t at_local_ms) {
    rows_in_force found;
    for (const auto& row : rows) {
        if (row.from_local_ms > at_local_ms) continue;
        auto& counts = found[{row.mccmnc, row.mcc, row.country}];
        if (counts == nullptr || counts->from_local_ms <= row.from_local_ms) counts = &row;
    }
    return found;
}

wide cost_of(const sheet_price& row) {
    return wide{row.submit.e8} + row.delivered.e8;
}

class comparing {
  public:
    explicit comparing(uint32_t large_percent) : large_percent_{large_percent} {}

    void only_before(const sheet_price& row) { add({price_change_kind::missing, row, {}, false}); }
    void only_after(const sheet_price& row) { add({price_change_kind::added, {}, row, false}); }

    void both(const sheet_price& before, const sheet_price& after) {
        if (before.currency != after.currency) return add({price_change_kind::recurrency, before, after, false});
        const auto step = cost_of(after) - cost_of(before);
        if (step == 0) return void(++made_.same);
        const auto size = step < 0 ? -step : step;
        const bool is_large = size * 100 > cost_of(before) * large_percent_;
        add({step > 0 ? price_change_kind::up : price_change_kind::down, before, after, is_large});
    }

    sheet_difference take() { return std::move(made_); }

  private:
    void add(price_change change) {
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
    const auto old_rows = in_force(before, at_local_ms);
    const auto new_rows = in_force(after, at_local_ms);
    comparing result{large_percent};
    auto left = old_rows.begin();
    auto right = new_rows.begin();
    while (left != old_rows.end() || right != new_rows.end()) {
        const bool has_left = left != old_rows.end() && (right == new_rows.end() || left->first <= right->first);
        const bool has_right = right != new_rows.end() && (left == old_rows.end() || right->first <= left->first);
        if (has_left && has_right) {
            result.both(*left->second, *right->second);
        } else if (has_left) {
            result.only_before(*left->second);
        } else {
            result.only_after(*right->second);
        }
        if (has_left) ++left;
        if (has_right) ++right;
    }
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
