#pragma once

#include "net/http_message.hpp"
#include "net/shard.hpp"
#include "net/tls.hpp"

#include <chrono>
#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

// An HTTP/1.1 server on one shard: it turns connections into requests and answers into octets, in order, and defends
// itself against slow, large and broken clients. It routes nothing and knows no formats: what to say to a faulty
// client is asked of the application too, so that all errors look alike.

namespace kaskad::net {

struct http_server_options {
    std::string address = "127.0.0.1";
    uint16_t port = 0;        // 0: any free one, see http_server::port()
    bool reuse_port = false;  // several shards, each with a server of its own, listen on the same port
    tls_context tls{};        // null: plain

    std::size_t connections_max = 1024;
    std::size_t header_max = 8 * 1024;
    std::size_t body_max = 1024 * 1024;
    std::vector<std::string> large_paths{};  // where the target begins so, a body may be larger
    std::size_t large_body_max = 0;
    std::size_t body_total_max = 256 * 1024 * 1024;  // of all connections, read and not yet answered
    std::size_t pipeline_max = 16;                   // requests of one connection under way

    std::chrono::milliseconds handshake_deadline{10'000};
    std::chrono::milliseconds read_deadline{30'000};    // for a whole request, from its first octet
    std::chrono::milliseconds answer_deadline{60'000};  // for the application
    std::chrono::milliseconds write_deadline{30'000};   // for a client to take its answer
    std::chrono::milliseconds idle_max{75'000};         // between two requests
    std::chrono::milliseconds linger_max{2'000};        // reading on, so that a client sees why it was refused
};

struct http_server_counts {
    std::size_t connections = 0;  // open now
    uint64_t accepted = 0;
    uint64_t refused = 0;  // over connections_max
    uint64_t requests = 0;
    uint64_t faults = 0;
};

// The one answer to a request. May be kept, moved to another thread and used there; dropping it answers 500. After
// the deadline, or when the client is gone, answers go nowhere. Tests make one from a function of their own.
class http_responder {
  public:
    using function = std::move_only_function<void(std::optional<http_response>)>;

    explicit http_responder(function answer) : answer_{std::move(answer)} {}
    ~http_responder();
    http_responder(http_responder&&) = default;
    http_responder& operator=(http_responder&&) = delete;

    bool is_answered() const { return !answer_; }
    // Once.
    void send(http_response response);

  private:
    function answer_;
};

struct http_service;

class http_server {
  public:
    // Called on the shard. What it throws is answered 500.
    using handler = std::function<void(http_request, http_responder)>;
    // Renders the server's own errors; without one they are a line of plain text.
    using fault_page = std::function<http_response(const http_fault&)>;

    // Listens when it returns; any thread. The error names address and port.
    static std::expected<std::unique_ptr<http_server>, std::string> open(shard& home, http_server_options options,
                                                                         handler handle, fault_page page = {});
    // Cuts all connections, later on the shard; the shard must outlive the server, running or stopped.
    ~http_server();

    uint16_t port() const { return port_; }
    // On the shard only.
    http_server_counts counts() const;

    // Takes no new connections, finishes what is under way for at most `time_max`, then cuts the rest and calls `done`
    // on the shard. Any thread.
    void stop(std::chrono::milliseconds time_max, std::function<void()> done = {});

  private:
    http_server(std::shared_ptr<http_service> service, uint16_t port);
    std::shared_ptr<http_service> service_;
    uint16_t port_;
};

}  // namespace kaskad::net
