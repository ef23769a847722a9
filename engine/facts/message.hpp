#pragma once

#include "billing/exchange_table.hpp"
#include "billing/reservation.hpp"
#include "core/address.hpp"
#include "core/id.hpp"
#include "core/message_class.hpp"
#include "core/money.hpp"
#include "core/reason.hpp"
#include "engine/facts/account_tree.hpp"
#include "engine/facts/cascade.hpp"
#include "engine/facts/channel.hpp"
#include "engine/facts/inbound.hpp"
#include "routing/decision.hpp"
#include "smpp/text_terms.hpp"
#include "smpp/tlv.hpp"

#include <cstdint>
#include <string>
#include <vector>

// The message and what hangs on it, as recorded. Plain data: the order of the members is the stored format (wire.hpp),
// so members are appended and never moved, removed or given a new meaning. *_utc: ms since 1970; *_steady: engine's ms.

namespace kaskad::facts {

// What a client is told of a message.
enum class message_state : uint8_t {
    accepted = 0,
    scheduled = 1,
    in_progress = 2,
    delivered = 3,
    read = 4,
    failed = 5,
    expired = 6,
    cancelled = 7,
    rejected = 8,
    unknown = 9,
};

enum class attempt_state : uint8_t {
    pending = 0,
    submitting = 1,
    accepted = 2,
    sent = 3,
    delivered = 4,
    read = 5,
    rejected = 6,
    undelivered = 7,
    expired = 8,
    cancelled = 9,
    skipped = 10,
    unknown = 11,
};

// A part has no `read`; `in_doubt` is what left, or may have, without an answer.
enum class part_state : uint8_t {
    pending = 0,
    submitting = 1,
    in_doubt = 2,
    accepted = 3,
    sent = 4,
    delivered = 5,
    rejected = 6,
    undelivered = 7,
    expired = 8,
    unknown = 9,
};

enum class text_encoding : uint8_t { gsm7 = 0, ucs2 = 1, ascii = 2, latin1 = 3, iso8859_5 = 4, iso8859_8 = 5 };

// How a receipt found its part: by the operator's id, or by address for a part in doubt. `part`: it had none of its
// own, and another part's receipt speaks for it. `query`: none came, and the operator was asked.
enum class matched_by : uint8_t { nothing = 0, id = 1, address = 2, part = 3, query = 4 };

struct part {
    uint8_t number = 0;  // from 1
    part_state state = part_state::pending;
    uint8_t sent_times = 0;
    uint32_t bind = 0;   // the bind it went over, from 0
    uint64_t epoch = 0;  // and that bind's epoch
    std::string operator_id;
    uint32_t command_status = 0;
    int64_t submitted_utc = 0;
    int64_t submitted_steady = 0;
    int64_t answered_utc = 0;
    int64_t receipt_utc = 0;   // when the final receipt came
    int64_t done_utc = 0;      // when it was done by the operator's word; 0 = not said
    std::string receipt_stat;  // as received
    std::string receipt_err;
    matched_by matched = matched_by::nothing;
    bool conflict = false;     // a negative receipt came after a positive one
    std::string operator_key;  // canonical form of operator_id on that link; empty = the same octets
    uint8_t doubts = 0;        // of its submits, those that left, or may have, without an answer
    uint8_t queries = 0;       // how often the operator was asked for its state; stays at 255
};

struct attempt {
    uint8_t number = 0;  // from 1
    core::link_id link;
    attempt_state state = attempt_state::pending;
    core::reason reason = core::reason::none;
    uint16_t reference = 0;  // of the concatenation header
    core::price buy_price;   // a part
    core::currency currency;
    uint32_t price_version = 0;
    int64_t started_utc = 0;
    int64_t ended_utc = 0;
    uint8_t retries = 0;    // later on the same link
    uint8_t throttled = 0;  // refusals that do not count as retries; stays at 255
    bool possible_duplicate = false;
    std::vector<part> parts;
    smpp::text_terms terms;     // what its parts were counted with and are cut with
    uint16_t segments = 0;      // as the operator counts them, where a part is a message_payload; else 0
    core::price buy_delivered;  // the share of buy_price that is owed only on delivery
    core::channel channel = core::channel::sms;
    uint8_t step = 0;  // of the cascade, from 1; 0 = there is none
    revocation revoked = revocation::none;
    int64_t delivered_utc = 0;  // of other channels than sms: when it is known to have arrived, by our clock
    int64_t read_utc = 0;
    std::string provider_code;  // what the provider said last, in its own words
    bool is_refunded = false;   // the provider takes nothing for it
};

// How a client was told the id of its message; the same in every answer and receipt.
enum class message_id_form : uint8_t {
    plain = 0,          // decimal; eight hexadecimal digits where there is an alias
    hexadecimal = 1,    // sixteen digits
    short_decimal = 2,  // the alias, ten digits
};

// A client's submit_sm, as far as its receipt is made by it.
struct submission {
    uint32_t alias = 0;  // a short id that the client was told; 0 = the message's own
    uint8_t registered_delivery = 0;
    uint8_t source_ton = 0;
    uint8_t source_npi = 0;
    uint8_t destination_ton = 0;
    uint8_t destination_npi = 0;
    message_id_form id_form = message_id_form::plain;
    bool has_user_message_reference = false;
    uint16_t user_message_reference = 0;
    uint8_t data_coding = 0;  // what replaces the text is read by it too
    core::message_id id;      // that the client was told; 0 = the message's own

    friend bool operator==(const submission&, const submission&) = default;
};

// Of a text whose pieces are still to come: what becomes of those that came, when the rest does not. none: it is whole.
enum class joining_rule : uint8_t { none = 0, send = 1, discard = 2 };

// What one of a client's submits brought of a text that comes in several.
struct piece {
    uint16_t reference = 0;
    bool is_wide = false;  // the reference has 16 bits
    uint8_t total = 0;
    uint8_t number = 0;  // from 1
    bool has_udh = false;
    uint8_t data_coding = 0;
    uint64_t print = 0;  // of its octets, by which a repeat is known
    std::string octets;  // as received; until the text is whole

    friend bool operator==(const piece&, const piece&) = default;
};

// What the client said of a message: whether its user showed that it arrived.
enum class feedback : uint8_t { none = 0, arrived = 1, not_arrived = 2 };

struct message {
    core::message_id id;
    core::client_id client;
    std::string recipient;
    core::sender_kind sender_kind = core::sender_kind::numeric;
    std::string sender;
    core::message_class klass = core::message_class::transactional;
    core::class_source class_source = core::class_source::client_default;
    std::string client_ref;
    int64_t accepted_utc = 0;
    int64_t accepted_steady = 0;
    int64_t send_at_utc = 0;      // 0 = at once
    int64_t deadline_steady = 0;  // not submitted by then: expired uncharged
    int64_t validity_steady = 0;  // not delivered by then: no more attempts
    text_encoding encoding = text_encoding::gsm7;
    uint16_t parts = 0;
    std::string network;  // MCC-MNC, empty when only the country is sure
    std::string country;
    core::endpoint_id endpoint;
    std::string callback_url;
    core::price sell_price;  // a part
    uint32_t price_version = 0;
    core::currency currency;
    billing::reservation charge;
    message_state state = message_state::accepted;
    core::reason reason = core::reason::none;
    int64_t final_utc = 0;
    uint16_t parts_confirmed = 0;
    bool late = false;
    bool possible_duplicate = false;
    core::link_id queue_link;     // set while it waits for credits
    uint64_t queue_sequence = 0;  // its place there; kept by a retry, so that it stands in front
    int64_t wake_steady = 0;      // when the planned next step is due: send, retry, send again; 0 = none
    int64_t due_steady = 0;       // when the engine must look at it again; 0 = never
    std::vector<attempt> attempts;
    uint64_t history = 0;                 // facts about it so far
    std::vector<smpp::tlv> tlvs;          // the client's, for links that pass them on
    std::vector<submission> submissions;  // of a message that came over SMPP
    std::vector<piece> pieces;            // as they came, each with the submission in the same place
    joining_rule joining = joining_rule::none;
    std::string operator_group;  // routing::network::group
    feedback arrival = feedback::none;
    int64_t feedback_utc = 0;
    core::message_id lookup;                                       // of its recipient's network, that it waits for
    uint64_t route_test = 0;                                       // whose text it is; in no client's figures
    routing::sender_type sender_type = routing::sender_type::any;  // to the client
    routing::network_rule network_rule = routing::network_rule::prefix;
    int64_t network_utc = 0;  // of when that rule is; 0 = as old as the plan
    charge_moment moment = charge_moment::as_client;
    std::vector<level_charge> levels;  // of the resellers above the client, from the nearest
    bool is_test = false;              // by a test key: it goes nowhere and costs nothing
    uint64_t cascade = 0;              // it goes by that; 0 = over SMS alone
    uint8_t step = 0;                  // at which it is, from 1; 0 = none has begun
    int64_t step_end_steady = 0;       // when the next one is due; 0 = as long as it is valid
    bool is_stopped = false;           // no further step begins
    core::reason stopped_by = core::reason::none;
    std::vector<step_price> step_prices;
    cascade_charge charge_by = cascade_charge::message;
    cascade_reserve reserve_by = cascade_reserve::dearest;
    std::string supersede_key;
    int64_t revoke_until_steady = 0;            // the next step waits so long for what was asked to be taken back
    std::vector<step_estimate> step_estimates;  // where the order of its steps was chosen: by what, in that order
    core::currency list_currency;  // of the list of the client right below us, where its account has another
    billing::exchange list_rate;   // and what its price was exchanged at
};

// Texts stand apart: they may be dropped earlier than the message.
struct message_text {
    core::message_id id;
    std::string text;
    std::vector<channel_content> contents{};   // of other channels than sms
    std::vector<channel_address> addresses{};  // as they came with the message
};

// Why this link: one a attempt.
struct attempt_decision {
    core::message_id message;
    uint8_t attempt = 0;
    routing::decision decision;
};

// (link, key) -> part. `key` is the canonical form of the operator's id on that link. Of no link (0), attempt and part
// 0: what a client of ours was told for the message besides its id (alias_key, submission_key).
struct operator_message {
    core::link_id link;
    std::string key;
    core::message_id message;
    uint8_t attempt = 0;
    uint8_t part = 0;
};

// A receipt nobody waits for (yet).
struct parked_receipt {
    uint64_t id = 0;
    core::link_id link;
    std::vector<std::string> keys;  // canonical forms its id may stand for
    std::string recipient;          // digits of the receipt's source address
    std::string sender;
    std::string text;  // first characters of the original text, as the receipt quotes them
    part_state state = part_state::unknown;
    std::string stat;
    std::string err;
    int64_t submitted_utc = 0;  // by the operator's word; 0 = not said
    int64_t done_utc = 0;
    int64_t received_utc = 0;
    int64_t expires_steady = 0;
    core::reason reason = core::reason::none;
    std::string evidence;  // its PDU, as far as it is kept
    bool is_read = false;
};

// An accepted item of a POST with an Idempotency-Key: what to answer when it comes again.
struct idempotency {
    core::client_id client;
    std::string key;
    uint32_t item = 0;
    std::string body_hash;  // SHA-256 of the whole body
    core::message_id message;
    message_state state = message_state::accepted;
    uint16_t parts = 0;
    text_encoding encoding = text_encoding::gsm7;
    core::amount price;
    core::currency currency;
    int64_t expires_steady = 0;
};

enum class event_kind : uint8_t {
    sent = 0,
    delivered = 1,
    read = 2,
    failed = 3,
    expired = 4,
    cancelled = 5,
    unknown = 6,
    inbound = 7,  // a text from a handset
    balance_low = 8,
    balance_restored = 9,
    quota_low = 10,
    attempt_started = 11,  // of a message that goes by a cascade
    attempt_failed = 12,
    attempt_delivered = 13,
    attempt_read = 14,
    prices_noticed = 15,
    invoice_overdue = 16,
};

// What a client's endpoint is told. Never changes: every repeat has the same body and the same webhook id.
struct event {
    core::endpoint_id endpoint;
    uint64_t sequence = 0;  // per endpoint, from 1
    event_kind kind = event_kind::sent;
    core::message_id message;
    core::client_id client;
    std::string client_ref;
    std::string recipient;
    std::string url;
    message_state state = message_state::accepted;
    core::reason reason = core::reason::none;
    uint16_t parts = 0;
    uint16_t parts_confirmed = 0;
    core::amount price;  // what the message costs as of now
    core::currency currency;
    bool late = false;
    bool possible_duplicate = false;
    std::string network;
    std::string country;
    int64_t utc = 0;
    // Of a message that came over SMPP only: what its receipt says besides.
    std::vector<submission> submissions;
    std::string sender;
    int64_t accepted_utc = 0;
    // Of a text from a handset only: the text, whose id is `message`; for an SMPP account the PDU's share of it.
    std::vector<inbound_text> inbound;
    std::vector<smpp::text_piece> pieces;
    std::string err;  // of the receipt that decided, as the operator sent it
    // Of balance and quota only: which quota ("day parts DE"), and how much of how much, as people write it.
    std::string subject;
    std::string amount;
    std::string limit;
    // Of a message that goes by a cascade: which attempt this is about, and over what it arrived so far.
    uint8_t attempt = 0;
    uint8_t step = 0;
    core::channel channel = core::channel::sms;
    std::vector<uint8_t> delivered_via;  // of core::channel, in the order of their arrival
};

struct event_retry {
    uint64_t sequence = 0;
    uint32_t tries = 0;
    int64_t due_steady = 0;
};

// How far an endpoint has come: every event up to `cursor` is answered, but for the open retries.
struct endpoint_progress {
    core::endpoint_id endpoint;
    uint64_t cursor = 0;
    uint64_t last = 0;  // the newest event's sequence
    std::vector<event_retry> retries;
    uint64_t abandoned = 0;
    uint32_t usage_day = 0;  // of the usage told last, since 1970 where the client is billed; 0 = of none
};

}  // namespace kaskad::facts
