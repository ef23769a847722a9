#include "gateway/seal_audit.hpp"

#include "gateway/api/timestamp.hpp"
#include "gateway/sealed_text.hpp"

#include <algorithm>
#include <iterator>

namespace kaskad::gateway {

std::vector<billing::day_root> days_of(const billing::seal& of, const billing::seal* before,
                                       std::span<const billing::day_root> days) {
    std::vector<billing::day_root> found;
    std::ranges::copy_if(days, std::back_inserter(found), [&](const auto& day) {
        return day.day <= billing::days_end(of) && (before == nullptr || day.day > billing::days_end(*before));
    });
    return found;
}

std::string note_of_dropped(std::span<const billing::seal> seals, int64_t from_utc_ms) {
    if (seals.empty()) return {};
    const auto end_utc_ms = core::utc_ms_of(seals.back().before);
    if (end_utc_ms <= from_utc_ms) return {};
    return "messages accepted before " + api::render_timestamp(end_utc_ms) +
           " were dropped; `kaskad store sealed` prints what they came to";
}

void seal_audit::take(const billing::posting& row) {
    if (seals_.empty()) return;
    for (const auto& line : row.transfers)
        if (line.message && line.message < seals_.back().before) sums_.take(line, row.sequence);
}

std::optional<billing::audit_break> seal_audit::compare(std::span<const billing::day_root> days) const {
    std::vector<billing::sealed_total> totals;
    const billing::seal* before = nullptr;
    for (const auto& each : seals_) {
        const auto name = "seal " + std::to_string(each.number) + ": ";
        const auto hash =
            billing::seal_hash(before ? before->hash : billing::digest{}, each, days_of(each, before, days));
        if (hash != each.hash)
            return billing::audit_break{0, name + "what is kept of dropped messages is not what was sealed"};
        const auto read = parse_sealed(each.totals);
        if (!read) return billing::audit_break{0, name + read.error()};
        totals.insert(totals.end(), read->begin(), read->end());
        before = &each;
    }
    return sums_.compare(totals);
}

}  // namespace kaskad::gateway
