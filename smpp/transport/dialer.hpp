#pragma once

#include "net/shard.hpp"
#include "net/stream.hpp"

#include <chrono>
#include <expected>
#include <functional>
#include <memory>
#include <string>

// Opens one outgoing connection: look-up, TCP to each address in turn, TLS. All within one deadline.

namespace kaskad::smpp::transport {

struct dial_target {
    std::string host;
    uint16_t port = 0;
    net::tls_context tls{};
    std::string tls_name{};
    std::chrono::milliseconds deadline{10'000};
};

// How a dial under way is given up: end() makes it fail soon. It outlives the dial.
class dial_switch {
  public:
    void end() {
        if (end_) end_();
    }

  private:
    friend struct dial_attempt;
    std::function<void()> end_;  // empty: nothing is under way
};

// The error is a sentence for the log.
net::task<std::expected<std::unique_ptr<net::stream>, std::string>> dial(net::shard& home, dial_target target,
                                                                         dial_switch& off);

}  // namespace kaskad::smpp::transport
