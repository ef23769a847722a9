#pragma once

#include "core/now.hpp"
#include "engine/facts/command.hpp"
#include "tests/simulation/chance.hpp"
#include "tests/simulation/plan.hpp"

#include <cstddef>
#include <vector>

// The cascades of the clients: which steps, how long, by what success, within which hours, until when; those that come
// with a message and those that are saved. All of them are such as the gateway takes.

namespace kaskad::simulation {

class cascade_maker {
  public:
    cascade_maker(chance luck, const plan& made);

    // Whether a message goes by one.
    bool wants() { return plan_.has_messengers() && luck_.happens(plan_.messengers.cascades); }
    void fill(facts::submit_message& command, core::now now);
    // The next version of the saved one.
    facts::put_cascade make_saved(core::client_id client, core::now now);

  private:
    std::vector<core::channel> draw_channels();
    facts::cascade draw(core::message_class klass, core::now now);
    facts::cascade_step draw_step(core::channel channel, bool is_last, core::now now);
    facts::step_goal draw_goal(core::channel channel);
    void draw_hours(facts::cascade_step& step, core::now now);
    void draw_deadline(facts::cascade& made, core::message_class klass);

    chance luck_;
    const plan& plan_;
    bool has_whatsapp_ = false;
};

}  // namespace kaskad::simulation
