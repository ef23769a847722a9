#include "gateway/api/rate_text.hpp"

namespace kaskad::gateway::api {

std::string rate_text(const billing::exchange& at) {
    const auto rate = core::to_string(core::price{at.rate_e8});
    return at.is_inverse ? "1/" + rate : rate;
}

}  // namespace kaskad::gateway::api
