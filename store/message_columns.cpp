#include "store/message_columns.hpp"

#include "engine/facts/codec.hpp"

namespace kaskad::store {

// A message keeps the sequence of its place after it left the queue; it stands in the queue while queue_link is set.
message_columns columns_of(const facts::message& value) {
    return {.due_steady = value.due_steady,
            .queue_link = value.queue_link,
            .queue_sequence = value.queue_link ? value.queue_sequence : 0,
            .in_flight = facts::is_in_flight(value)};
}

}  // namespace kaskad::store
