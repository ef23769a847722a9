#include "engine/probe_reception.hpp"

#include "core/address.hpp"
#include "engine/reply.hpp"

#include <algorithm>
#include <expected>
#include <string>
#include <utility>

namespace kaskad::engine {

namespace {

using facts::refusal;
using facts::refusal_code;

constexpr size_t FRAGMENT_OCTETS_MIN = 6;  // of a text, by which a part of it is known

struct place {
    facts::route_test* test = nullptr;
    facts::route_test_message* message = nullptr;
};

// How well an SMS fits a text: by its tag, as a piece of it, or for want of another; 0 = not.
int fit_of(const facts::route_test& test, const facts::route_test_message& message, const std::string& text) {
    if (text.find(message.tag) != std::string::npos) return 3;
    if (test.has_ended) return 0;
    const bool is_piece = text.size() >= FRAGMENT_OCTETS_MIN && message.text.find(text) != std::string::npos;
    if (is_piece) return 2;
    return message.received.empty() ? 1 : 0;
}

place find_place(const turn& turn, const std::string& number, const facts::received_sms& sms) {
    place best;
    int best_fit = 0;
    for (auto& [id, test] : turn.memory.route_tests) {
        for (auto& message : test.messages) {
            const auto fit = message.number == number ? fit_of(test, message, sms.text) : 0;
            if (fit <= best_fit) continue;
            best_fit = fit;
            best = {&test, &message};
        }
    }
    return best;
}

bool is_same(const facts::received_sms& left, const facts::received_sms& right) {
    return left.received_utc == right.received_utc && left.sender == right.sender && left.text == right.text;
}

checked<std::string> check_probe(const facts::probe_received& command) {
    const auto number = core::parse_recipient(command.number, {});
    if (!number) return refuse(refusal_code::invalid_recipient, "number", number.error());
    if (command.sms.text.empty() || command.sms.text.size() > PROBE_TEXT_OCTETS_MAX) {
        return refuse(refusal_code::invalid_text, "text",
                      "1 to " + std::to_string(PROBE_TEXT_OCTETS_MAX) + " octets of text");
    }
    if (command.sms.sender.size() > PROBE_SENDER_OCTETS_MAX)
        return refuse(refusal_code::invalid_sender, "sender", "at most 64 octets");
    return number->digits;
}

checked<void> take_probe(turn& turn, const facts::probe_received& command) {
    const auto number = check_probe(command);
    if (!number) return std::unexpected(number.error());
    const auto found = find_place(turn, *number, command.sms);
    if (found.test == nullptr)
        return refuse(refusal_code::not_found, "text", "no route test has sent such a text to this number");
    const auto& received = found.message->received;
    const auto same = [&](const auto& each) { return is_same(each, command.sms); };
    if (std::ranges::any_of(received, same)) return {};
    if (received.size() >= PROBES_PER_TEXT_MAX)
        return refuse(refusal_code::duplicate, "text", "as many SMS as are kept came for this text");
    auto test = *found.test;
    auto& kept = test.messages[static_cast<size_t>(found.message - found.test->messages.data())].received;
    kept.push_back(command.sms);
    kept.back().told_utc = turn.now.utc_ms;
    note_texts_sent(turn, test);
    turn.emit({.kind = facts::fact_kind::probe_received,
               .link = test.link,
               .note = found.message->tag + " at " + *number,
               .changes = changes_of(std::move(test))});
    return {};
}

facts::reply reply_of(checked<void> outcome) {
    if (!outcome) return std::move(outcome.error());
    return facts::done{};
}

}  // namespace

void note_texts_sent(const turn& turn, facts::route_test& test) {
    for (auto& each : test.messages) {
        if (each.sent_utc != 0) continue;
        const auto message = turn.memory.find(each.message);
        if (!message || message->value.attempts.empty() || message->value.attempts.front().parts.empty()) continue;
        each.sent_utc = message->value.attempts.front().parts.front().submitted_utc;
    }
}

void handle(turn& turn, const facts::probe_received& command) {
    turn.send(facts::answer{command.reply_to, 0, reply_of(take_probe(turn, command))});
}

}  // namespace kaskad::engine
