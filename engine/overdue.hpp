#pragma once

#include "engine/turn.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

// Invoices that are not paid, and which of the steps that the contract names each has come to: its client is told
// (invoice.overdue) once of each. What was told is recorded in the group that tells it, and known after a restart. What
// a step forbids is another's business (contracts.hpp).

namespace kaskad::engine {

enum class overdue_step : uint8_t { none = 0, warn = 1, stop_marketing = 2, stop = 3 };

// The last that has begun of an invoice that is due since `due_day`. Of steps that begin on one day the gravest.
overdue_step overdue_step_at(const facts::overdue_steps& steps, uint32_t due_day, uint32_t today);

class overdue_watch {
  public:
    // Under which what was told is recorded.
    static constexpr std::string_view NAME = "overdue";

    // As it was recorded; what cannot be read says that nothing was told.
    void load(std::string_view octets);
    // Once a minute and after a start; `before_steady`: of the last tick, 0 = none since the start. What is too much
    // for one turn is told with the next minute.
    void tick(turn& turn, int64_t before_steady);

  private:
    using told_steps = std::map<std::string, overdue_step, std::less<>>;  // by an invoice's key

    void look(turn& turn);
    std::string save() const;

    told_steps told_;
};

}  // namespace kaskad::engine
