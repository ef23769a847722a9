#include "tests/invariants/receipts.hpp"

#include <fmt/format.h>

namespace kaskad::invariants {

namespace {

using facts::message_state;
using facts::part_state;

bool is_positive(message_state state) {
    return state == message_state::delivered || state == message_state::read;
}

bool is_final(message_state state) {
    return state >= message_state::delivered;
}

template <typename F>
void for_each_part(const facts::message& value, F&& visit) {
    for (const auto& attempt : value.attempts) {
        for (const auto& part : attempt.parts)
            visit(attempt, part);
    }
}

}  // namespace

void receipts::send(core::link_id link, const std::string& id, part_state state) {
    if (state == part_state::delivered) sent_positive_.emplace(link, id);
}

void receipts::acknowledge(core::link_id link, const std::string& id, part_state state) {
    if (state == part_state::delivered) taken_positive_.emplace(link, id);
    if (state > part_state::delivered) taken_negative_.emplace(link, id);
}

void receipts::take(const facts::message& recorded, complaints& broken) {
    auto& before = states_.try_emplace(recorded.id, recorded.state).first->second;
    const bool falls =
        (is_positive(before) && !is_positive(recorded.state)) || (is_final(before) && !is_final(recorded.state));
    if (falls) {
        broken.push_back(fmt::format("message {} falls back from state {} to {}", recorded.id.value,
                                     static_cast<int>(before), static_cast<int>(recorded.state)));
    }
    before = recorded.state;
    for_each_part(recorded, [&](const facts::attempt& attempt, const facts::part& part) {
        const std::pair place{recorded.id, attempt.number << 8 | part.number};
        if (!part.operator_id.empty()) {
            const bool is_guess = part.matched == facts::matched_by::address;
            (is_guess ? guessed_ : answered_).emplace(attempt.link, part.operator_id);
        }
        const bool delivered = part.state == part_state::delivered;
        if (!delivered && delivered_.contains(place)) {
            broken.push_back(
                fmt::format("part {} of message {} was delivered and is not any more", part.number, recorded.id.value));
        }
        if (delivered && delivered_.insert(place).second &&
            !sent_positive_.contains({attempt.link, part.operator_id})) {
            broken.push_back(fmt::format("part {} of message {} is delivered, which no receipt said", part.number,
                                         recorded.id.value));
        }
    });
}

void receipts::end(const facts::message& recorded, complaints& broken) const {
    for_each_part(recorded, [&](const facts::attempt& attempt, const facts::part& part) {
        if (part.operator_id.empty()) return;
        const key id{attempt.link, part.operator_id};
        const bool is_guess = part.matched == facts::matched_by::address;
        if ((is_guess ? answered_ : guessed_).contains(id)) return;
        if (taken_positive_.contains(id) && part.state != part_state::delivered) {
            broken.push_back(fmt::format("part {} of message {}: the receipt of {} says delivered, its state is {}",
                                         part.number, recorded.id.value, part.operator_id,
                                         static_cast<int>(part.state)));
        }
        const bool heard = part.state == part_state::delivered || part.state >= part_state::rejected;
        if (taken_negative_.contains(id) && !heard) {
            broken.push_back(fmt::format("part {} of message {}: the receipt of {} was lost", part.number,
                                         recorded.id.value, part.operator_id));
        }
    });
}

}  // namespace kaskad::invariants
