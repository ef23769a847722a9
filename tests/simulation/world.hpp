#pragma once

#include "tests/simulation/agenda.hpp"
#include "tests/simulation/life.hpp"
#include "tests/simulation/messengers.hpp"
#include "tests/simulation/office.hpp"
#include "tests/simulation/operator_host.hpp"
#include "tests/simulation/plan.hpp"
#include "tests/simulation/resellers.hpp"
#include "tests/simulation/shops.hpp"
#include "tests/simulation/storage.hpp"
#include "tests/simulation/watch.hpp"

#include <memory>
#include <string>
#include <vector>

// A whole world from one seed: clients, operators, storage and the gateway that lives, dies and starts again among
// them. Runs the plan's load, then lets everything come to its end, and asks once more.

namespace kaskad::simulation {

struct outcome {
    uint64_t seed = 0;
    invariants::complaints broken;
    rare_paths counts;
    uint64_t digest = 0;    // of all facts
    uint64_t messages = 0;  // accepted
    uint64_t groups = 0;
    uint64_t steps = 0;
    int64_t simulated_ms = 0;
};

class world {
  public:
    explicit world(plan made);
    ~world();

    outcome run();

  private:
    void start_gateway();
    void catch_up_watch();
    void bury_gateway();
    void plan_crash();
    void plan_declaration();
    void declare();
    std::unique_ptr<gateway::links::operator_wire> make_wire(const gateway::links::wire_request& wanted);
    bool run_until(int64_t ms);
    bool is_settled() const;
    void check_database();
    outcome tell();

    plan plan_;
    chance luck_;
    agenda when_;
    watch watch_;
    storage stored_;
    std::vector<std::unique_ptr<operator_host>> operators_;
    shops shops_;
    resellers resellers_;
    office office_;
    messengers messengers_;
    bool calm_ = false;
    std::unique_ptr<life> life_;
};

outcome simulate(const plan& made);

}  // namespace kaskad::simulation
