#pragma once

#include "engine/facts/cascade.hpp"
#include "engine/facts/channel_traffic.hpp"
#include "engine/facts/client_admin.hpp"
#include "engine/facts/contact.hpp"
#include "engine/facts/contract.hpp"
#include "engine/facts/declaration.hpp"
#include "engine/facts/exchange_rate.hpp"
#include "engine/facts/fetch.hpp"
#include "engine/facts/lookup.hpp"
#include "engine/facts/message.hpp"
#include "engine/facts/money_order.hpp"
#include "engine/facts/place.hpp"
#include "engine/facts/price_import.hpp"
#include "engine/facts/reconciliation.hpp"
#include "engine/facts/route_test.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

// What the shells tell the engine: typed, serialisable, no socket and no thread in it. A `token` comes back, unchanged,
// with the answer.

namespace kaskad::facts {

inline constexpr size_t MESSAGE_TLVS_MAX = 8;
inline constexpr size_t MESSAGE_TLV_OCTETS_MAX = 255;

// Tags a client may give with a message: operators' own (SMPP 3.4 §5.3.1).
constexpr bool is_message_tag(int64_t tag) {
    return tag >= 0x1400 && tag <= 0x3FFF;
}

// --- clients -----------------------------------------------------------------------------------------------------

// One text to one recipient: an item of a posted array is one command.
struct submit_message {
    token reply_to = 0;
    core::client_id client;
    std::string to;
    std::string from;
    std::string text;  // valid UTF-8
    std::optional<core::message_class> klass;
    std::string client_ref;
    int64_t validity_s = 0;   // 0 = the class's own
    int64_t send_at_utc = 0;  // 0 = at once
    std::string callback_url;
    std::string idempotency_key;  // empty = none
    std::string body_hash;        // SHA-256 of the whole body
    uint32_t item = 0;            // place in the posted array
    std::vector<smpp::tlv> tlvs;  // of operators' own tags, at most MESSAGE_TLVS_MAX
    // Over SMPP.
    core::class_source class_source = core::class_source::request;
    core::endpoint_id endpoint;           // hears of it, in place of a callback_url
    std::vector<submission> submissions;  // without aliases
    bool wants_alias = false;             // the client can hold an id of eight characters only
    std::optional<facts::piece> piece;    // all there is of the text, if it comes in several submits
    joining_rule incomplete = joining_rule::send;
    int64_t join_ms = 0;       // for its other pieces, from the first
    uint32_t joining_max = 0;  // texts of which pieces are missing, at once
    int64_t duplicate_ms = 0;  // the same text to the same recipient within it is a repeat; 0 = no filter
    bool refuses_duplicates = false;
    uint64_t route_test = 0;  // it is one of its texts
    std::string network{};    // MCC-MNC, by the client's own word; empty = not said
    bool is_test = false;     // by a test key
    // Of a message that goes by a cascade: by its name, or its steps.
    std::string cascade_name{};
    std::optional<cascade> steps{};
    std::vector<channel_content> contents{};
    std::vector<channel_address> addresses{};
    std::string supersede_key{};  // it takes the place of earlier messages to the recipient with this key
};

// What would happen to it, and at what price. Changes nothing.
struct preview_message {
    submit_message message;
    // For operators: which link, and why, for the client of this name (empty = the message's).
    bool wants_decision = false;
    std::string client_name{};
};

// Which message is meant, and what must be true of it; otherwise it is `not_found`.
struct message_claim {
    core::client_id client;    // whose it is; 0 = anybody's
    core::message_id message;  // 0 = the newest that has this alias:
    uint32_t alias = 0;
    std::optional<std::string> sender{};  // as the client wrote it; empty = the client's own default
    std::string recipient{};              // the same; empty = not said
};

// How it stands.
struct query_message {
    token reply_to = 0;
    message_claim claim;
};

// Takes back what has not left yet: uncharged, `cancelled`.
struct cancel_message {
    token reply_to = 0;
    message_claim claim;
};

// Ends its cascade: no further step begins, what waits is withdrawn, and what the provider can take back is asked for.
// What is on its way is still waited for.
struct stop_message {
    token reply_to = 0;
    message_claim claim;
    std::string why;  // a few words, for the record
};

// The same for all of a client's messages from one sender to one recipient, at most CANCELLED_MAX at once.
struct cancel_messages {
    token reply_to = 0;
    core::client_id client;
    std::string sender;
    std::string recipient;
    core::message_id after;
    // Filled in by the engine when the database was asked.
    bool is_searched = false;
    std::vector<core::message_id> found{};
};

inline constexpr uint32_t CANCELLED_MAX = 40;

// Another text for what has not left yet: priced, routed and reserved anew, or refused and as it was.
struct replace_message {
    token reply_to = 0;
    message_claim claim;
    std::string text;              // octets, read by the data_coding that it was submitted with
    int64_t validity_end_utc = 0;  // 0 = as it was
    int64_t send_at_utc = 0;       // 0 = as it was
    uint8_t registered_delivery = 0;
    core::endpoint_id endpoint;  // hears of it
};

// Waits no longer for its receipt: what the operator of that link took before then, and never said a word about, ends
// as if its time were over. Others are refused, and go on.
struct end_unconfirmed {
    token reply_to = 0;
    message_claim claim;
    core::link_id link;      // that its last attempt is on
    int64_t before_utc = 0;  // since when it has been there, at the latest
    std::string by;
};

// Tells its endpoint once more how it ended.
struct repeat_event {
    token reply_to = 0;
    message_claim claim;
};

// What the client knows of a message that went out: whether its user showed that it arrived. The first word counts.
struct give_feedback {
    token reply_to = 0;
    message_claim claim;
    bool has_arrived = false;
};

struct query_balance {
    token reply_to = 0;
    core::client_id client;
};

// What operators said that means nothing to us, most frequent first.
struct query_unmapped {
    token reply_to = 0;
};

// What is believed of links' deliveries, by network and kind of message.
struct query_routes {
    token reply_to = 0;
};

struct query_receipt_evidence {
    token reply_to = 0;
};

// Traffic that looks like pumping is the client's own after all: not judged until then.
struct allow_traffic {
    token reply_to = 0;
    std::string client;  // its name
    std::string sender;
    std::string number;  // any of the block
    int64_t until_utc_ms = 0;
};

// Asks which position the database must have reached before this message may be read from it.
struct query_barrier {
    token reply_to = 0;
    core::message_id message;
};

// --- operator links ----------------------------------------------------------------------------------------------

struct link_bound {
    bind_ref bind;
};

// The bind is gone; what was submitting on its epoch is in doubt.
struct link_down {
    bind_ref bind;
    core::reason reason = core::reason::link_lost;
};

// Submits granted on this bind since its epoch began: an absolute count, so it may be told twice.
struct grant_credits {
    bind_ref bind;
    uint64_t total = 0;
};

struct submit_answered {
    bind_ref bind;
    part_ref part;
    uint32_t command_status = 0;
    std::string operator_id;
    std::string operator_key;  // its canonical form on this link
};

// It met a dead epoch and never left: not in doubt.
struct submit_not_sent {
    bind_ref bind;
    part_ref part;
};

// No response within the response timer.
struct submit_unanswered {
    bind_ref bind;
    part_ref part;
};

// A deliver_sm or data_sm that is a receipt. It is answered (answer_deliver) when what became of it is durable.
struct receipt_received {
    bind_ref bind;
    uint32_t sequence_number = 0;
    bool data_sm = false;
    std::vector<std::string> keys;           // canonical forms of the id on this link
    part_state state = part_state::unknown;  // sent for intermediate ones
    std::string stat;
    std::string err;
    std::string network;    // network_error_code: "3:27", or "27" where no type was given; empty = none
    std::string recipient;  // digits of its source address
    std::string sender;     // its destination address
    std::string text;
    int64_t submitted_utc = 0;
    int64_t done_utc = 0;
    std::vector<smpp::id_relation> relations;  // of each key, where the link's notation is found out; else empty
    std::string evidence;                      // its PDU, as far as it is kept
};

// A deliver_sm or data_sm that is a text from a handset, or a part of one. It is answered like a receipt.
struct inbound_received {
    bind_ref bind;
    uint32_t sequence_number = 0;
    bool data_sm = false;
    smpp::address source;
    smpp::address destination;
    smpp::text_piece piece;
    std::optional<smpp::concatenation> place;  // among the other parts
};

// The operator's word on a part it was asked about: what a receipt would have said. `unknown` where it has none.
struct query_answered {
    bind_ref bind;
    part_ref part;
    uint32_t command_status = 0;
    part_state state = part_state::unknown;
    std::string stat;  // the word of a receipt for that state
    std::string err;
    int64_t done_utc = 0;
    std::string evidence;  // the PDU
};

// --- callbacks ---------------------------------------------------------------------------------------------------

struct callback_answered {
    core::endpoint_id endpoint;
    uint64_t sequence = 0;
    bool accepted = false;  // 2xx
    int http_status = 0;    // 0 = no answer
    bool given_up = false;  // not accepted, and a repeat is not wanted
    bool in_parts = false;  // a text from a handset that nobody there can take whole
};

// The client has fetched what its feed holds, up to here: that is let go.
struct confirm_events {
    token reply_to = 0;
    core::client_id client;
    std::string endpoint;  // its name; empty = the only feed there is
    uint64_t through = 0;
};

// The usage of that day has been taken by an endpoint of kind `usage`, where the client is billed.
struct usage_told {
    token reply_to = 0;
    core::endpoint_id endpoint;
    uint32_t day = 0;
};

struct query_usage_endpoints {
    token reply_to = 0;
};

// --- set-up ------------------------------------------------------------------------------------------------------

// Ids are given by the engine; names hold the declarations together.
struct declared_client {
    client value;
    std::vector<endpoint> endpoints;
    std::string parent{};  // its name; empty = ours
};

// A price by the names in TOML: of a link (what we pay), of a client, or, with both empty, of every client.
struct declared_price {
    std::string link;
    std::string client;
    routing::price_row row;  // owner and owner_id are filled in by the engine
};

// The whole of what TOML declares. The engine turns differences into facts and answers with what changed.
struct declare {
    token reply_to = 0;
    std::vector<link> links;
    std::vector<declared_client> clients;
    std::vector<declared_price> prices;
    std::vector<routing::number_plan_row> plan;
};

// A person's order to one link; link_hold::none takes the one before back.
struct hold_link {
    token reply_to = 0;
    std::string link;  // its name
    link_hold hold = link_hold::none;
    std::string by;
    std::string why;
};

// --- store and clock -----------------------------------------------------------------------------------------------

struct fetched {
    fetch_request request;
    fetch_result result;
};

// Every group up to here is in the database: what memory keeps for its sake may go.
struct projected {
    uint64_t position = 0;
};

struct tick {};

using command = std::variant<
    submit_message, preview_message, query_balance, query_barrier, link_bound, link_down, grant_credits,
    submit_answered, submit_not_sent, submit_unanswered, receipt_received, callback_answered, declare, order_money,
    fetched, projected, tick, query_unmapped, query_message, cancel_message, cancel_messages, replace_message,
    repeat_event, inbound_received, query_answered, hold_link, give_feedback, query_routes, query_receipt_evidence,
    allow_traffic, query_prices, import_prices, undo_import, look_up_number, lookup_answered, query_contradictions,
    start_route_test, probe_received, query_route_tests, decide_order, query_orders, put_client, put_key, query_clients,
    import_exchange_rates, query_exchange_rates, put_contract, query_contracts, issue_invoice, take_back_invoice,
    query_invoices, close_period, query_periods, channel_answered, channel_reported, channel_heard, revoke_answered,
    stop_message, put_cascade, remove_cascade, query_cascades, put_contact, put_opt_out, query_contact, confirm_events,
    record_reconciliation, change_reconciliation, query_reconciliations, tell_balance, query_suppliers, end_unconfirmed,
    usage_told, query_usage_endpoints>;

}  // namespace kaskad::facts
