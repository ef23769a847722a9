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
    if (state == part_state::delivered) ids_[{link, id}].sent_positive = true;
}

void receipts::acknowledge(core::link_id link, const std::string& id, part_state state) {
    auto& known = ids_[{link, id}];
    if (state == part_state::delivered) known.taken_positive = true;
    if (state > part_state::delivered) known.taken_negative = true;
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
        take(recorded, attempt, part, broken);
    });
}

void receipts::take(const facts::message& recorded, const facts::attempt& attempt, const facts::part& part,
                    complaints& broken) {
    auto* known = part.operator_id.empty() ? nullptr : &ids_[{attempt.link, part.operator_id}];
    if (known) {
        const bool is_guess = part.matched == facts::matched_by::address;
        (is_guess ? known->guessed : known->answered) = true;
    }
    const place where{recorded.id, attempt.number << 8 | part.number};
    if (part.state != part_state::delivered) {
        if (delivered_.contains(where)) {
            broken.push_back(
                fmt::format("part {} of message {} was delivered and is not any more", part.number, recorded.id.value));
        }
    } else if (delivered_.insert(where).second && !(known && known->sent_positive)) {
        broken.push_back(
            fmt::format("part {} of message {} is delivered, which no receipt said", part.number, recorded.id.value));
    }
}

void receipts::end(const facts::message& recorded, complaints& broken) const {
    for_each_part(recorded, [&](const facts::attempt& attempt, const facts::part& part) {
        if (part.operator_id.empty()) return;
        const auto found = ids_.find({attempt.link, part.operator_id});
        if (found == ids_.end()) return;
        const auto& known = found->second;
        const bool is_guess = part.matched == facts::matched_by::address;
        if (is_guess ? known.answered : known.guessed) return;
        if (known.taken_positive && part.state != part_state::delivered) {
            broken.push_back(fmt::format("part {} of message {}: the receipt of {} says delivered, its state is {}",
                                         part.number, recorded.id.value, part.operator_id,
                                         static_cast<int>(part.state)));
        }
        const bool heard = part.state == part_state::delivered || part.state >= part_state::rejected;
        if (known.taken_negative && !heard) {
            broken.push_back(fmt::format("part {} of message {}: the receipt of {} was lost", part.number,
                                         recorded.id.value, part.operator_id));
        }
    });
}

}  // namespace kaskad::invariants
