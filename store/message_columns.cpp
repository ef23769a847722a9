#include "store/message_columns.hpp"

#include <algorithm>

namespace kaskad::store {

namespace {

bool is_in_flight(const facts::part& part) {
    return part.state == facts::part_state::submitting || part.state == facts::part_state::in_doubt;
}

}  // namespace

message_columns columns_of(const facts::message& value) {
    const bool in_flight = std::ranges::any_of(
        value.attempts, [](const facts::attempt& attempt) { return std::ranges::any_of(attempt.parts, is_in_flight); });
    return {.due_steady = value.due_steady,
            .queue_link = value.queue_link,
            .queue_sequence = value.queue_sequence,
            .in_flight = in_flight};
}

}  // namespace kaskad::store
