#pragma once

#include "engine/facts/channel_traffic.hpp"
#include "engine/facts/effect.hpp"
#include "tests/simulation/agenda.hpp"
#include "tests/simulation/callbacks.hpp"
#include "tests/simulation/chance.hpp"
#include "tests/simulation/plan.hpp"
#include "tests/simulation/provider.hpp"
#include "tests/simulation/watch.hpp"

#include <cstdint>
#include <deque>
#include <map>
#include <memory>

// The shells of the channel accounts, as channels/channel_account.hpp is one, on the simulation's clock: each binds
// under a new epoch, grants as many calls as its window has, calls its provider a moment after it was asked to, and
// tells what came of it. An account goes down with calls under way or without; with the gateway the shells die, and
// what they had called for goes on without them.

namespace kaskad::simulation {

class messengers {
  public:
    messengers(agenda& when, chance luck, const plan& made, watch& watch);

    // Null: there is no gateway at present.
    void set_gateway(life* gateway);
    void start_load();
    void calm();
    bool is_idle() const;

    // False: it is not about a channel account, and untouched.
    bool take(facts::effect& effect);
    // False: it answers nobody here.
    bool take(const facts::answer& answer);

  private:
    struct account {
        std::unique_ptr<provider> of;
        uint64_t epoch = 0;  // 0 = not bound
        uint64_t last_epoch = 0;
        uint64_t granted = 0;
        size_t under_way = 0;  // of the present epoch
        int64_t down_until_ms = 0;
        int64_t silent_until_ms = 0;
    };

    account* find(core::link_id id);
    void publish(const facts::publish_link& effect);
    void bind_later(core::link_id id, int64_t delay_ms);
    void bind(core::link_id id);
    void grant(account& own);
    void send(facts::send_over_channel effect);
    void call(const facts::send_over_channel& sent);
    void answer(const facts::send_over_channel& sent, const provider::reply& reply);
    void close_call(account& own, const facts::bind_ref& bind);
    void revoke(const facts::revoke_over_channel& effect);
    void plan_trouble();
    void make_trouble(account& own);
    void take_down(account& own, int64_t for_ms);
    void tell(facts::command command);
    void pump();
    // What is planned for this life of the gateway, and dies with it.
    void in_this_life(int64_t delay_ms, std::function<void()> what);

    agenda& when_;
    chance luck_;
    const plan& plan_;
    watch& watch_;
    callbacks callbacks_;
    std::map<core::link_id, account> accounts_;
    life* gateway_ = nullptr;
    std::shared_ptr<int> alive_;
    std::deque<facts::command> out_;  // in order, as the shard's outbox keeps it
    bool pumping_ = false;
    bool calm_ = false;
    int64_t load_ends_ms_ = 0;
};

}  // namespace kaskad::simulation
