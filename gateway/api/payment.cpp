#include "gateway/api/payment.hpp"

namespace kaskad::gateway::api {

payment payment_at(const facts::message& message, size_t level) {
    const auto& charge = facts::charge_at(message, level);
    const bool is_client = level == 0;
    return {.level = level,
            .payer = facts::payer_at(message, level),
            .price = is_client ? message.sell_price : charge.price,
            .price_version = is_client ? message.price_version : charge.price_version,
            .currency = is_client ? message.currency : charge.currency,
            .moment = facts::moment_at(message, level),
            .charge = charge};
}

std::optional<payment> payment_by(const facts::message& message, core::client_id payer) {
    for (size_t level = 0; level < facts::charge_levels(message); ++level)
        if (facts::payer_at(message, level) == payer) return payment_at(message, level);
    return std::nullopt;
}

payment payment_to_us(const facts::message& message) {
    return payment_at(message, facts::charge_levels(message) - 1);
}

std::optional<payment> payment_seen_by(const facts::message& message, core::client_id viewer) {
    if (message.is_test) return std::nullopt;
    if (!viewer) return payment_to_us(message);
    return message.route_test == 0 ? payment_by(message, viewer) : std::nullopt;
}

}  // namespace kaskad::gateway::api
