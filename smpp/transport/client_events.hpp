#pragma once

#include "smpp/session_event.hpp"
#include "smpp/status.hpp"
#include "smpp/transport/back_off.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

// What a client that stays connected tells its owner: binds, their losses, responses, requests. Without a socket in
// it, so that others than client.hpp may be such a client: the simulation's is.

namespace kaskad::smpp::transport {

// Where a client connects next, and how long it waits before.
struct dial_order {
    std::string host;
    uint16_t port = 0;
    std::chrono::milliseconds wait{0};
};

// A connection that ended after it was bound.
struct bind_loss {
    close_reason reason = close_reason::connection_lost;
    std::vector<uint64_t> unanswered;          // sent, or perhaps: the outcome is unknown
    std::vector<uint64_t> unsent;              // never left: not in doubt
    std::chrono::milliseconds retry_after{0};  // 0: stopped, no retry
};

// A try that did not get as far as bound.
struct bind_failure {
    failure_kind kind = failure_kind::lost;
    command_status status = command_status::rok;  // of a refused bind
    std::string text;                             // a sentence for the log
    uint32_t failures = 0;                        // in a row
    std::chrono::milliseconds retry_after{0};     // 0: stopped, no retry
};

// May call the client from inside. Outlives the client, or is at least not used after the client's destruction.
class client_events {
  public:
    virtual ~client_events() = default;

    virtual void on_bound(uint32_t epoch, const event::bound& bound) = 0;
    // Once for each on_bound. Every token of this epoch without an on_response or on_time_out is in it.
    virtual void on_down(uint32_t epoch, const bind_loss& loss) = 0;
    virtual void on_failure(const bind_failure& failure) = 0;
    virtual void on_response(uint32_t epoch, event::response_received& response) = 0;
    virtual void on_time_out(uint32_t epoch, const event::request_timed_out& request) = 0;
    // deliver_sm or data_sm: answer it with client::reply(), now or later.
    virtual void on_request(uint32_t epoch, event::request_received& request) = 0;
    // Oddities of the peer, for counters: response_unmatched, violation, unbind_received.
    virtual void on_oddity(uint32_t, const session_event&) {}
};

}  // namespace kaskad::smpp::transport
