#include "tests/invariants/calls.hpp"

#include <fmt/format.h>

namespace kaskad::invariants {

namespace {

using facts::attempt_state;
using facts::message_state;

std::string name(const facts::message& recorded, const facts::attempt& attempt) {
    return fmt::format("attempt {} of message {}", attempt.number, recorded.id.value);
}

bool has_arrived_by_record(const facts::attempt& attempt) {
    return attempt.state == attempt_state::delivered || attempt.state == attempt_state::read;
}

bool has_succeeded(const facts::message& recorded) {
    return recorded.state == message_state::delivered || recorded.state == message_state::read;
}

}  // namespace

void calls::make(const facts::part_ref& attempt, bool is_idempotent, complaints& broken) {
    auto& known = calls_[{attempt}];
    if (known.is_open && !is_idempotent) {
        broken.push_back(fmt::format("the provider is called a second time for attempt {} of message {}",
                                     attempt.attempt, attempt.message.value));
    }
    known.is_open = true;
}

void calls::refuse(const facts::part_ref& attempt) {
    calls_[{attempt}].is_open = false;
}

void calls::accept(const facts::part_ref& attempt, const std::string& provider_id, bool echoes) {
    auto& known = calls_[{attempt}];
    known.provider_id = provider_id;
    known.echoes = echoes;
}

void calls::arrive(const facts::part_ref& attempt) {
    calls_[{attempt}].arrived = true;
}

void calls::read(const facts::part_ref& attempt) {
    calls_[{attempt}].read = true;
}

void calls::report(const facts::part_ref& attempt, attempt_state state) {
    auto& known = calls_[{attempt}];
    if (state == attempt_state::delivered || state == attempt_state::read) known.told_delivered = true;
    if (state == attempt_state::read) known.told_read = true;
}

bool calls::has_arrived(const facts::part_ref& attempt) const {
    const auto found = calls_.find({attempt});
    return found != calls_.end() && found->second.arrived;
}

const calls::call* calls::find(const facts::message& recorded, const facts::attempt& attempt) const {
    const auto found = calls_.find({{recorded.id, attempt.number, 1}});
    return found == calls_.end() ? nullptr : &found->second;
}

void calls::take(const facts::message& recorded, complaints& broken) const {
    for (const auto& attempt : recorded.attempts) {
        if (attempt.channel == core::channel::sms || !has_arrived_by_record(attempt)) continue;
        const auto* known = find(recorded, attempt);
        if (!known || !known->arrived) {
            broken.push_back(name(recorded, attempt) + " is delivered, and nobody has it");
        } else if (attempt.state == attempt_state::read && !known->read) {
            broken.push_back(name(recorded, attempt) + " is read, and nobody read it");
        }
    }
}

void calls::end(const facts::message& recorded, complaints& broken) const {
    for (const auto& attempt : recorded.attempts) {
        const auto* known = attempt.channel == core::channel::sms ? nullptr : find(recorded, attempt);
        if (!known || !known->told_delivered) continue;
        // By neither name can a report find what was called for by an answer that was lost.
        const bool can_be_found = known->echoes || attempt.parts.front().operator_id == known->provider_id;
        if (!can_be_found) continue;
        if (!has_arrived_by_record(attempt) || !has_succeeded(recorded)) {
            broken.push_back(name(recorded, attempt) + " arrived, its report was taken, and it does not say so");
        } else if (known->told_read && attempt.state != attempt_state::read) {
            broken.push_back(name(recorded, attempt) + " was read, its report was taken, and it does not say so");
        }
    }
}

}  // namespace kaskad::invariants
