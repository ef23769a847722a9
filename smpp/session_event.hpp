#pragma once

#include "smpp/codec.hpp"
#include "smpp/pdu.hpp"

#include <cstdint>
#include <string_view>
#include <variant>
#include <vector>

// What a session tells its application: session::poll_event(). Tokens are the words the application gave with its own
// requests; a request_ref is what it hands back to answer one of the peer's.

namespace kaskad::smpp {

// A request of the peer, to be answered exactly once with session::reply().
struct request_ref {
    command_id id{};
    uint32_t sequence_number = 0;

    friend bool operator==(const request_ref&, const request_ref&) = default;
};

enum class close_reason : uint8_t {
    closed_by_us,          // close(), or unbind() carried through
    unbound_by_peer,       // its unbind, answered
    connection_lost,       // handle_close(): TCP ended without an unbind
    bind_refused,          // ESME_* said no, either way
    bind_timeout,          // no bind, or no answer to it
    enquire_link_timeout,  // the peer is silent
    inactivity,
    unbind_timeout,
    output_overflow,  // the peer does not read
    framing_error,    // bad command_length: the stream is lost
    nacked,           // a generic_nack that concerns the stream, or that no request can be found for
    violations,       // too many bad PDUs
};

std::string_view to_string(close_reason reason);

namespace event {

// Requests may be sent and come in from now on.
struct bound {
    bind_type type = bind_type::transceiver;
    std::string system_id;          // the peer's
    uint8_t interface_version = 0;  // the session's: the lower of both, normalised

    friend bool operator==(const bound&, const bound&) = default;
};

// esme that awaits it: go on with bind(), or close().
struct outbind_received {
    outbind request;

    friend bool operator==(const outbind_received&, const outbind_received&) = default;
};

// esme: the peer refused; closed follows.
struct bind_refused {
    command_status status = command_status::rok;

    friend bool operator==(const bind_refused&, const bind_refused&) = default;
};

// smsc: decide with accept_bind() or reject_bind().
struct bind_requested {
    bind request;

    friend bool operator==(const bind_requested&, const bind_requested&) = default;
};

// submit_sm, deliver_sm or data_sm of the peer; where session_options say so, of a client also submit_multi, query_sm,
// cancel_sm and replace_sm.
struct request_received {
    request_ref ref;
    pdu_body body;
    bool is_truncated = false;

    friend bool operator==(const request_received&, const request_received&) = default;
};

// The answer to the request with this token. generic_nack comes here too. A response of another type than asked for is
// a failure: status ESME_RUNKNOWNERR, is_mismatched.
struct response_received {
    uint64_t token = 0;
    command_id request{};
    command_status status = command_status::rok;
    pdu_body body;
    int64_t latency_ms = 0;
    bool is_mismatched = false;

    friend bool operator==(const response_received&, const response_received&) = default;
};

// No response within response_timeout_ms: the outcome is unknown, the window slot is free again.
struct request_timed_out {
    uint64_t token = 0;
    command_id request{};

    friend bool operator==(const request_timed_out&, const request_timed_out&) = default;
};

// A late or repeated response, or one to nothing. Only worth a log line and a counter.
struct response_unmatched {
    uint32_t sequence_number = 0;
    command_status status = command_status::rok;
    pdu_body body;

    friend bool operator==(const response_unmatched&, const response_unmatched&) = default;
};

// The peer wants to end: no new requests; closed follows when what is in flight is answered.
struct unbind_received {
    friend bool operator==(const unbind_received&, const unbind_received&) = default;
};

// The peer broke the rules, and was answered; the session goes on.
struct violation {
    pdu_error error;

    friend bool operator==(const violation&, const violation&) = default;
};

// Always the last event. What poll_output() still holds (a last response) may be written before the socket is closed.
struct closed {
    close_reason reason = close_reason::closed_by_us;
    std::vector<uint64_t> unanswered;  // tokens whose outcome is unknown, oldest first
    std::vector<uint64_t> unsent;      // tokens that poll_output() never handed out: not in doubt

    friend bool operator==(const closed&, const closed&) = default;
};

}  // namespace event

using session_event = std::variant<event::bound, event::bind_refused, event::bind_requested, event::request_received,
                                   event::response_received, event::request_timed_out, event::response_unmatched,
                                   event::unbind_received, event::violation, event::closed, event::outbind_received>;

}  // namespace kaskad::smpp
