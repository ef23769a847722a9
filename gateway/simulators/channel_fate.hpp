#pragma once

#include "gateway/simulators/channel_outcome.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

// What will become of one send to a simulated messenger, decided when it comes: answered how, and then which callbacks
// when. Pure: options, provider, address and the number of the send in the order of all.

namespace kaskad::gateway::simulators {

struct channel_step {
    int64_t after_ms = 0;  // after the answer
    channel_event event = channel_event::sent;
    std::string text{};
    uint32_t count = 1;  // statuses in one POST, the others of strangers
    bool is_forged = false;

    friend bool operator==(const channel_step&, const channel_step&) = default;
};

struct channel_fate {
    channel_verdict verdict = channel_verdict::accepted;
    bool is_answer_lost = false;
    bool is_callback_first = false;  // the first step goes out, and only then the answer
    revoke_fate revoke = revoke_fate::by_state;
    std::vector<channel_step> steps;
};

struct channel_fate_options {
    uint64_t seed = 1;
    bool script = true;  // addresses decide by their last two digits
    int64_t delay_ms = 500;
    int64_t late_ms = 60'000;
    double delivered = 0.95;  // of addresses like any other; the rest is silent
    double read = 0.6;        // of the delivered ones
};

// `earlier`: refusals that this address has had since it was last accepted. `ordinal`: the how many-th send of all,
// from 1.
channel_fate decide_channel_fate(const channel_fate_options& options, provider who, std::string_view address,
                                 uint32_t earlier, uint64_t ordinal);

// A call that was answered is over some day, where its provider says so; one whose text was heard to its end is over by
// that.
void end_call(std::vector<channel_step>& steps, provider who, int64_t delay_ms);

}  // namespace kaskad::gateway::simulators
