#pragma once

#include "billing/reconciliation/matching.hpp"
#include "billing/reconciliation/waterfall.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

// Rows of both sides for tests of a reconciliation, and what was found of them.

namespace kaskad::billing::reconciliation {

inline constexpr int64_t NOVEMBER_MS = 1'793'491'200'000;  // 2026-11-01 UTC
inline constexpr int64_t DECEMBER_MS = 1'796'083'200'000;
inline constexpr int64_t NOON_MS = NOVEMBER_MS + 10 * 86'400'000 + 43'200'000;

inline comparison_terms november() {
    return {.begin_utc_ms = NOVEMBER_MS, .end_utc_ms = DECEMBER_MS};
}

// One part for 0.01, delivered.
inline row make_row(std::string_view id, int64_t time_ms = NOON_MS) {
    row made;
    set_id(made, id);
    made.price = {1'000'000};
    made.amount = {10'000};
    made.recipient = 4915123456789;
    made.time_ms = static_cast<uint64_t>(time_ms);
    made.parts = 1;
    made.state = static_cast<uint8_t>(row_status::delivered);
    made.sender = sender_digest("Shop");
    made.network = 26201;
    return made;
}

// Keeps what is found, beside a waterfall that must add up.
class found_rows final : public finding_sink {
  public:
    explicit found_rows(const comparison_terms& terms) : sums{terms} {}

    void take(const finding& found) override {
        all.push_back(found);
        sums.take(found);
    }

    // "parts 20000, price -3": what was found besides exact pairs, in the order of the categories.
    std::string text() const {
        std::string made;
        for (const auto why : all_categories()) {
            for (const auto& each : all) {
                if (each.why != why || why == category::exact) continue;
                made += (made.empty() ? "" : ", ") + std::string{to_string(why)} + " " + std::to_string(each.delta.e6);
            }
        }
        return made;
    }

    waterfall sums;
    std::vector<finding> all;
};

// Both steps on one share, as the whole run does them.
inline found_rows compare(std::vector<row> ours, std::vector<row> theirs, id_form form = id_form::same,
                          const comparison_terms& terms = november()) {
    found_rows found{terms};
    two_sides with_id;
    two_sides without_id;
    for (auto& each : ours) {
        found.sums.expect_ours(each);
        settle_id(each, side::ours, form);
        (each.kind() == id_kind::none ? without_id : with_id).ours.push_back(each);
    }
    for (auto& each : theirs) {
        found.sums.expect_theirs(each);
        settle_id(each, side::theirs, form);
        (each.kind() == id_kind::none ? without_id : with_id).theirs.push_back(each);
    }
    const auto left = match_by_id(std::move(with_id), terms, found);
    without_id.ours.insert(without_id.ours.end(), left.ours.begin(), left.ours.end());
    without_id.theirs.insert(without_id.theirs.end(), left.theirs.begin(), left.theirs.end());
    match_by_number(std::move(without_id), terms, found);
    return found;
}

}  // namespace kaskad::billing::reconciliation
