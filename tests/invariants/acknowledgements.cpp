#include "tests/invariants/acknowledgements.hpp"

#include <fmt/format.h>

namespace kaskad::invariants {

void acknowledgements::acknowledge(const std::string& key, core::message_id message, complaints& broken) {
    if (!durable_.contains(message)) {
        broken.push_back(fmt::format("message {} is acknowledged and not durable", message.value));
    }
    const auto [place, is_new] = by_key_.try_emplace(key, message);
    if (!is_new && place->second != message) {
        broken.push_back(
            fmt::format("key {} names message {} and message {}", key, place->second.value, message.value));
    }
}

}  // namespace kaskad::invariants
