#include "engine/supplier_book.hpp"

#include "routing/state_octets.hpp"

#include <algorithm>
#include <utility>

namespace kaskad::engine {

namespace {

constexpr uint64_t VERSION = 1;

// Nothing was bought over it: its pace is nothing to keep.
bool is_idle(const supplier_burn& burn) {
    return std::ranges::all_of(burn.state().spent_e6, [](int64_t each) { return each == 0; });
}

}  // namespace

const supplier_note* supplier_book::find(core::link_id link) const {
    const auto found = notes_.find(link);
    return found == notes_.end() ? nullptr : &found->second;
}

// Hours are whole amounts, so they are written as times are: signed, without a loss.
std::string supplier_book::save(int64_t steady_ms) const {
    routing::state_writer to;
    to.put_count(VERSION);
    to.put_time(steady_ms);
    to.put_count(static_cast<uint64_t>(
        std::ranges::count_if(notes_, [](const auto& each) { return !is_idle(each.second.burn); })));
    for (const auto& [link, note] : notes_) {
        if (is_idle(note.burn)) continue;
        const auto& kept = note.burn.state();
        to.put_count(link.value);
        to.put_time(kept.hour);
        to.put_time(kept.begun_e6);
        for (size_t at = 0; at < supplier_burn::HOURS; ++at) {
            to.put_count(kept.watched[at]);
            if (kept.watched[at] != 0) to.put_time(kept.spent_e6[at]);
        }
    }
    return to.take();
}

bool supplier_book::load(std::string_view octets) {
    routing::state_reader from{octets};
    if (from.take_count(VERSION) != VERSION) return false;
    from.take_time();
    std::map<core::link_id, supplier_note> read;
    for (auto count = from.take_count(LINKS_MAX); count > 0 && from.is_good(); --count) {
        const core::link_id link{static_cast<uint32_t>(from.take_count(UINT32_MAX))};
        supplier_burn::kept kept;
        kept.hour = from.take_time();
        kept.begun_e6 = from.take_time();
        for (size_t at = 0; at < supplier_burn::HOURS; ++at) {
            kept.watched[at] = static_cast<uint8_t>(from.take_count(1));
            if (kept.watched[at] != 0) kept.spent_e6[at] = from.take_time();
        }
        if (kept.hour < 0) from.refuse();
        if (from.is_good()) read[link].burn = supplier_burn::restored(kept);
    }
    if (!from.is_good() || !from.is_at_end()) return false;
    notes_ = std::move(read);
    return true;
}

}  // namespace kaskad::engine
