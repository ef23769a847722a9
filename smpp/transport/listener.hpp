#pragma once

#include "net/shard.hpp"
#include "net/tls.hpp"
#include "smpp/transport/connection.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <string>

// Accepts SMPP connections, plain or TLS, as the message centre's side. Who may bind is for the application to say, in
// answer to event::bind_requested; here are only the limits that need no account.

namespace kaskad::smpp::transport {

struct listener_options {
    std::string address = "127.0.0.1";
    uint16_t port = 0;        // 0: any free one, see listener::port()
    bool reuse_port = false;  // several shards, each with a listener of its own, share the port
    net::tls_context tls{};   // null: plain
    session_options session{.role = session_role::smsc};
    connection_limits limits{};

    std::size_t connections_max = 1000;
    std::size_t connections_per_address_max = 50;  // IPv6: per /64
    std::size_t unbound_max = 200;                 // connections that have not bound yet
    std::chrono::milliseconds handshake_deadline{10'000};
};

struct listener_counts {
    std::size_t connections = 0;  // open now
    uint64_t accepted = 0;
    uint64_t refused = 0;  // closed at once: over a limit
};

struct listener_service;

class listener {
  public:
    // Gives the object that hears what happens on a new connection; null refuses it.
    using factory = std::function<std::unique_ptr<connection_events>(connection&)>;

    // Listens when it returns; any thread. The error names address and port.
    static std::expected<std::unique_ptr<listener>, std::string> open(net::shard& home, listener_options options,
                                                                      factory make_events);
    // Cuts all connections; on the shard, no event follows. The shard must outlive the listener, running or stopped.
    ~listener();

    uint16_t port() const { return port_; }
    // On the shard only.
    listener_counts counts() const;

    // Takes no new connections, unbinds the open ones, cuts what is left after `time_max`, then calls `done` on the
    // shard. Any thread.
    void stop(std::chrono::milliseconds time_max, std::function<void()> done = {});

  private:
    listener(std::shared_ptr<listener_service> service, uint16_t port);
    std::shared_ptr<listener_service> service_;
    uint16_t port_;
};

}  // namespace kaskad::smpp::transport
