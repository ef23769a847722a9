#pragma once

#include "tests/simulation/agenda.hpp"
#include "tests/simulation/cascade_maker.hpp"
#include "tests/simulation/chance.hpp"
#include "tests/simulation/life.hpp"
#include "tests/simulation/plan.hpp"
#include "tests/simulation/watch.hpp"

#include <cstdint>
#include <string>
#include <unordered_map>

// The clients: each sends its messages in bursts with Idempotency-Keys and repeats what was not answered until it is,
// asks twice, with another body, reads by id, tops up; some go by cascades, and are stopped or cancelled. Their
// endpoints take callbacks, or not, or lose the answer.

namespace kaskad::simulation {

class shops {
  public:
    shops(agenda& when, chance luck, const plan& made, watch& watch);

    // Null: there is no gateway at present, and what was asked of the last one will not be answered.
    void set_gateway(life* gateway);
    void start_load();
    void calm() { calm_ = true; }
    bool is_idle() const { return open_.empty() && to_repeat_ == 0; }

    void take(facts::answer answer);
    void take(facts::call_endpoint call);

  private:
    struct request {
        facts::submit_message command;
        uint64_t ordinal = 0;
        uint32_t tries = 0;
        bool wrong_body = false;
    };
    struct question {
        request what;
        core::message_id read;  // a read by id
    };

    void plan_burst();
    void plan_top_up();
    void plan_saving();
    void burst();
    request make_request();
    void post(request what);
    void send(request what);
    void repeat(request what, int64_t delay_ms);
    void conclude(const request& what, const facts::accepted_item& item);
    void refuse(request what, const facts::refusal& why);
    void plan_stop(core::client_id client, core::message_id message);
    void read(core::message_id message);
    void show(core::message_id message, uint64_t position);
    bool is_loading() const { return when_.now_ms() < load_ends_ms_; }

    agenda& when_;
    chance luck_;
    const plan& plan_;
    const client_habits& habits_;
    watch& watch_;
    cascade_maker cascades_;
    life* gateway_ = nullptr;
    bool calm_ = false;
    int64_t load_ends_ms_ = 0;
    int64_t endpoints_down_until_ms_ = 0;
    uint64_t last_ordinal_ = 0;
    facts::token last_token_ = 0;
    size_t to_repeat_ = 0;
    std::unordered_map<facts::token, question> open_;
};

}  // namespace kaskad::simulation
