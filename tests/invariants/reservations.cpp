#include "tests/invariants/reservations.hpp"

#include "engine/facts/charges.hpp"

#include <fmt/format.h>

namespace kaskad::invariants {

namespace {

using billing::reservation_state;
using billing::transfer_kind;

reservation_state state_after(transfer_kind end) {
    if (end == transfer_kind::post) return reservation_state::posted;
    return end == transfer_kind::void_ ? reservation_state::voided : reservation_state::expired;
}

std::string name(const billing::transfer& line) {
    return fmt::format("the {} of message {} on level {}", billing::to_string(line.kind), line.message.value,
                       line.level);
}

}  // namespace

void reservations::take(const billing::posting& row, complaints& broken) {
    for (const auto& line : row.transfers) {
        if (line.side != billing::transfer_side::client || !line.message) continue;
        if (line.code == billing::posting_code::message_resize) {
            resize(line, broken);
        } else if (line.kind == transfer_kind::reserve) {
            open(line, broken);
        } else if (line.kind == transfer_kind::direct) {
            charge_late(line, broken);
        } else {
            end(line, broken);
        }
    }
}

void reservations::open(const billing::transfer& line, complaints& broken) {
    const auto [place, is_new] = reservations_.try_emplace({line.message, line.level});
    if (!is_new) return broken.push_back(name(line) + " is the second");
    place->second = {.reserved = line.amount.e6, .charged = 0, .state = reservation_state::open};
    ++open_count_;
}

void reservations::resize(const billing::transfer& line, complaints& broken) {
    const auto found = reservations_.find({line.message, line.level});
    const bool is_open = found != reservations_.end() && found->second.state == reservation_state::open;
    if (!is_open) return broken.push_back(name(line) + " changes what is not reserved");
    found->second.reserved += line.amount.e6 - line.released.e6;
    if (found->second.reserved < 0) broken.push_back(name(line) + " frees more than is reserved");
}

void reservations::end(const billing::transfer& line, complaints& broken) {
    const auto found = reservations_.find({line.message, line.level});
    if (found == reservations_.end()) return broken.push_back(name(line) + " ends what was never reserved");
    auto& value = found->second;
    if (value.state != reservation_state::open) {
        return broken.push_back(name(line) + " comes after it ended " + std::string{billing::to_string(value.state)});
    }
    if (line.released.e6 != value.reserved || line.amount.e6 > value.reserved) {
        broken.push_back(name(line) +
                         fmt::format(" frees {} and takes {} of {}", line.released.e6, line.amount.e6, value.reserved));
    }
    value.state = state_after(line.kind);
    value.charged = line.amount.e6;
    --open_count_;
}

void reservations::charge_late(const billing::transfer& line, complaints& broken) {
    if (line.code != billing::posting_code::message_late_charge) return;
    const auto found = reservations_.find({line.message, line.level});
    if (found == reservations_.end()) return broken.push_back(name(line) + " charges late what was never reserved");
    const auto state = found->second.state;
    if (state != reservation_state::voided && state != reservation_state::expired) {
        broken.push_back(name(line) + " charges late what is " + std::string{billing::to_string(state)});
    }
    found->second.charged += line.amount.e6;
}

void reservations::compare(const facts::message& recorded, complaints& broken) const {
    for (size_t level = 0; level < facts::charge_levels(recorded); ++level)
        compare(recorded.id, level, facts::charge_at(recorded, level), broken);
}

void reservations::compare(core::message_id message, size_t level, const billing::reservation& charge,
                           complaints& broken) const {
    if (charge.amount.e6 == 0) return;  // free: nothing moves
    const auto found = reservations_.find({message, charge.level});
    const auto booked = found == reservations_.end() ? reservation{} : found->second;
    if (booked.state == charge.state && booked.charged == charge.charged.e6 && charge.level == level) return;
    broken.push_back(fmt::format("message {} says its charge on level {} is {} with {}, the books say {} with {}",
                                 message.value, level, billing::to_string(charge.state), charge.charged.e6,
                                 billing::to_string(booked.state), booked.charged));
}

}  // namespace kaskad::invariants
