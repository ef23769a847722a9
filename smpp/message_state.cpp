#include "smpp/message_state.hpp"

#include "smpp/digits.hpp"
#include "smpp/letter_case.hpp"

#include <array>
#include <cstddef>

namespace kaskad::smpp {

namespace {

struct state_entry {
    message_state state;
    std::string_view name;
    std::string_view stat;
};

constexpr std::array STATE_TABLE{
    state_entry{message_state::scheduled, "scheduled", "SCHEDLD"},
    state_entry{message_state::enroute, "enroute", "ENROUTE"},
    state_entry{message_state::delivered, "delivered", "DELIVRD"},
    state_entry{message_state::expired, "expired", "EXPIRED"},
    state_entry{message_state::deleted, "deleted", "DELETED"},
    state_entry{message_state::undeliverable, "undeliverable", "UNDELIV"},
    state_entry{message_state::accepted, "accepted", "ACCEPTD"},
    state_entry{message_state::unknown, "unknown", "UNKNOWN"},
    state_entry{message_state::rejected, "rejected", "REJECTD"},
    state_entry{message_state::skipped, "skipped", "SKIPPED"},
};

struct wild_stat {
    std::string_view stat;
    message_state state;
};

// Seen at operators, in no specification.
constexpr std::array WILD_STATS{
    wild_stat{"undelivered", message_state::undeliverable}, wild_stat{"failed", message_state::undeliverable},
    wild_stat{"buffred", message_state::enroute},           wild_stat{"bufferd", message_state::enroute},
    wild_stat{"buffered", message_state::enroute},          wild_stat{"acked", message_state::accepted},
    wild_stat{"dnd_rejected", message_state::rejected},
};

// A bare number is meant as message_state; but nobody reports what is only scheduled, and 0 is "no error" to many.
std::optional<message_state> parse_state_number(std::string_view stat) {
    const auto number = parse_decimal<uint32_t>(stat);
    if (!number) return std::nullopt;
    return *number == 0 ? message_state::delivered : message_state_of(*number);
}

}  // namespace

std::string_view to_string(message_state state) {
    return STATE_TABLE[static_cast<size_t>(state)].name;
}

std::string_view stat_word(message_state state) {
    return STATE_TABLE[static_cast<size_t>(state)].stat;
}

std::optional<message_state> parse_message_state(std::string_view name) {
    for (const auto& entry : STATE_TABLE)
        if (entry.name == name) return entry.state;
    return std::nullopt;
}

std::optional<message_state> message_state_of(uint32_t number) {
    return number < STATE_TABLE.size() ? std::optional{STATE_TABLE[number].state} : std::nullopt;
}

std::optional<message_state> parse_stat(std::string_view stat) {
    for (const auto& entry : STATE_TABLE)
        if (equal_ignoring_case(stat, entry.stat) || equal_ignoring_case(stat, entry.name)) return entry.state;
    for (const auto& entry : WILD_STATS)
        if (equal_ignoring_case(stat, entry.stat)) return entry.state;
    return parse_state_number(stat);
}

}  // namespace kaskad::smpp
