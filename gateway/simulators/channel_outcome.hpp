#pragma once

#include "gateway/simulators/channel_words.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

// Addresses whose last two digits say what becomes of a send (channels.md 3.12), so that a person or a test without
// access to the simulator can choose it. Pure tables.

namespace kaskad::gateway::simulators {

// What comes of the wish to take a message back.
enum class revoke_fate : uint8_t { by_state, succeeds, too_late };

// One callback of a plan, in units of --delay-ms after the answer; LATE: after --late-ms.
struct outcome_step {
    static constexpr uint8_t LATE = 255;

    uint8_t at = 1;
    channel_event event = channel_event::sent;
    std::string_view text{};  // of a reply, or the key
    uint32_t count = 1;       // statuses in one POST, the others of strangers
    bool is_forged = false;   // with a signature that does not fit
};

// The same digits may mean different things at different providers: then they have several rows.
struct outcome {
    static constexpr size_t STEPS_MAX = 4;

    uint32_t digits = 0;
    uint32_t at = 0;  // a bit for each provider
    std::string_view meaning;
    std::array<outcome_step, STEPS_MAX> planned{};
    size_t step_count = 0;
    channel_verdict verdict = channel_verdict::accepted;
    uint32_t refusals = 0;  // so often that verdict before one is accepted; 0 = each time
    bool is_answer_lost = false;
    bool is_callback_first = false;
    revoke_fate revoke = revoke_fate::by_state;

    std::span<const outcome_step> steps() const { return std::span{planned}.first(step_count); }
    bool applies(provider who) const { return (at >> static_cast<uint32_t>(who) & 1) != 0; }
};

inline constexpr uint32_t OUTCOME_LAST = 27;

std::span<const outcome> channel_outcomes();
// By the last two digits; nullptr: an address like any other, at that provider.
const outcome* find_outcome(provider who, std::string_view address);

// A line for each row, for --help.
std::string describe_outcomes();

}  // namespace kaskad::gateway::simulators
