#include "gateway/api/receipt_outcome.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace kaskad::gateway::api {

namespace {

using facts::part_state;

constexpr std::array<std::pair<receipt_outcome, std::string_view>, 9> WORDS = {{
    {receipt_outcome::unsent, "unsent"},
    {receipt_outcome::refused, "refused"},
    {receipt_outcome::unanswered, "unanswered"},
    {receipt_outcome::missing, "missing"},
    {receipt_outcome::unconfirmed, "unconfirmed"},
    {receipt_outcome::delivered, "delivered"},
    {receipt_outcome::undelivered, "undelivered"},
    {receipt_outcome::expired, "expired"},
    {receipt_outcome::rejected, "rejected"},
}};

receipt_outcome final_outcome(const facts::part& part) {
    if (part.matched == facts::matched_by::part) return receipt_outcome::unconfirmed;
    switch (part.state) {
        case part_state::delivered:
            return receipt_outcome::delivered;
        case part_state::undelivered:
            return receipt_outcome::undelivered;
        case part_state::expired:
            return receipt_outcome::expired;
        default:
            return receipt_outcome::rejected;
    }
}

// Its receipt came long after it left, or when its message had ended without it.
bool is_late(const facts::message& message, const facts::part& part, int64_t late_ms) {
    if (part.receipt_utc == 0) return false;
    const bool ended_it_anew = message.late && part.receipt_utc >= message.final_utc;
    return ended_it_anew || part.receipt_utc - part.submitted_utc >= late_ms;
}

}  // namespace

receipt_outcome outcome_of(const facts::part& part) {
    if (part.submitted_utc == 0) return receipt_outcome::unsent;
    switch (part.state) {
        case part_state::pending:
            return receipt_outcome::refused;
        case part_state::submitting:
        case part_state::in_doubt:
            return receipt_outcome::unanswered;
        case part_state::accepted:
        case part_state::sent:
            return receipt_outcome::missing;
        case part_state::unknown:
            return part.operator_id.empty() ? receipt_outcome::unanswered : receipt_outcome::missing;
        case part_state::rejected:
            // By the answer to its submit, not by a receipt.
            if (part.receipt_utc == 0 && part.matched != facts::matched_by::part) return receipt_outcome::refused;
            return final_outcome(part);
        case part_state::delivered:
        case part_state::undelivered:
        case part_state::expired:
            return final_outcome(part);
    }
    return receipt_outcome::unanswered;
}

std::string_view to_string(receipt_outcome value) {
    return std::ranges::find(WORDS, value, &std::pair<receipt_outcome, std::string_view>::first)->second;
}

bool awaits_receipt(receipt_outcome value) {
    return value >= receipt_outcome::missing;
}

bool ended_without_receipt(const facts::message& message) {
    return message.state == facts::message_state::unknown && message.reason == core::reason::no_receipt;
}

void each_part(const facts::message& message, const receipts_question& asked,
               const std::function<void(const seen_part&)>& see) {
    for (const auto& attempt : message.attempts) {
        if (asked.link && attempt.link != asked.link) continue;
        for (const auto& part : attempt.parts) {
            const auto outcome = outcome_of(part);
            if (outcome == receipt_outcome::unsent || !asked.is_within(part.submitted_utc)) continue;
            see({message, attempt, part, outcome, is_late(message, part, asked.late_ms)});
        }
    }
}

bool receipt_filter::takes(const seen_part& seen) const {
    if (is_contradictory) return seen.part.conflict;
    if (is_late) return seen.is_late;
    return seen.outcome == outcome;
}

std::optional<receipt_filter> parse_receipt_filter(std::string_view text) {
    if (text == "contradictory") return receipt_filter{.outcome = {}, .is_contradictory = true};
    if (text == "late") return receipt_filter{.outcome = {}, .is_late = true};
    const auto found = std::ranges::find(WORDS, text, &std::pair<receipt_outcome, std::string_view>::second);
    if (found == WORDS.end() || found->first == receipt_outcome::unsent) return std::nullopt;
    return receipt_filter{.outcome = found->first};
}

}  // namespace kaskad::gateway::api
