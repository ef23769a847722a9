#pragma once

#include "engine/facts/message.hpp"
#include "engine/facts/route_test.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// What a text of a route test came to: what the phone got beside what was sent, and what the receipt says beside what
// the phone got. Pure.

namespace kaskad::gateway::api {

// in_parts: all of it came, in several SMS that the phone did not join. cut: its beginning, and no more. changed:
// another text, or not all of its pieces.
enum class text_verdict : uint8_t { missing = 0, exact = 1, in_parts = 2, cut = 3, changed = 4 };

// waiting: the test has not ended, and the phone has nothing yet. receipt_only: the receipt tells of a delivery that
// the phone knows nothing of. phone_only: the phone has what the receipt calls failed; without_receipt: what none tells
// of.
enum class receipt_verdict : uint8_t {
    waiting = 0,
    both = 1,
    receipt_only = 2,
    phone_only = 3,
    without_receipt = 4,
    neither = 5,
};

// difference: the first one, in words; empty where there is none. heard_ms: from the submit until we heard of the last
// SMS; phone_ms: until the phone had it by its own clock, if it said.
struct text_report {
    text_verdict text = text_verdict::missing;
    std::string difference;
    std::string sender_shown;
    bool is_sender_kept = false;
    std::optional<int64_t> heard_ms;
    std::optional<int64_t> phone_ms;
    facts::attempt_state receipt = facts::attempt_state::pending;
    receipt_verdict reality = receipt_verdict::waiting;
};

// message: as it stands; none: it could not be read.
text_report report_text(const facts::route_test& test, const facts::route_test_message& sent,
                        const facts::message* message);

std::string_view to_string(text_verdict value);
std::string_view to_string(receipt_verdict value);
std::string_view to_string(facts::test_text value);

}  // namespace kaskad::gateway::api
