#include "gateway/clock.hpp"

#include <algorithm>

namespace kaskad::gateway {

int64_t utc_ms_now() {
    using namespace std::chrono;
    return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

clock::clock(core::now last) : started_{std::chrono::steady_clock::now()} {
    const int64_t down_ms = last.utc_ms == 0 ? 0 : std::max<int64_t>(0, utc_ms_now() - last.utc_ms);
    // From 1, because 0 means "no time" in records.
    base_ms_ = std::max<int64_t>(1, last.steady_ms + down_ms);
}

core::now clock::read() const {
    using namespace std::chrono;
    const auto elapsed = duration_cast<milliseconds>(steady_clock::now() - started_).count();
    return {.steady_ms = base_ms_ + elapsed, .utc_ms = utc_ms_now()};
}

}  // namespace kaskad::gateway
