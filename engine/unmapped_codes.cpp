#include "engine/unmapped_codes.hpp"

#include <algorithm>
#include <functional>

namespace kaskad::engine {

namespace {

constexpr size_t CODE_OCTETS_MAX = 32;

std::string shortened(std::string_view code) {
    return std::string{code.substr(0, CODE_OCTETS_MAX)};
}

}  // namespace

void unmapped_codes::note(core::link_id link, const operator_code& code, core::reason taken_for, int64_t utc_ms) {
    ++counts_[link];
    const key which{link, shortened(code.stat), shortened(code.err), shortened(code.network), code.command_status};
    auto found = tallies_.find(which);
    if (found == tallies_.end() && tallies_.size() >= KEPT_MAX) {
        ++uncounted_;
        return;
    }
    if (found == tallies_.end()) found = tallies_.emplace(which, tally{}).first;
    ++found->second.count;
    found->second.taken_for = taken_for;
    found->second.last_utc = utc_ms;
}

facts::unmapped_codes unmapped_codes::list(const std::map<core::link_id, facts::link>& links) const {
    facts::unmapped_codes result{.uncounted = uncounted_};
    for (const auto& [which, tally] : tallies_) {
        const auto link = links.find(which.link);
        const operator_code code{which.stat, which.err, which.network, which.command_status};
        if (link != links.end() && find_rule(link->second.reasons, code) != nullptr) continue;
        result.rows.push_back({.link = which.link,
                               .stat = which.stat,
                               .err = which.err,
                               .network = which.network,
                               .command_status = which.command_status,
                               .reason = tally.taken_for,
                               .count = tally.count,
                               .last_utc = tally.last_utc});
    }
    std::ranges::sort(result.rows, std::greater{}, &facts::unmapped_code::count);
    return result;
}

}  // namespace kaskad::engine
