#pragma once

#include "net/coroutine.hpp"
#include "net/tls.hpp"

#include <boost/asio/buffer.hpp>

#include <cstddef>
#include <expected>
#include <memory>
#include <string>
#include <string_view>

// One connected socket, plain or TLS, behind the same calls, so that nothing above is a template over it. It sets no
// deadlines: its owner closes it when a wait took too long, which ends the wait with an error. At most one read and
// one write at a time. On its shard's thread only.

namespace kaskad::net {

class stream {
  public:
    explicit stream(tcp_socket socket);
    ~stream();
    stream(const stream&) = delete;
    stream& operator=(const stream&) = delete;

    bool is_open() const { return socket_.is_open(); }
    bool is_secure() const { return tls_ != nullptr; }
    tcp_socket& socket() { return socket_; }

    // The error is a sentence for the log.
    task<std::expected<void, std::string>> accept_tls(tls_context context);
    // `peer_name`: for SNI and the check of the certificate.
    task<std::expected<void, std::string>> connect_tls(tls_context context, std::string peer_name);

    task<io_result> read_some(asio::mutable_buffer into);
    // How many octets a plain socket takes at once, in one system call; 0 also on TLS and where the next write() will
    // tell of an error.
    std::size_t try_write(std::string_view from);
    // All of it, or an error.
    task<io_result> write(asio::const_buffer from);
    // Says good-bye: close_notify on TLS, then no more sending. The peer's data can still be read on a plain socket.
    task<void> finish();

    // A read under way ends with an error; writing goes on.
    void shutdown_receive();
    // The peer reads the end of the connection; reading goes on. Unlike finish(), allowed during a read; says no TLS
    // good-bye.
    void shutdown_send();
    void close();
    // What a connection cut by force sends: RST, no waiting for a peer that does not read.
    void abort();

  private:
    struct tls_layer;
    tcp_socket socket_;
    std::unique_ptr<tls_layer> tls_;
};

// NODELAY, keep-alive, and TCP_USER_TIMEOUT: written octets that stay unacknowledged so long end the connection.
void set_transport_options(tcp_socket& socket, std::chrono::milliseconds user_timeout);

// True if an idle connection is open and silent. Octets nobody asked for (a late error, a TLS good-bye) make it unfit
// for another call as much as its end does.
bool is_reusable(tcp_socket& socket);

}  // namespace kaskad::net
