#include "billing/reconciliation/row_sample.hpp"

#include "billing/reconciliation/hash_mix.hpp"
#include "billing/reconciliation/zone_shift.hpp"

#include <algorithm>

namespace kaskad::billing::reconciliation {

bool row_sample::is_chosen(const row& each) const {
    const auto key =
        by_recipient_ ? uint64_t{each.recipient} : each.time_ms % static_cast<uint64_t>(QUARTER_MS) / 1'000;
    return mixed(key) <= limit_;
}

void row_sample::drop_rest() {
    std::erase_if(rows_, [&](const row& each) { return !is_chosen(each); });
}

void row_sample::add(const row& each) {
    if (each.kind() == id_kind::none || !is_chosen(each)) return;
    rows_.push_back(each);
    while (rows_.size() > SAMPLE_ROWS_MAX) {
        limit_ /= 2;
        drop_rest();
    }
}

void row_sample::narrow_to(const row_sample& other) {
    limit_ = std::min(limit_, other.limit_);
    drop_rest();
}

}  // namespace kaskad::billing::reconciliation
