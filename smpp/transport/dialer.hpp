#pragma once

#include "net/shard.hpp"
#include "net/stream.hpp"

#include <chrono>
#include <expected>
#include <functional>
#include <memory>
#include <string>
#include <utility>

// Opens one outgoing connection: look-up, TCP to each address in turn, TLS. All within one deadline.

namespace kaskad::smpp::transport {

struct dial_target {
    std::string host;
    uint16_t port = 0;
    net::tls_context tls{};
    std::string tls_name{};
    std::string local_address{};  // an IP address to connect from; empty: any
    std::chrono::milliseconds deadline{10'000};
};

// How a dial under way, or a wait for a connection, is given up: end() makes it fail soon. It outlives it.
class dial_switch {
  public:
    void end() {
        if (end_) end_();
    }

    // For what waits now; empty when it waits no more.
    void listen(std::function<void()> end) { end_ = std::move(end); }

  private:
    std::function<void()> end_;
};

// The error is a sentence for the log.
net::task<std::expected<std::unique_ptr<net::stream>, std::string>> dial(net::shard& home, dial_target target,
                                                                         dial_switch& off);

}  // namespace kaskad::smpp::transport
