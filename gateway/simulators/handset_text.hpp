#pragma once

#include <expected>
#include <string>
#include <string_view>

// A text from a simulated handset, as a person orders it on standard input. Pure.

namespace kaskad::gateway::simulators {

inline constexpr std::string_view ORDERS_HELP =
    "A line on standard input sends a text from a handset to every system_id that is bound to receive, a long one in "
    "parts:\n  mo FROM TO TEXT        as  mo 491700000001 8811 Info, please";

struct handset_text {
    std::string from;
    std::string to;
    std::string text;  // UTF-8; may be empty

    friend bool operator==(const handset_text&, const handset_text&) = default;
};

// The error is a sentence.
std::expected<handset_text, std::string> parse_handset_text(std::string_view line);

}  // namespace kaskad::gateway::simulators
