#pragma once

#include "engine/facts/declaration.hpp"
#include "smpp/pdu.hpp"
#include "smpp/session.hpp"
#include "smpp/transport/client_events.hpp"

#include <chrono>
#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <string>

// The connection behind one bind of a link, which stays connected by itself: smpp::transport::client over a socket
// (link_connection.hpp), or the simulation's. The epoch is its number for one life of the connection.

namespace kaskad::gateway::links {

class operator_wire {
  public:
    // Cuts the connection; no event follows.
    virtual ~operator_wire() = default;

    virtual void start() = 0;
    // Unbinds, waits for what is outstanding, at most `time_max`; then `done`.
    virtual void stop(std::chrono::milliseconds time_max, std::function<void()> done) = 0;

    // The sequence number. not_bound also means: this epoch is over.
    virtual std::expected<uint32_t, smpp::send_error> submit(uint32_t epoch, const smpp::submit_sm& message,
                                                             uint64_t token) = 0;
    // The same; its answer is a response with a query_sm_resp.
    virtual std::expected<uint32_t, smpp::send_error> query(uint32_t epoch, const smpp::query_sm& question,
                                                            uint64_t token) = 0;
    // The same; its answer is a response without a body.
    virtual std::expected<uint32_t, smpp::send_error> cancel(uint32_t epoch, const smpp::cancel_sm& wish,
                                                             uint64_t token) = 0;
    // False if the epoch is over: the peer will send it again.
    virtual bool reply(uint32_t epoch, const smpp::request_ref& ref, smpp::command_status status) = 0;

    // What can be taken on without a new connection: window, timers, the waits between connections.
    virtual void change(const facts::link& terms) = 0;

    virtual void pause_reading() = 0;
    virtual void resume_reading() = 0;
};

struct wire_request {
    const facts::link& terms;
    uint32_t number = 0;  // of the bind
    smpp::bind_type type = smpp::bind_type::transceiver;
    smpp::transport::client_events& events;
    std::function<smpp::transport::dial_order()> choose;  // asked before each connection
};

// Says whether something listens there, later: a connection that is closed at once, without a word.
using host_prober =
    std::function<void(const facts::link& terms, const facts::link_host& where, std::function<void(bool)>)>;

// The error is a sentence for the log; no secret is in it.
using wire_maker = std::function<std::expected<std::unique_ptr<operator_wire>, std::string>(const wire_request&)>;

}  // namespace kaskad::gateway::links
