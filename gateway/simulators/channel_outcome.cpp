#include "gateway/simulators/channel_outcome.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>

namespace kaskad::gateway::simulators {

namespace {

using enum channel_event;
using enum provider;
using verdict = channel_verdict;

constexpr uint32_t bits(std::initializer_list<provider> which) {
    uint32_t result = 0;
    for (const auto each : which)
        result |= 1U << static_cast<uint32_t>(each);
    return result;
}

constexpr uint32_t ALL = (1U << PROVIDERS.size()) - 1;
constexpr uint32_t TOLD = ALL & ~bits({telegram_bot});  // those that tell of delivery
constexpr uint32_t PHONES = bits({twilio, voice});
constexpr uint32_t TEXTS = bits({whatsapp, viber, telegram_bot, webhook});  // those that bring replies
constexpr uint32_t REVOCABLE = bits({telegram_gateway, telegram_bot, twilio});
constexpr uint32_t UNTIMED = bits({viber, telegram_gateway, webhook});  // a message may expire and arrive all the same
constexpr auto LATE = outcome_step::LATE;
constexpr uint32_t BATCH = 50;
constexpr uint32_t FAILURES = 2;

constexpr outcome row(uint32_t digits, uint32_t at, std::string_view meaning,
                      std::initializer_list<outcome_step> steps) {
    outcome result{.digits = digits, .at = at, .meaning = meaning};
    for (const auto& each : steps)
        result.planned[result.step_count++] = each;
    return result;
}

constexpr outcome refused(uint32_t digits, uint32_t at, std::string_view meaning, verdict why, uint32_t refusals = 0) {
    auto result = row(digits, at, meaning, {});
    // What comes once it is accepted.
    if (refusals > 0) result = row(digits, at, meaning, {{1, sent}, {2, delivered}});
    result.verdict = why;
    result.refusals = refusals;
    return result;
}

constexpr outcome callback_first(outcome result) {
    result.is_callback_first = true;
    return result;
}

constexpr outcome answer_lost(outcome result) {
    result.is_answer_lost = true;
    return result;
}

constexpr outcome revoked_as(outcome result, revoke_fate fate) {
    result.revoke = fate;
    return result;
}

constexpr std::array ROWS{
    row(0, TOLD, "delivered and read", {{1, sent}, {2, delivered}, {3, read}}),
    row(1, TOLD, "delivered, never read", {{1, sent}, {2, delivered}}),
    row(2, TOLD, "read without delivered", {{1, sent}, {2, read}}),
    row(3, UNTIMED | PHONES, "expired; nobody answers the telephone", {{1, sent}, {2, expired}}),
    row(3, bits({whatsapp}), "its time ends without a word", {{1, sent}}),
    row(3, bits({email}), "given back after days in the queue", {{2, expired}}),
    row(4, UNTIMED, "expired, then delivered", {{1, sent}, {2, expired}, {3, delivered}}),
    row(4, bits({whatsapp}), "failed, then delivered", {{1, sent}, {2, failed}, {3, delivered}}),
    row(5, UNTIMED, "delivered, then expired", {{1, sent}, {2, delivered}, {3, expired}}),
    row(5, bits({whatsapp}), "delivered, then failed", {{1, sent}, {2, delivered}, {3, failed}}),
    row(6, TOLD, "delivered three times", {{1, sent}, {2, delivered}, {3, delivered}, {4, delivered}}),
    row(7, TOLD, "read, delivered, sent, in this order", {{1, read}, {2, delivered}, {3, sent}}),
    callback_first(row(8, TOLD, "the callback comes before the answer", {{0, delivered}})),
    answer_lost(row(9, ALL, "taken, the connection closed without an answer", {{1, sent}, {2, delivered}})),
    refused(10, ALL, "not to be reached, says the answer", verdict::unreachable),
    row(11, bits({whatsapp, webhook, email}) | PHONES, "not to be reached, says a callback", {{1, sent}, {2, failed}}),
    refused(12, bits({viber, telegram_bot, webhook}), "wants nothing more, says the answer", verdict::opted_out),
    row(12, bits({whatsapp}), "wants nothing more, says a callback", {{1, sent}, {2, opted_out}}),
    row(12, bits({email}), "delivered, and the person complains", {{2, delivered}, {3, opted_out}}),
    row(12, PHONES, "the line is busy", {{1, busy}}),
    refused(13, ALL & ~bits({viber}), "too fast, once; then as 01", verdict::throttled, 1),
    refused(14, ALL, "the account is suspended", verdict::suspended),
    refused(15, ALL, "the provider is broken, twice; then as 01", verdict::broken, FAILURES),
    row(16, ALL, "taken, and silence for ever", {}),
    row(17, TOLD, "delivered after --late-ms", {{1, sent}, {LATE, delivered}}),
    row(18, TEXTS, "delivered, the person answers STOP", {{1, sent}, {2, delivered}, {3, reply, "STOP"}}),
    row(19, TEXTS, "delivered, the person answers 1", {{1, sent}, {2, delivered}, {3, reply, "1"}}),
    refused(20, TEXTS | bits({fcm}), "the template or text is refused", verdict::template_refused),
    row(21, TOLD, "callbacks whose signature does not fit",
        {{.at = 1, .event = sent, .is_forged = true}, {.at = 2, .event = delivered, .is_forged = true}}),
    row(21, bits({telegram_bot}), "an answer 1 whose secret does not fit",
        {{.at = 1, .event = reply, .text = "1", .is_forged = true}}),
    row(22, ALL, "a state that no document knows, then delivered", {{1, sent}, {2, unknown}, {3, delivered}}),
    row(23, bits({whatsapp, webhook}), "50 statuses in one POST, 49 of strangers",
        {{1, sent}, {.at = 2, .event = delivered, .count = BATCH}}),
    revoked_as(row(24, REVOCABLE, "not delivered until taken back, which succeeds", {{1, sent}}),
               revoke_fate::succeeds),
    revoked_as(row(25, REVOCABLE, "taken back too late, then delivered", {{1, sent}, {LATE, delivered}}),
               revoke_fate::too_late),
    row(26, PHONES, "a machine answers", {{1, sent}, {2, machine}}),
    row(27, PHONES, "a person answers and presses 1", {{1, sent}, {2, delivered}, {3, key, "1"}}),
};

std::string names_of(uint32_t at) {
    std::string names;
    for (const auto each : PROVIDERS) {
        if ((at & bits({each})) != 0) names.append(names.empty() ? "" : ", ").append(to_string(each));
    }
    return names;
}

}  // namespace

std::span<const outcome> channel_outcomes() {
    return ROWS;
}

const outcome* find_outcome(provider who, std::string_view address) {
    if (address.size() < 2) return nullptr;
    const auto tens = address[address.size() - 2];
    const auto ones = address.back();
    if (tens < '0' || tens > '9' || ones < '0' || ones > '9') return nullptr;
    const auto digits = static_cast<uint32_t>((tens - '0') * 10 + (ones - '0'));
    const auto found =
        std::ranges::find_if(ROWS, [&](const outcome& each) { return each.digits == digits && each.applies(who); });
    return found == ROWS.end() ? nullptr : &*found;
}

std::string describe_outcomes() {
    std::string text = "Numbers, chats and tokens by their last two digits (--no-script switches it off):\n";
    for (const auto& each : ROWS) {
        text += fmt::format("  {:02}  {}", each.digits, each.meaning);
        text += each.at == ALL ? "\n" : fmt::format(" ({})\n", names_of(each.at));
    }
    return text;
}

}  // namespace kaskad::gateway::simulators
