#include "gateway/api/route_test_report.hpp"

#include "engine/facts/codec.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace kaskad::gateway::api {

namespace {

using facts::attempt_state;

// Where each character begins (UTF-8).
std::vector<std::string_view> characters_of(std::string_view text) {
    std::vector<std::string_view> found;
    size_t begin = 0;
    for (size_t at = 1; at <= text.size(); ++at) {
        const bool goes_on = at < text.size() && (static_cast<uint8_t>(text[at]) & 0xC0) == 0x80;
        if (goes_on) continue;
        found.push_back(text.substr(begin, at - begin));
        begin = at;
    }
    return found;
}

std::string difference_of(std::string_view sent, std::string_view shown) {
    const auto before = characters_of(sent);
    const auto after = characters_of(shown);
    const auto [left, right] = std::ranges::mismatch(before, after);
    const auto place = left - before.begin() + 1;
    if (left == before.end() && right == after.end()) return {};
    if (left == before.end()) return fmt::format("behind its end: '{}'", *right);
    if (right == after.end()) return fmt::format("it ends before character {}, '{}'", place, *left);
    return fmt::format("character {}: '{}' became '{}'", place, *left, *right);
}

// Whether the pieces, each used once, make up the whole.
bool is_made_of(std::string_view whole, std::vector<std::string_view> pieces) {
    while (!whole.empty()) {
        const auto next =
            std::ranges::find_if(pieces, [&](auto piece) { return !piece.empty() && whole.starts_with(piece); });
        if (next == pieces.end()) return false;
        whole.remove_prefix(next->size());
        pieces.erase(next);
    }
    return true;
}

void judge_text(text_report& made, const facts::route_test_message& sent) {
    if (sent.received.empty()) return;
    std::vector<std::string_view> pieces;
    for (const auto& each : sent.received)
        pieces.push_back(each.text);
    if (std::ranges::find(pieces, std::string_view{sent.text}) != pieces.end()) {
        made.text = text_verdict::exact;
        return;
    }
    if (pieces.size() > 1 && is_made_of(sent.text, pieces)) {
        made.text = text_verdict::in_parts;
        made.difference = fmt::format("it came as {} SMS", pieces.size());
        return;
    }
    const auto longest = *std::ranges::max_element(pieces, {}, &std::string_view::size);
    made.text = std::string_view{sent.text}.starts_with(longest) ? text_verdict::cut : text_verdict::changed;
    made.difference = difference_of(sent.text, longest);
}

void judge_sender(text_report& made, const facts::route_test& test, const facts::route_test_message& sent) {
    if (sent.received.empty()) return;
    made.sender_shown = sent.received.front().sender;
    // A number is shown with or without its plus.
    const auto bare = [](std::string_view text) { return text.starts_with('+') ? text.substr(1) : text; };
    made.is_sender_kept =
        std::ranges::all_of(sent.received, [&](const auto& each) { return bare(each.sender) == bare(test.sender); });
}

void judge_time(text_report& made, const facts::route_test_message& sent, const facts::message* message) {
    const bool is_submitted =
        message != nullptr && !message->attempts.empty() && !message->attempts.front().parts.empty();
    const auto begin = is_submitted ? message->attempts.front().parts.front().submitted_utc : sent.sent_utc;
    if (begin == 0 || sent.received.empty()) return;
    const auto last = std::ranges::max(sent.received, {}, &facts::received_sms::told_utc);
    made.heard_ms = last.told_utc - begin;
    if (last.received_utc != 0) made.phone_ms = last.received_utc - begin;
}

// What the receipt says of the one attempt there is: delivered, undelivered, or nothing (pending).
attempt_state receipt_of(const facts::message* message) {
    if (message == nullptr || message->attempts.empty()) return attempt_state::pending;
    switch (message->attempts.front().state) {
        case attempt_state::delivered:
        case attempt_state::read:
            return attempt_state::delivered;
        case attempt_state::rejected:
        case attempt_state::undelivered:
        case attempt_state::expired:
            return attempt_state::undelivered;
        default:
            return attempt_state::pending;
    }
}

receipt_verdict judge_receipt(bool has_arrived, bool has_ended, attempt_state receipt) {
    if (has_arrived && receipt == attempt_state::delivered) return receipt_verdict::both;
    if (has_arrived) {
        return receipt == attempt_state::undelivered ? receipt_verdict::phone_only : receipt_verdict::without_receipt;
    }
    if (!has_ended) return receipt_verdict::waiting;
    return receipt == attempt_state::delivered ? receipt_verdict::receipt_only : receipt_verdict::neither;
}

}  // namespace

text_report report_text(const facts::route_test& test, const facts::route_test_message& sent,
                        const facts::message* message) {
    text_report made;
    judge_text(made, sent);
    judge_sender(made, test, sent);
    judge_time(made, sent, message);
    made.receipt = receipt_of(message);
    made.reality = judge_receipt(!sent.received.empty(), test.has_ended, made.receipt);
    return made;
}

std::string_view to_string(text_verdict value) {
    switch (value) {
        case text_verdict::missing:
            return "missing";
        case text_verdict::exact:
            return "exact";
        case text_verdict::in_parts:
            return "in_parts";
        case text_verdict::cut:
            return "cut";
        case text_verdict::changed:
            return "changed";
    }
    return "missing";
}

std::string_view to_string(receipt_verdict value) {
    switch (value) {
        case receipt_verdict::waiting:
            return "waiting";
        case receipt_verdict::both:
            return "both";
        case receipt_verdict::receipt_only:
            return "receipt_only";
        case receipt_verdict::phone_only:
            return "phone_only";
        case receipt_verdict::without_receipt:
            return "without_receipt";
        case receipt_verdict::neither:
            return "neither";
    }
    return "waiting";
}

std::string_view to_string(facts::test_text value) {
    switch (value) {
        case facts::test_text::latin:
            return "latin";
        case facts::test_text::cyrillic:
            return "cyrillic";
        case facts::test_text::emoji:
            return "emoji";
        case facts::test_text::url:
            return "url";
        case facts::test_text::code:
            return "code";
    }
    return "latin";
}

}  // namespace kaskad::gateway::api
