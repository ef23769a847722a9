#pragma once

#include "engine/facts/channel_traffic.hpp"
#include "engine/facts/effect.hpp"
#include "tests/simulation/agenda.hpp"
#include "tests/simulation/chance.hpp"
#include "tests/simulation/life.hpp"

#include <cstdint>
#include <functional>
#include <unordered_map>
#include <variant>

// What providers tell by callbacks: each again and again until the gateway has answered that it is durable, in whatever
// life. Knows nothing of what it carries.

namespace kaskad::simulation {

class callbacks {
  public:
    using word = std::variant<facts::channel_reported, facts::channel_heard>;

    callbacks(agenda& when, chance luck) : when_{when}, luck_{luck} {}

    // Null: nobody listens at present.
    void set_gateway(life* gateway);
    // taken: once, when it is answered.
    void tell(word what, std::function<void()> taken);

    bool owns(const facts::answer& answer) const { return open_.contains(answer.reply_to); }
    void take(const facts::answer& answer);
    bool is_idle() const { return open_.empty() && to_repeat_ == 0; }

  private:
    struct open_call {
        word what;
        std::function<void()> taken;
    };

    void send(open_call call);
    void repeat(open_call call, int64_t delay_ms);

    agenda& when_;
    chance luck_;
    life* gateway_ = nullptr;
    size_t to_repeat_ = 0;
    facts::token last_token_ = uint64_t{1} << 40;  // none of the shops'
    std::unordered_map<facts::token, open_call> open_;
};

}  // namespace kaskad::simulation
