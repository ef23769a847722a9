#pragma once

#include "tests/simulation/agenda.hpp"
#include "tests/simulation/chance.hpp"
#include "tests/simulation/connection.hpp"
#include "tests/simulation/life.hpp"
#include "tests/simulation/plan.hpp"
#include "tests/simulation/watch.hpp"

#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <vector>

// The clients that come over SMPP: each keeps its binds up, submits in bursts above its window and its rate, asks for
// every receipt, and refuses, ignores or loses some. What was refused or lost is not repeated.

namespace kaskad::simulation {

class resellers {
  public:
    resellers(agenda& when, chance luck, const plan& made, watch& watch);

    // Null: nobody answers at present.
    void set_gateway(life* gateway) { gateway_ = gateway; }
    void start_load();
    void calm() { calm_ = true; }
    bool is_idle() const;

  private:
    struct bind {
        const facts::declared_client* of = nullptr;
        smpp::bind_type type = smpp::bind_type::transceiver;
        std::shared_ptr<connection> line{};
        bool bound = false;
        std::set<uint64_t> open{};  // ordinals of submits without a response
    };

    void connect(size_t place);
    void hear(size_t place, const std::shared_ptr<connection>& from, smpp::session_event& event);
    void come_back(size_t place);
    void plan_burst(size_t place);
    void submit(bind& over);
    void conclude(bind& over, const smpp::event::response_received& response);
    void receive(const std::shared_ptr<connection>& from, const smpp::event::request_received& request);
    void answer(const std::weak_ptr<connection>& from, const smpp::request_ref& ref, smpp::command_status status,
                int64_t delay_ms);
    void plan_trouble();
    void make_trouble(bind& with);
    bool is_loading() const { return when_.now_ms() < load_ends_ms_; }

    agenda& when_;
    chance luck_;
    const plan& plan_;
    const reseller_habits& habits_;
    watch& watch_;
    life* gateway_ = nullptr;
    bool calm_ = false;
    int64_t load_ends_ms_ = 0;
    uint64_t last_ordinal_;
    std::vector<bind> binds_;
};

}  // namespace kaskad::simulation
