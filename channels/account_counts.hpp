#pragma once

#include "core/channel.hpp"
#include "core/id.hpp"
#include "engine/facts/channel.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

// The numbers of one channel account, for metrics and people. Written on its shard; others get copies
// (channel_set::counts).

namespace kaskad::channels {

// off: not wanted. broken: its secrets cannot be opened. waiting: for a token of its provider. down: its provider was
// not to be reached, or wants rest.
enum class account_state : uint8_t { off, broken, waiting, down, up };

constexpr std::string_view to_string(account_state value) {
    constexpr std::array<std::string_view, 5> NAMES{"off", "broken", "waiting", "down", "up"};
    return NAMES[static_cast<size_t>(value)];
}

inline constexpr size_t OUTCOME_COUNT = 6;  // of facts::channel_outcome

constexpr std::string_view to_word(facts::channel_outcome value) {
    constexpr std::array<std::string_view, OUTCOME_COUNT> NAMES{"accepted", "next",    "retry",
                                                                "throttle", "account", "config"};
    return NAMES[static_cast<size_t>(value)];
}

struct account_counts {
    core::link_id account;
    std::string name;
    core::channel channel = core::channel::sms;

    // As of now.
    account_state state = account_state::off;
    uint32_t window = 0;        // calls at once
    uint64_t open = 0;          // under way
    uint64_t waiting = 0;       // for the rate, in the shell
    uint64_t credits_open = 0;  // granted and not yet spent
    int64_t rate_milli = 0;     // thousandths of a call a second, as throttled; 0 = no limit
    int64_t response_ms = 0;    // of the last call that was answered

    // Since the account was made.
    uint64_t calls = 0;
    uint64_t call_ms = 0;  // of all that were answered
    std::array<uint64_t, OUTCOME_COUNT> outcomes{};
    uint64_t refused = 0;     // of outcome config: never sent, the adapter would not have it
    uint64_t unanswered = 0;  // nobody knows what became of them
    uint64_t not_sent = 0;    // handed back: dead epoch, or never left
    uint64_t downs = 0;
    uint64_t token_failures = 0;
    uint64_t revocations = 0;
    uint64_t revoked = 0;
    uint64_t callbacks = 0;  // those that were its provider's
    uint64_t callbacks_forged = 0;
    uint64_t callbacks_unreadable = 0;
    uint64_t callbacks_put_off = 0;  // answered 503, so that they come again
    uint64_t reports = 0;
    uint64_t heard = 0;
    uint64_t unknown_states = 0;  // in callbacks

    friend bool operator==(const account_counts&, const account_counts&) = default;
};

// What became of its calls, by word: outcomes of answers, and what never was one.
constexpr std::array<std::pair<std::string_view, uint64_t>, OUTCOME_COUNT + 2> outcomes_of(
    const account_counts& counts) {
    std::array<std::pair<std::string_view, uint64_t>, OUTCOME_COUNT + 2> result;
    for (size_t outcome = 0; outcome < OUTCOME_COUNT; ++outcome)
        result[outcome] = {to_word(static_cast<facts::channel_outcome>(outcome)), counts.outcomes[outcome]};
    result[OUTCOME_COUNT] = {"unanswered", counts.unanswered};
    result[OUTCOME_COUNT + 1] = {"not_sent", counts.not_sent};
    return result;
}

}  // namespace kaskad::channels
