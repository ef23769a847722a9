#include "engine/charge_levels.hpp"

#include "core/assert.hpp"

namespace kaskad::engine {

using facts::charge_moment;

const facts::client& payer(const turn& turn, const facts::message& value, size_t level) {
    return turn.memory.clients.at(facts::payer_at(value, level));
}

uint32_t units_of(const facts::client& client, const facts::message& value) {
    return client.unit == facts::charge_unit::message ? 1 : value.parts;
}

core::price price_at(const facts::message& value, size_t level) {
    return level == 0 ? value.sell_price : facts::charge_at(value, level).price;
}

core::currency currency_at(const facts::message& value, size_t level) {
    return level == 0 ? value.currency : facts::charge_at(value, level).currency;
}

charge_moment due_at(const turn& turn, const facts::message& value, size_t level) {
    const auto agreed = facts::moment_at(value, level);
    return agreed == charge_moment::as_client ? moment_of(payer(turn, value, level)) : agreed;
}

charge_moment moment_of(const facts::client& client) {
    switch (client.charge) {
        case billing::charge_rule::on_submit:
            return charge_moment::on_submit;
        case billing::charge_rule::on_accepted:
            return charge_moment::on_accepted;
        case billing::charge_rule::on_delivered:
            return charge_moment::on_delivered;
    }
    ASSERT(false);
}

}  // namespace kaskad::engine
