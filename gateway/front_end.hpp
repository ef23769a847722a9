#pragma once

#include "config/options.hpp"
#include "gateway/api/metrics.hpp"
#include "gateway/back_end.hpp"
#include "gateway/comparison_desk.hpp"
#include "gateway/effect_router.hpp"
#include "gateway/engine_door.hpp"
#include "gateway/fee_clock.hpp"
#include "gateway/observer.hpp"
#include "gateway/position_watch.hpp"
#include "gateway/route_test_clock.hpp"
#include "gateway/usage_poster.hpp"
#include "net/seal.hpp"

#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <string>
#include <vector>

// What speaks with the world: the network shards, on each of them an API server, its share of the links, of the
// channel accounts and of the endpoints' callbacks. Reached from the journal's thread through route() and release()
// only.

namespace kaskad::gateway {

// From outside, and there as long as the front end is.
struct front_end_ports {
    back_end& inner;
    api::metrics& numbers;
    const net::sealing_key& key;
    effect_router::own_answer on_own_answer;
};

class front_end {
  public:
    // Opens the API's sockets; nothing is running yet. The error is one line for the operator.
    static std::expected<std::unique_ptr<front_end>, std::string> open(const config::process_options& options,
                                                                       front_end_ports ports);

    uint16_t api_port() const { return rooms_.front().server->port(); }
    // 0 where clients cannot come over SMPP.
    uint16_t smpp_port() const { return rooms_.back().clients ? rooms_.back().clients->port() : 0; }

    void start();
    // After the declarations were answered, and so behind the credentials they published.
    void admit_clients();
    // No new requests; those under way are answered, links unbind. The shards run on, for answers still to come.
    void retire();
    void stop();

    // The journal's thread.
    void route(effects released) { router_->route(std::move(released)); }
    void release() { router_->release(); }
    // Any thread.
    void note_projected() { watch_->note_progress(); }

  private:
    explicit front_end(front_end_ports ports) : ports_{std::move(ports)} {}

    void make_shards(size_t count);
    std::expected<void, std::string> open_rooms(const config::process_options& options);
    std::expected<void, std::string> open_room(size_t number, const api::server_options& options,
                                               const config::process_options& settings);
    std::unique_ptr<channels::channel_set> open_channels(size_t number);
    void take_channel_call(api::channel_call call);
    void open_suppliers();
    void open_lookups(size_t number, const config::process_options& options);
    std::expected<void, std::string> open_clients(const config::smpp_options& options);
    api::server_ports server_ports(size_t number);
    void open_route_tests(const std::vector<config::route_test_schedule>& schedules);
    void take_own_answer(facts::answer answer);
    std::string describe_accounts() const;
    std::optional<std::string> open_secret(std::string_view sealed) const;

    front_end_ports ports_;
    std::string probe_secret_;
    std::shared_ptr<comparison_desk> comparisons_;  // of all shards; a job may outlive this
    uint64_t seed_ = 0;                             // of the jitter between reconnects
    std::vector<std::unique_ptr<net::shard>> shards_;
    std::vector<std::unique_ptr<engine_door>> asking_;   // of each shard
    std::vector<std::unique_ptr<engine_door>> telling_;  // of each shard
    clients::password_worker passwords_{{}};
    std::vector<shard_room> rooms_;
    std::unique_ptr<position_watch> watch_;
    std::unique_ptr<effect_router> router_;
    std::unique_ptr<observer> observer_;
    std::unique_ptr<route_test_clock> route_tests_;
    std::unique_ptr<fee_clock> fees_;
    std::unique_ptr<usage_poster> usage_;
};

}  // namespace kaskad::gateway
