#include "gateway/statement_total.hpp"

#include <limits>

namespace kaskad::gateway {

std::string statement_total::text() const {
    constexpr auto MOST = std::numeric_limits<int64_t>::max();
    if (e6_ > MOST || e6_ < -MOST) return "more than can be";
    return core::to_string(core::amount{static_cast<int64_t>(e6_)});
}

}  // namespace kaskad::gateway
