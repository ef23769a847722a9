#pragma once

#include "engine/facts/command.hpp"
#include "smpp/pdu.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

// What leaves once the group that decided it is durable. Every effect answers an open request or spends a credit.

namespace kaskad::facts {

// Why a request is refused, in order of precedence; each has a stable public code (to_string) and an HTTP status.
enum class refusal_code : uint8_t {
    overloaded = 0,            // 503, retryable
    client_disabled = 1,       // 401
    idempotency_mismatch = 2,  // 422: the key was used with another body
    invalid_recipient = 3,
    invalid_sender = 4,
    empty_text = 5,
    invalid_text = 6,
    too_many_parts = 7,
    invalid_class = 8,
    invalid_validity = 9,
    invalid_send_at = 10,
    invalid_callback_url = 11,
    invalid_client_ref = 12,
    no_network = 13,
    no_price = 14,
    no_route = 15,
    insufficient_balance = 16,  // 402
    not_found = 17,             // 404
    invalid_declaration = 18,
    not_cancellable = 19,  // 409: it has left, or has ended
    not_replaceable = 20,  // 409
    duplicate = 21,
    not_sent = 22,            // 409: nobody can know yet whether it arrived
    already_said = 23,        // 409: the opposite
    traffic_blocked = 24,     // 403: it looks like pumping
    traffic_held = 25,        // 403: the same, until a person has looked
    traffic_loops = 26,       // 409: it came back from the supplier it went to
    prices_moved = 27,        // 409: another book holds than the one the difference was made from
    not_undoable = 28,        // 409: it is not its owner's last import, or is undone
    no_lookup = 29,           // 503: nobody can be asked, or nobody answered
    budget_spent = 30,        // 409
    destination_denied = 31,  // 403: the client may not send there
    quota_exceeded = 32,      // 429: until the next day or month
    rate_exceeded = 33,       // 429, retryable
    reseller_no_money = 34,   // 402: a reseller above the client cannot pay
    reseller_disabled = 35,   // 403
    reseller_quota = 36,      // 429
    below_cost = 37,          // 403: a reseller would sell for less than it pays
    declared_in_config = 38,  // 409: it is changed in the file
    already_exists = 39,      // 409
    not_yours = 40,           // 403: of another reseller, or the same person cannot agree
    already_decided = 41,     // 409
    no_rate = 42,             // 503: no exchange rate that is new enough
    payment_overdue = 43,     // 402: an invoice has not been paid for too long
    period_closed = 44,       // 409: nothing is booked for those days any more
    outdated = 45,            // 409: it was made from what has changed since
    suppressed = 46,          // 403: the recipient wants no such messages
    invalid_cascade = 47,
    unknown_cascade = 48,
    invalid_content = 49,
    store_full = 50,     // 409: as many as are kept of these are kept
    not_stoppable = 51,  // 409: it goes by no cascade, or has ended
    not_closable = 52,   // 409: it has ended, or its receipt is still waited for
};

struct refusal {
    refusal_code code = refusal_code::overloaded;
    std::string field;
    std::string detail;
};

struct accepted_item {
    core::message_id message;
    message_state state = message_state::accepted;
    uint16_t parts = 0;
    text_encoding encoding = text_encoding::gsm7;
    core::amount price;
    core::currency currency;
    bool repeated = false;  // answered from the Idempotency-Key
    uint32_t alias = 0;     // where one was asked for
};

struct previewed {
    uint16_t parts = 0;
    text_encoding encoding = text_encoding::gsm7;
    uint32_t units = 0;
    std::string network;
    std::string country;
    std::string recipient;
    core::amount price;
    core::currency currency;
    std::vector<smpp::replacement> replaced;  // by transliteration
    std::optional<routing::decision> decision{};
    std::vector<step_preview> steps{};   // of a message that goes by a cascade; its price is the dearest step's
    std::vector<step_estimate> order{};  // of them, where it was chosen: by what, in that order
};

struct balance {
    core::amount posted;
    core::amount reserved;
    core::amount limit;
    core::amount available;
    core::currency currency;
};

struct barrier {
    uint64_t position = 0;  // 0 = any view will do
};

struct declared {
    std::vector<std::string> changes;  // a line a changed object, for people
};

// A combination of codes that no map knows, as a link's operator sent it since the start.
struct unmapped_code {
    core::link_id link;
    std::string stat;
    std::string err;
    std::string network;
    uint32_t command_status = 0;
    core::reason reason = core::reason::none;  // what it was taken for
    uint64_t count = 0;
    int64_t last_utc = 0;
};

struct unmapped_codes {
    std::vector<unmapped_code> rows;  // most frequent first
    uint64_t uncounted = 0;           // of combinations beyond those that are kept
};

// What is believed of a link's deliveries to a network. Shares of 10,000; see routing::candidate.
struct route_belief {
    core::link_id link;
    std::string network;  // MCC-MNC or operator group; empty where only the country is known
    std::string country;
    bool is_otp = false;
    uint16_t delivery = 0;
    uint16_t delivery_low = 0;
    uint16_t delivery_high = 0;
    uint32_t samples = 0;
    uint64_t open = 0;
    int64_t delivered_p50_ms = 0;
    int64_t delivered_p95_ms = 0;
    uint16_t honesty = 0;        // share of the link's positive receipts that are believed
    std::string health;          // routing::breaker_state
    std::string trouble;         // routing::breaker_cause, if it is not closed
    bool tells_reading = false;  // the rest is known of such accounts only
    uint16_t read = 0;           // of what arrives
    uint32_t read_samples = 0;
    int64_t read_p50_ms = 0;  // from the delivery on
};

struct route_beliefs {
    std::vector<route_belief> rows;
    bool is_cut = false;  // there are more
    // Of today (UTC): attempts over another link than the best as believed, and what they cost beside it.
    uint64_t attempts = 0;
    uint64_t probes = 0;
    core::price probes_cost;
    core::currency currency;
};

// Whether a link's positive receipts are made up, in sentences.
struct receipt_suspicion {
    core::link_id link;
    std::string network;
    std::string country;
    uint64_t delivered = 0;  // receipts it is made from
    uint32_t score = 0;      // 0 to 100
    std::vector<std::string> signs;
    std::vector<std::string> numbers;  // that only this link reached, if it did
};

struct receipt_suspicions {
    std::vector<receipt_suspicion> rows;  // the highest score first
};

struct done {};

// What became of a message, as of a group that is durable.
struct message_status {
    core::message_id message;
    message_state state = message_state::accepted;
    core::reason reason = core::reason::none;
    int64_t final_utc = 0;
};

// Of cancel_messages.
struct cancelled_messages {
    uint32_t count = 0;
    core::message_id last;  // there may be more behind it; 0 = there are none
};

// Of repeat_event.
struct repeated_events {
    uint32_t count = 0;
};

// Of confirm_events: what a client fetches its events by.
struct feed_state {
    core::endpoint_id endpoint;
    uint64_t confirmed = 0;
    uint64_t last = 0;  // raised so far
    uint64_t abandoned = 0;
};

// Of query_usage_endpoints.
struct usage_endpoint {
    endpoint value;
    std::string client;  // its name
    std::string zone;    // empty = UTC
    uint32_t told_day = 0;
};

struct usage_endpoints {
    std::vector<usage_endpoint> rows;
};

using reply =
    std::variant<refusal, accepted_item, previewed, balance, barrier, declared, done, unmapped_codes, message_status,
                 cancelled_messages, repeated_events, route_beliefs, receipt_suspicions, owner_prices, prices_changed,
                 looked_up, contradictions, route_test_started, route_tests, ordered, money_orders, client_standings,
                 exchange_rates, contracts, invoiced, invoices, period_check, periods, cascade_checked, cascades,
                 contacts, feed_state, reconciled, reconciliations, supplier_standings, usage_endpoints>;

struct answer {
    token reply_to = 0;
    uint32_t item = 0;
    reply value;
};

// Spends one credit of that bind. When the epoch is dead the shell answers submit_not_sent.
struct submit_part {
    bind_ref bind;
    part_ref part;
    smpp::submit_sm pdu;
    uint16_t tokens = 1;  // of the link's rate
};

// Spends one credit likewise; nothing need be said when it meets a dead epoch.
struct query_part {
    bind_ref bind;
    part_ref part;
    smpp::query_sm pdu;
};

// Asks the operator to take a part back. Spends no credit: at most one a part, and not in the way of what is sent. It
// is answered with revoke_answered, also when it cannot be asked.
struct cancel_part {
    core::link_id link;
    part_ref part;
    smpp::cancel_sm pdu;
};

struct answer_deliver {
    bind_ref bind;
    uint32_t sequence_number = 0;
    bool data_sm = false;
    uint32_t command_status = 0;
};

// The operator throttles the whole link: pause it and cut its rate.
struct slow_link {
    core::link_id link;
};

struct call_endpoint {
    event value;
    uint32_t tries = 0;  // before this one
};

struct fetch {
    fetch_request request;
};

// New snapshots for the shells. `gone`: the object was removed.
struct publish_link {
    link value;
    bool gone = false;
};

struct publish_client {
    client value;
    bool gone = false;
};

struct publish_endpoint {
    endpoint value;
    bool gone = false;
};

using effect =
    std::variant<answer, submit_part, answer_deliver, slow_link, call_endpoint, fetch, publish_link, publish_client,
                 publish_endpoint, query_part, ask_lookup, send_over_channel, revoke_over_channel, cancel_part>;

std::string_view to_string(refusal_code code);

}  // namespace kaskad::facts
