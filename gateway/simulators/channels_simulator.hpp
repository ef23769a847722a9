#pragma once

#include "gateway/simulators/agenda.hpp"
#include "gateway/simulators/channel_world.hpp"
#include "gateway/simulators/mail_door.hpp"
#include "net/http_client.hpp"
#include "net/http_server.hpp"
#include "net/shard.hpp"
#include "net/timer.hpp"

#include <chrono>
#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>

// All simulated messengers behind one HTTP port, and a server of mail: the sockets and the clock around channel_world.
// The clock is the real one, or stands until it is told to go on. On its shard; destroyed there, or when the shard is
// stopped.

namespace kaskad::gateway::simulators {

class channels_simulator {
  public:
    // Listens when it returns. The keys are complete (fill_keys). The error names address and port.
    static std::expected<std::unique_ptr<channels_simulator>, std::string> open(net::shard& home,
                                                                                channels_options options);
    channels_simulator(const channels_simulator&) = delete;
    channels_simulator& operator=(const channels_simulator&) = delete;

    uint16_t port() const { return server_->port(); }
    channel_ports ports() const { return {server_->port(), mail_->port()}; }
    // On the shard.
    const channel_counts& counts() const { return world_.counts(); }
    // Takes nothing new, gives what is under way `time_max`, then `done`.
    void stop(std::chrono::milliseconds time_max, std::function<void()> done);

  private:
    // An answer that waits: for callbacks that come before it, or for its latency.
    struct held_answer {
        net::http_responder responder;
        net::http_response response;
        int64_t delay_ms = 0;
    };
    struct advance {
        net::http_responder responder;
        int64_t until_ms = 0;
    };

    channels_simulator(net::shard& home, channels_options options, int64_t utc_ms);
    std::expected<void, std::string> listen();
    int64_t now_ms() const;

    void handle(net::http_request request, net::http_responder responder);
    void control(const net::http_request& request, net::http_responder responder);
    void send_answer(held_answer answer);
    void post(channel_post what);
    void handle_posted(uint64_t number, const net::http_result& result);
    void run_due();
    void send_posts();
    void advance_clock();
    int64_t next_due() const;
    void wait();

    net::shard& home_;
    channel_world world_;
    net::clock::time_point started_ = net::clock::now();
    int64_t virtual_ms_ = 0;
    size_t under_way_ = 0;                            // posts
    std::unordered_map<uint64_t, held_answer> held_;  // by the post before them
    agenda<std::shared_ptr<held_answer>> late_;
    std::optional<advance> advance_;
    net::timer timer_;
    net::http_client client_;
    std::unique_ptr<net::http_server> server_;  // these last: their requests touch the rest
    std::unique_ptr<mail_door> mail_;
};

}  // namespace kaskad::gateway::simulators
