#include "store/sqlite_merge.hpp"

#include <algorithm>
#include <queue>
#include <string_view>

namespace kaskad::store {

namespace {

constexpr int KEY = 0;
constexpr int RECORD = 1;

// Whose row comes later.
struct is_behind {
    bool last_first = false;

    bool operator()(const sqlite_run& left, const sqlite_run& right) const {
        const auto order = left.rows->octets(KEY) <=> right.rows->octets(KEY);
        if (order == 0) return left.generation < right.generation;
        return last_first ? order < 0 : order > 0;
    }
};

}  // namespace

std::vector<stored_row> in_order(std::vector<stored_row> rows, const key_range& range) {
    std::ranges::sort(rows, {}, &stored_row::key);
    if (range.last_first) std::ranges::reverse(rows);
    if (rows.size() > range.limit) rows.resize(range.limit);
    return rows;
}

std::vector<stored_row> merge(const std::vector<sqlite_run>& runs, const key_range& range) {
    std::priority_queue<sqlite_run, std::vector<sqlite_run>, is_behind> next{is_behind{range.last_first}};
    for (const auto& run : runs)
        if (run.rows->step()) next.push(run);
    std::vector<stored_row> found;
    while (!next.empty() && found.size() < range.limit) {
        const auto run = next.top();
        next.pop();
        const auto key = run.rows->octets(KEY);
        const bool is_known = !found.empty() && found.back().key == key;
        if (!is_known) found.push_back({.key = std::string{key}, .octets = std::string{run.rows->octets(RECORD)}});
        if (run.rows->step()) next.push(run);
    }
    for (const auto& run : runs)
        run.rows->reset();
    return found;
}

}  // namespace kaskad::store
