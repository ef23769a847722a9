#include "tests/invariants/copies.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace kaskad::invariants {

namespace {

// It is known that what was carried did not arrive.
bool was_ended_by_receipt(const facts::attempt& attempt) {
    return attempt.state == facts::attempt_state::undelivered || attempt.state == facts::attempt_state::expired;
}

}  // namespace

void copies::take(const facts::fact& fact) {
    using facts::fact_kind;
    if (fact.kind == fact_kind::part_in_doubt) ++messages_[fact.message].doubts;
    const bool begins = fact.kind == fact_kind::message_accepted || fact.kind == fact_kind::attempt_started ||
                        fact.kind == fact_kind::attempt_failed || fact.kind == fact_kind::step_begun;
    if (begins) ++messages_[fact.message].attempts;
}

void copies::carry(core::message_id message, uint8_t part, complaints& broken) {
    auto& known = messages_[message];
    const auto count = ++known.carried[part];
    const auto allowed = std::max<size_t>(1, known.doubts + known.attempts);
    if (count <= allowed) return;
    broken.push_back(fmt::format("part {} of message {} is carried {} times; {} in doubt, {} attempts", part,
                                 message.value, count, known.doubts, known.attempts));
}

void copies::end(const facts::message& recorded, complaints& broken) const {
    const auto found = messages_.find(recorded.id);
    if (found == messages_.end() || recorded.possible_duplicate) return;
    const auto failed = static_cast<size_t>(std::ranges::count_if(recorded.attempts, was_ended_by_receipt));
    for (const auto& [part, count] : found->second.carried) {
        if (count < 2 + failed) continue;
        broken.push_back(fmt::format("part {} of message {} was carried {} times and does not say so", part,
                                     recorded.id.value, count));
    }
}

}  // namespace kaskad::invariants
