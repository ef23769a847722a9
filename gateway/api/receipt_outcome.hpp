#pragma once

#include "engine/facts/message.hpp"
#include "gateway/api/local_days.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

// What came of the parts that left towards operators, as far as their receipts go: each part is in exactly one outcome,
// and contradictory or late besides. Pure.

namespace kaskad::gateway::api {

enum class receipt_outcome : uint8_t {
    unsent,       // it has not left
    refused,      // the operator did not take it, or it waits to be sent again
    unanswered,   // it left, or may have, and no answer came
    missing,      // taken, and no final receipt
    unconfirmed,  // none of its own: another part's speaks for it, by the link's receipt mode
    delivered,    // this and what follows by a receipt of its own, or the answer when the operator was asked
    undelivered,
    expired,
    rejected,
};

receipt_outcome outcome_of(const facts::part& part);
std::string_view to_string(receipt_outcome value);
// The operator took it, so that a receipt is to come.
bool awaits_receipt(receipt_outcome value);
// None of this message's receipts ended it, but the time that was given for them.
bool ended_without_receipt(const facts::message& message);

struct receipts_question {
    int64_t from_utc_ms = 0;  // when a part left: from its beginning up to, not with, its end
    int64_t to_utc_ms = 0;
    core::link_id link;  // 0: all
    local_days days;
    int64_t late_ms = 0;  // a receipt is late so long after the part left

    bool is_within(int64_t utc_ms) const { return utc_ms >= from_utc_ms && utc_ms < to_utc_ms; }
};

struct seen_part {
    const facts::message& message;
    const facts::attempt& attempt;
    const facts::part& part;
    receipt_outcome outcome = receipt_outcome::unsent;
    bool is_late = false;
};

// Those that left, over the link and in the time that are asked for.
void each_part(const facts::message& message, const receipts_question& asked,
               const std::function<void(const seen_part&)>& see);

// What a list of parts is of: an outcome, or one of the two that go with an outcome.
struct receipt_filter {
    std::optional<receipt_outcome> outcome;
    bool is_contradictory = false;
    bool is_late = false;

    bool takes(const seen_part& part) const;
};

inline constexpr std::string_view RECEIPT_FILTERS =
    "missing, contradictory, late, unconfirmed, refused, unanswered, delivered, undelivered, expired, rejected";
std::optional<receipt_filter> parse_receipt_filter(std::string_view text);

}  // namespace kaskad::gateway::api
