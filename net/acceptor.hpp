#pragma once

#include "net/coroutine.hpp"
#include "net/shard.hpp"

#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <string>

// A listening TCP socket: opens it, and hands connected sockets to a function until it is closed. It goes on through
// the errors that pass (no descriptors left). Limits are the function's business.

namespace kaskad::net {

struct listen_options {
    std::string address;  // an IP address
    uint16_t port = 0;    // 0: any free one
    bool reuse_port = false;
};

class acceptor : public std::enable_shared_from_this<acceptor> {
  public:
    using function = std::function<void(tcp_socket)>;

    // Listens when it returns. The error is a sentence with address and port.
    static std::expected<std::shared_ptr<acceptor>, std::string> open(shard& home, const listen_options& options);

    explicit acceptor(shard& home);

    uint16_t port() const { return port_; }

    // From now on, on the shard. Any thread; once.
    void start(function accepted);
    // On the shard only. The function is not called any more, and forgotten.
    void close();

  private:
    task<void> accept(std::shared_ptr<acceptor> self);

    shard& home_;
    tcp_acceptor socket_;
    uint16_t port_ = 0;
    function accepted_;
};

}  // namespace kaskad::net
