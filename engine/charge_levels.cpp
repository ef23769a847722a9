#include "engine/charge_levels.hpp"

#include "core/assert.hpp"
#include "engine/cascade_state.hpp"

namespace kaskad::engine {

using facts::charge_moment;

const facts::client& payer(const turn& turn, const facts::message& value, size_t level) {
    return turn.memory.clients.at(facts::payer_at(value, level));
}

uint32_t units_of(const facts::client& client, uint16_t parts) {
    return client.unit == facts::charge_unit::message ? 1 : parts;
}

uint32_t units_at(const turn& turn, const facts::message& value, size_t level) {
    const auto* row = held_price(value, level);
    return row ? row->units : units_of(payer(turn, value, level), value.parts);
}

core::price price_at(const facts::message& value, size_t level) {
    if (const auto* row = held_price(value, level)) return row->price;
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
