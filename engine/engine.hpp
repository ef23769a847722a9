#pragma once

#include "engine/cold.hpp"
#include "engine/overdue.hpp"
#include "engine/turn.hpp"
#include "engine/world.hpp"

#include <deque>
#include <memory>

// The one deterministic state machine: commands in, facts and effects out. No I/O, no clock, no chance. Driven by one
// thread: start once, then handle() each command, work() while there is any, seal() the group, and let its effects go
// when the group is durable.

namespace kaskad::engine {

struct sealed {
    facts::group group;  // position 0 and no facts: nothing was recorded, the effects follow what is durable
    std::vector<facts::effect> effects;
};

class engine {
  public:
    engine(const options& options, uint32_t node);

    // --- getters ---
    const world& memory() const { return world_; }
    const kaskad::engine::counters& counters() const { return counters_; }
    const class cold& cold() const { return cold_; }
    // Something can be done right now without a command.
    bool has_work() const;
    // When something will be due, in steady ms; INT64_MAX = nothing.
    int64_t next_due() const;

    // --- what happened ---
    // Fills memory from the database, then looks at what was left open: what was submitting is in doubt.
    void start(facts::start_view view, core::now now);
    void handle(facts::command command, core::now now);

    // --- verbs ---
    // One slice of what is due, waits for credits, callbacks, jobs, fetches.
    void work(core::now now);
    // How full what lies behind the engine is, in percent of its limits. New messages are refused from
    // ADMISSION_PERCENT of their class on; responses, receipts and the rest go on.
    void set_pressure(uint32_t percent) { world_.pressure_percent = percent; }

    // Asked from now on which network a number was ported to; between two commands. nullptr: nobody knows.
    void set_ported(std::shared_ptr<const routing::ported_lookup> value) { world_.ported = std::move(value); }
    // By which clients' days and months are counted from now on; before the first command. Else by UTC.
    void use_calendar(std::shared_ptr<const billing::calendar> value) { world_.calendar = std::move(value); }
    // false: numbers of an impossible length are taken all the same.
    void set_number_check(bool is_on) { world_.checks_numbers = is_on; }

    // --- polls ---
    // Everything since the last seal, as one group.
    sealed seal(core::now now);

  private:
    turn make_turn(core::now now) { return {world_, now, facts_, effects_, counters_}; }
    void decide(turn& turn, facts::command& command);
    void refuse_waiting(turn& turn, const facts::command& command);
    void resume(turn& turn);
    void load(const facts::checkpoint& saved, core::now now);

    options options_;
    world world_;
    class cold cold_;
    kaskad::engine::counters counters_;
    std::vector<facts::fact> facts_;
    std::vector<facts::effect> effects_;
    overdue_watch overdue_;
    std::deque<facts::part_ref> to_resume_;
    std::deque<core::message_id> to_requeue_;
    int64_t ticked_steady_ = 0;
    bool work_left_ = false;
};

}  // namespace kaskad::engine
