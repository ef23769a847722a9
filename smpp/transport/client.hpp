#pragma once

#include "net/shard.hpp"
#include "net/tls.hpp"
#include "smpp/transport/back_off.hpp"
#include "smpp/transport/client_events.hpp"
#include "smpp/transport/connection.hpp"
#include "smpp/transport/outbind_door.hpp"

#include <chrono>
#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

// A client that stays connected: one object is one bind. It connects, binds, hands events out, and comes back after a
// loss, slowly where coming back fast does harm. Each connection has an epoch number; a request or reply that names an
// epoch that is over is not sent. It repeats no request: what was under way is handed back. On its shard only.

namespace kaskad::smpp::transport {

// Who may call.
struct outbind_terms {
    std::shared_ptr<outbind_door> door;  // null: nobody calls, the client connects
    std::string system_id;
    std::string password;
};

struct client_options {
    std::string host{};
    uint16_t port = 2775;
    std::function<dial_order()> choose{};  // asked before each connection; empty: host and port
    std::string local_address{};           // an IP address to connect from; empty: any
    outbind_terms outbind{};               // with a door the peer connects, and all of the above means nothing
    net::tls_context tls{};                // null: plain
    std::string tls_name{};                // for SNI and the certificate; empty: host
    smpp::bind bind{};                     // system_id, password, system_type, bind type, interface_version
    session_options session{.role = session_role::esme};
    connection_limits limits{};
    back_off_options retry{};
    std::chrono::milliseconds connect_deadline{10'000};  // look-up, connection and TLS together
    std::chrono::milliseconds stable_after{30'000};      // a bind that lasts so long resets the back-off
};

enum class client_state : uint8_t { idle, connecting, binding, bound, unbinding, waiting, stopped };
std::string_view to_string(client_state state);

struct client_core;

class client {
  public:
    client(net::shard& home, client_options options, client_events& events);
    // Cuts the connection; no event follows.
    ~client();

    client_state state() const;
    bool is_bound() const { return state() == client_state::bound; }
    // Of the last connection tried, from 1; 0 before the first.
    uint32_t epoch() const;
    size_t window_free() const;
    size_t outstanding() const;

    void start();
    // Unbinds, waits for what is outstanding as the session's timers say, at most `time_max`, closes, then calls
    // `done`.
    void stop(std::chrono::milliseconds time_max, std::function<void()> done = {});

    // The sequence number. not_bound also means: this epoch is over.
    std::expected<uint32_t, send_error> submit(uint32_t epoch, const submit_sm& message, uint64_t token);
    std::expected<uint32_t, send_error> query(uint32_t epoch, const query_sm& question, uint64_t token);
    std::expected<uint32_t, send_error> cancel(uint32_t epoch, const cancel_sm& wish, uint64_t token);
    std::expected<uint32_t, send_error> data(uint32_t epoch, const data_sm& message, uint64_t token);
    // False if the epoch is over: the peer will send it again.
    bool reply(uint32_t epoch, const request_ref& ref, command_status status);

    // As session::change() for this connection and those to come, and how long it waits between them.
    void change(const session_options& session, const back_off_options& retry);

    // Back-pressure, kept over reconnects.
    void pause_reading();
    void resume_reading();

  private:
    std::shared_ptr<client_core> core_;
};

}  // namespace kaskad::smpp::transport
