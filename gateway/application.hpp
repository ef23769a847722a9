#pragma once

#include "config/config.hpp"

#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <string>
#include <vector>

// The gateway as a whole: opens the store, starts the threads, applies what the file declares, and ends in order. Owns
// everything; knows no rules of messages.

namespace kaskad::gateway {

class application {
  public:
    // Opens store and sockets. The error is one line for the operator; nothing is running then. `on_taken_over` is
    // called on another thread when the store is another process's and this one must end.
    static std::expected<std::unique_ptr<application>, std::string> open(config::settings settings,
                                                                         std::function<void()> on_taken_over);
    ~application();

    uint16_t api_port() const;

    // Starts all threads and declares what the file says: the lines of what changed, or why it was refused.
    std::expected<std::vector<std::string>, std::string> start();
    // Reads the file again and applies its declarations. Keys of the process take a restart and are named.
    std::expected<std::vector<std::string>, std::string> reload();
    // No new requests, unbind, everything decided made durable. Can be called once.
    void stop();

  private:
    class inside;
    explicit application(std::unique_ptr<inside> parts);
    std::unique_ptr<inside> inside_;
};

}  // namespace kaskad::gateway
