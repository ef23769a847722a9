#pragma once

#include "engine/facts/fact.hpp"

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

// What the engine asks of the database: cold records, named by key or by the order of a work index. The reader answers
// with whole records and the journal position its view holds. Limits are counts of messages, events or keys.

namespace kaskad::facts {

// The message that has this id, or one of whose later pieces was told it -> message, message_text
struct fetch_message {
    core::message_id id;

    friend bool operator==(const fetch_message&, const fetch_message&) = default;
};

// The newest entry of any of the keys on this link -> operator_message, message, message_text
struct fetch_operator_id {
    core::link_id link;
    std::vector<std::string> keys;

    friend bool operator==(const fetch_operator_id&, const fetch_operator_id&) = default;
};

// -> idempotency records of this key for item 0 and for `item`
struct fetch_idempotency {
    core::client_id client;
    std::string key;
    uint32_t item = 0;

    friend bool operator==(const fetch_idempotency&, const fetch_idempotency&) = default;
};

// Messages with 0 < due_steady <= until_steady, in order of (due_steady, id), behind the given place -> message, text
struct fetch_due {
    int64_t after_steady = 0;
    core::message_id after;
    int64_t until_steady = 0;
    uint32_t limit = 0;

    friend bool operator==(const fetch_due&, const fetch_due&) = default;
};

// Queued messages of one (link, class, client) in order of queue_sequence, behind the given one -> message, text
struct fetch_queue {
    core::link_id link;
    core::message_class klass = core::message_class::otp;
    core::client_id client;
    uint64_t after_sequence = 0;
    uint32_t limit = 0;

    friend bool operator==(const fetch_queue&, const fetch_queue&) = default;
};

// Events of an endpoint in order of sequence, behind the given one -> event
struct fetch_events {
    core::endpoint_id endpoint;
    uint64_t after_sequence = 0;
    uint32_t limit = 0;

    friend bool operator==(const fetch_events&, const fetch_events&) = default;
};

// Messages of a client to one recipient that have not ended, in order of their ids, behind the given one, in a view
// that holds the group at `position` -> message, message_text
struct fetch_open {
    core::client_id client;
    std::string recipient;
    core::message_id after;
    uint32_t limit = 0;
    uint64_t position = 0;

    friend bool operator==(const fetch_open&, const fetch_open&) = default;
};

// Messages to that person that go by a cascade and have not ended, of whatever client, the newest first -> message,
// message_text
struct fetch_cascades {
    std::string recipient;
    uint32_t limit = 0;

    friend bool operator==(const fetch_cascades&, const fetch_cascades&) = default;
};

using fetch_request = std::variant<fetch_message, fetch_operator_id, fetch_idempotency, fetch_due, fetch_queue,
                                   fetch_events, fetch_open, fetch_cascades>;

struct fetch_result {
    uint64_t position = 0;  // every group up to it is in the view that was read
    std::vector<record> records;
    bool failed = false;  // the database could not be read; ask again
};

// What memory is filled with at start: everything that is always hot, and the heads of the work indexes.
struct queue_count {
    core::link_id link;
    core::message_class klass = core::message_class::otp;
    core::client_id client;
    uint64_t messages = 0;
    uint64_t first_sequence = 0;
};

struct start_view {
    uint64_t position = 0;          // of the last projected group
    core::now now;                  // that group's time
    std::vector<record> records;    // accounts, links, clients, endpoints, progress, books, jobs, node
    std::vector<record> in_flight;  // messages with a part submitting or in doubt, with texts; parked receipts
    std::vector<queue_count> queues;
    std::vector<uint64_t> idempotency;  // key_hash of every kept key, for the filter
    std::vector<uint64_t> people;       // person_hash of everybody to whom a message goes by a cascade, the same
};

// The hash by which idempotency keys are put into the filter of existing keys: stable across versions (FNV-1a, 64
// bits).
uint64_t key_hash(core::client_id client, std::string_view key, uint32_t item);
// The same of a recipient.
uint64_t person_hash(std::string_view recipient);

}  // namespace kaskad::facts
