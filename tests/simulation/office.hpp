#pragma once

#include "tests/simulation/agenda.hpp"
#include "tests/simulation/chance.hpp"
#include "tests/simulation/life.hpp"
#include "tests/simulation/plan.hpp"

#include <cstdint>
#include <string>

// Those who keep the books: agree contracts, order fees, credits and corrections, take payments, and, when a month has
// ended, issue its invoices, take some back and close it; pay suppliers, and dispute what they bill. Nobody waits for
// the answers: what is refused was not to be.

namespace kaskad::simulation {

class office {
  public:
    office(agenda& when, chance luck, const plan& made) : when_{when}, luck_{luck}, plan_{made} {}

    // Null: nobody answers at present.
    void set_gateway(life* gateway) { gateway_ = gateway; }
    void start_load();

  private:
    void plan_work();
    void work();
    const facts::client* pick_client();
    void agree(const facts::client& client);
    void order(const facts::client& client);
    void decide();
    void bill(const facts::client& client);
    void take_back();
    void close_receipts();
    void close();
    void pay_supplier();
    void reconcile();
    void change_reconciliation();
    const facts::link* pick_link();
    const engine::world& memory() const { return gateway_->engine().memory(); }
    // The first day of the month before this one.
    uint32_t last_month() const;

    agenda& when_;
    chance luck_;
    const plan& plan_;
    life* gateway_ = nullptr;
    int64_t load_ends_ms_ = 0;
    uint64_t last_reference_ = 0;
};

}  // namespace kaskad::simulation
