#include "bench/routing/score.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

namespace kaskad::bench::routing {

namespace {

constexpr int64_t WINDOW_MS = 10 * SECOND;
constexpr size_t WINDOW_MESSAGES = 20;
constexpr double MOST = 0.5;
constexpr double FEW = 0.1;

double quantile(std::vector<float> values, double share) {
    if (values.empty()) return 0;
    const auto at = values.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
    std::nth_element(values.begin(), at, values.end());
    return *at;
}

// A network's messages about a time: whether each met the link.
struct sighting {
    int64_t at_ms;
    bool is_there;
};

double share_there(const std::vector<sighting>& seen, size_t from, size_t to) {
    const auto count =
        std::count_if(seen.begin() + static_cast<std::ptrdiff_t>(from), seen.begin() + static_cast<std::ptrdiff_t>(to),
                      [](auto& each) { return each.is_there; });
    return static_cast<double>(count) / static_cast<double>(to - from);
}

}  // namespace

score score_of(const game_record& record) {
    score made;
    for (const auto& row : record.rows) {
        made.messages += row.is_judged ? 1 : 0;
        made.regret += row.regret;
        made.cost += row.cost;
        made.sent += row.is_accepted && row.is_first ? 1 : 0;
        made.delivered += row.is_delivered ? 1 : 0;
        made.probes += row.is_judged && row.is_probe ? 1 : 0;
        made.probe_cost += row.is_probe ? row.probe_cost : 0;
        made.at_loss += row.is_at_loss ? 1 : 0;
    }
    for (const auto& each : record.incidents)
        if (const double seconds = shift_seconds(record, each); seconds >= 0) made.shift_s.push_back(seconds);
    made.choice_p50_ns = quantile(record.choice_ns, 0.5);
    made.choice_p99_ns = quantile(record.choice_ns, 0.99);
    return made;
}

double shift_seconds(const game_record& record, const incident& of) {
    std::vector<sighting> seen;
    const auto begin = std::ranges::lower_bound(record.rows, of.from_ms - 2 * MINUTE, {}, &attempt_row::at_ms);
    for (auto row = begin; row != record.rows.end() && row->at_ms < of.to_ms; ++row)
        if (row->network == of.network && row->is_judged) seen.push_back({row->at_ms, row->link == of.link});
    const auto first =
        static_cast<size_t>(std::ranges::lower_bound(seen, of.from_ms, {}, &sighting::at_ms) - seen.begin());
    if (first == 0 || share_there(seen, 0, first) < MOST) return -1;
    for (size_t from = first, to = first; from < seen.size(); ++from) {
        while (to < seen.size() && (to - from < WINDOW_MESSAGES || seen[to].at_ms < seen[from].at_ms + WINDOW_MS))
            ++to;
        if (to == seen.size()) break;
        if (share_there(seen, from, to) < FEW) return static_cast<double>(seen[from].at_ms - of.from_ms) / SECOND;
    }
    return static_cast<double>(of.to_ms - of.from_ms) / SECOND;
}

double spread_difference(const game_record& left, const game_record& right, uint32_t but_client, int64_t from_ms,
                         int64_t to_ms) {
    std::map<uint32_t, std::array<double, LINKS>> more;
    double all = 0;
    const auto count = [&](const game_record& record, double each) {
        for (const auto& row : record.rows) {
            if (row.client == but_client || !row.is_first || row.at_ms < from_ms || row.at_ms >= to_ms) continue;
            more[row.network][row.link] += each;
            all += each > 0 ? 1 : 0;
        }
    };
    count(left, 1);
    count(right, -1);
    double moved = 0;
    for (const auto& [network, links] : more)
        for (const double each : links)
            moved += std::abs(each) / 2;
    return all > 0 ? moved / all : 0;
}

}  // namespace kaskad::bench::routing
