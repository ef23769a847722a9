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
#include <string_view>

// HTTP/1.1 calls out: callbacks and messengers' interfaces. Connections are kept per origin and used again; every call
// ends exactly once, with a reply or an error, within its deadline. It follows no redirect and repeats nothing unless
// told that a call may be repeated: whether a call without an answer was carried out is unknown.

namespace kaskad::net {

// Through which a call goes: a tunnel to the origin's host and port for each connection (CONNECT, RFC 9110 §9.3.6),
// plain HTTP up to the proxy itself.
struct http_proxy {
    std::string host;
    uint16_t port = 0;
    std::string login;  // "user:password", told by Basic; empty = none

    friend bool operator==(const http_proxy&, const http_proxy&) = default;
};

struct http_client_options {
    std::size_t connections_per_origin = 8;
    std::size_t waiting_per_origin = 1000;  // calls without a connection; one more ends with `busy`
    std::size_t origins_max = 10'000;       // with calls or connections
    std::size_t reply_header_max = 16 * 1024;
    std::size_t reply_body_max = 64 * 1024;
    std::chrono::milliseconds connect_deadline{5'000};  // look-up, connection and TLS together
    std::chrono::milliseconds call_deadline{15'000};    // for all of a call, waiting included
    std::chrono::milliseconds idle_max{30'000};
    tls_context tls{};  // null: the system's authorities
    // Asked for every address a name resolves to, before connecting. None: all are allowed. Through a proxy it is asked
    // of the proxy's.
    std::function<bool(std::string_view ip)> is_address_allowed{};
};

struct http_call {
    std::string method = "POST";
    std::string url{};
    http_fields fields{};  // Host and Content-Length are set by the client
    std::string body{};
    std::chrono::milliseconds deadline{0};  // 0: the client's call_deadline
    // The call may be sent again when a connection that was kept turns out to be dead before any octet of a reply.
    bool repeatable = false;
    std::optional<http_proxy> proxy{};
};

enum class http_error_code {
    bad_call,         // the address or a header field cannot be sent
    busy,             // too many calls wait for this origin
    refused_address,  // is_address_allowed said no to all
    not_resolved,
    not_connected,
    tls_failed,
    timed_out,  // may have been carried out if `sent`
    connection_lost,
    malformed_reply,
    reply_too_large,
    stopped,
};

std::string_view to_string(http_error_code code);

struct http_error {
    http_error_code code;
    std::string text{};
    bool sent = false;  // octets of the call may have reached the peer: it may have been carried out
};

using http_result = std::expected<http_response, http_error>;

struct http_pool;

class http_client {
  public:
    using callback = std::function<void(http_result)>;

    http_client(shard& home, http_client_options options);
    // Calls under way are not answered any more. On the shard, or when it does not run.
    ~http_client();

    // Any thread; the callback comes later, on the shard.
    void send(http_call call, callback done);
    // Ends all calls with `stopped` and closes all connections. Any thread.
    void stop();

    // On the shard only.
    std::size_t calls_under_way() const;
    std::size_t connections() const;

  private:
    std::shared_ptr<http_pool> pool_;
};

}  // namespace kaskad::net
