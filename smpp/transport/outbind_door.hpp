#pragma once

#include "net/acceptor.hpp"
#include "net/shard.hpp"
#include "net/stream.hpp"
#include "smpp/transport/dialer.hpp"

#include <cstdint>
#include <deque>
#include <expected>
#include <functional>
#include <memory>
#include <string>

// Where operators connect that call instead of being called (outbind, SMPP 3.4 §2.2.1). A connection goes to the client
// that waits longest; with none waiting it is closed at once, so there are never more than clients. Who calls is for
// the client to find out. On its shard.

namespace kaskad::smpp::transport {

class outbind_door : public std::enable_shared_from_this<outbind_door> {
  public:
    // Listens when it returns. The error names address and port.
    static std::expected<std::shared_ptr<outbind_door>, std::string> open(net::shard& home, std::string address,
                                                                          uint16_t port);
    ~outbind_door();

    uint16_t port() const { return acceptor_->port(); }
    uint64_t refused() const { return refused_; }

    // The next connection. The error is a sentence: the switch ended the wait.
    net::task<std::expected<std::unique_ptr<net::stream>, std::string>> take(dial_switch& off);

  private:
    struct waiter;

    outbind_door(net::shard& home, std::shared_ptr<net::acceptor> acceptor);
    void admit(net::tcp_socket socket);

    net::shard& home_;
    std::shared_ptr<net::acceptor> acceptor_;
    std::deque<waiter*> waiting_;
    uint64_t refused_ = 0;
};

}  // namespace kaskad::smpp::transport
