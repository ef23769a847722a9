#include "smpp/transport/back_off.hpp"

#include "core/assert.hpp"

#include <algorithm>

namespace kaskad::smpp::transport {

namespace {

const back_off_range& range_of(const back_off_options& options, failure_kind kind) {
    switch (kind) {
        case failure_kind::lost:
            return options.lost;
        case failure_kind::busy:
            return options.busy;
        case failure_kind::credentials:
            return options.credentials;
    }
    ASSERT(false);
}

}  // namespace

back_off::back_off(back_off_options options) : options_{options}, state_{options.seed} {}

std::chrono::milliseconds back_off::next(failure_kind kind) {
    if (kind != kind_) failures_ = 0;
    kind_ = kind;
    const auto& range = range_of(options_, kind);
    ASSERT(range.min.count() > 0 && range.min <= range.max);
    const auto doublings = std::min(failures_, 20u);  // 2^20 of any min is beyond any max
    ++failures_;
    const int64_t full = std::min(range.min.count() << doublings, range.max.count());
    const int64_t half = full / 2;
    return std::chrono::milliseconds{half + static_cast<int64_t>(draw() % static_cast<uint64_t>(full - half + 1))};
}

// SplitMix64: small, and every seed gives another sequence.
uint64_t back_off::draw() {
    state_ += 0x9E3779B97F4A7C15;
    uint64_t mixed = state_;
    mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
    mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
    return mixed ^ (mixed >> 31);
}

}  // namespace kaskad::smpp::transport
