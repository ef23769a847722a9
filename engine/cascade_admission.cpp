#include "engine/cascade_admission.hpp"

#include "engine/admission.hpp"
#include "engine/attempt_events.hpp"
#include "engine/cascade_order.hpp"
#include "engine/cascade_state.hpp"
#include "engine/cascade_steps.hpp"
#include "engine/contacts.hpp"
#include "engine/duplicate_filter.hpp"
#include "engine/message_charge.hpp"
#include "engine/reply.hpp"
#include "engine/step_content.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace kaskad::engine {

namespace {

using facts::refusal;
using facts::refusal_code;

constexpr size_t CONTENT_TEXT_MAX = 8'192;
constexpr size_t CONTENT_PARAMETERS_MAX = 64;
constexpr size_t SUPERSEDE_KEY_MAX = 64;
constexpr size_t CODE_DIGITS_MAX = 8;

bool is_code(const std::string& text) {
    const auto is_digit = [](char each) { return each >= '0' && each <= '9'; };
    return text.size() <= CODE_DIGITS_MAX && std::ranges::all_of(text, is_digit);
}

checked<void> check_content(const facts::channel_content& content) {
    const auto place = "content." + std::string{core::to_string(content.channel)};
    size_t octets = content.text.size() + content.title.size();
    for (const auto& parameter : content.parameters)
        octets += parameter.name.size() + parameter.value.size();
    if (octets > CONTENT_TEXT_MAX || content.parameters.size() > CONTENT_PARAMETERS_MAX)
        return refuse(refusal_code::invalid_content, place, "the content is at most 8192 octets in 64 parameters");
    if (!is_code(content.code)) return refuse(refusal_code::invalid_content, place, "a code is at most 8 digits");
    const bool is_empty = content.text.empty() && content.template_name.empty() && content.code.empty();
    if (is_empty) return refuse(refusal_code::invalid_content, place, "there is neither text, template nor code");
    return {};
}

checked<void> check_contents(const facts::submit_message& command, const facts::cascade& cascade) {
    for (const auto& content : command.contents) {
        if (const auto ok = check_content(content); !ok) return ok;
    }
    if (command.piece) return {};  // its text comes
    const facts::message_text texts{{}, command.text, command.contents, command.addresses};
    const bool has_any = std::ranges::any_of(cascade.steps, [&](const auto& step) { return has_content(step, texts); });
    if (!has_any) return refuse(refusal_code::invalid_content, "text", "no step has anything to send");
    return {};
}

// No step begins behind its deadline; without one, as long as the message is valid.
void fill_deadline(const turn& turn, facts::message& draft, const facts::cascade& cascade) {
    const auto start = std::max(draft.wake_steady, turn.now.steady_ms);
    draft.deadline_steady = cascade.deadline_ms > 0
                                ? std::min(draft.validity_steady, start + int64_t{cascade.deadline_ms})
                                : draft.validity_steady;
}

// Each step's reason, as far as it cannot begin; empty where one can.
std::vector<std::pair<uint8_t, core::reason>> why_none(const turn& turn, facts::message draft,
                                                       const facts::message_text& texts) {
    std::vector<std::pair<uint8_t, core::reason>> reasons;
    const auto steps = cascade_of(turn, draft).steps.size();
    for (draft.step = 1; draft.step <= steps; ++draft.step) {
        const auto verdict = judge_step(turn, draft, texts);
        if (verdict.skipped == core::reason::none) return {};
        reasons.emplace_back(draft.step, verdict.skipped);
    }
    return reasons;
}

refusal no_step(const turn& turn, const facts::message& draft,
                const std::vector<std::pair<uint8_t, core::reason>>& reasons) {
    const bool is_unwanted =
        std::ranges::all_of(reasons, [](const auto& each) { return each.second == core::reason::suppressed; });
    if (is_unwanted) return {refusal_code::suppressed, "to", "the recipient wants no such messages"};
    std::string words = "no step can begin:";
    for (const auto& [step, reason] : reasons) {
        words += " " + std::to_string(step) + " " + std::string{core::to_string(step_at(turn, draft, step).channel)} +
                 " " + std::string{core::to_string(reason)} + (step == reasons.size() ? "" : ",");
    }
    return {refusal_code::no_route, "to", std::move(words)};
}

// Earlier messages about the same thing to the same person: what has not left of them does not.
void supersede(turn& turn, const facts::message& draft) {
    if (draft.supersede_key.empty()) return;
    for (const auto id : turn.memory.open_cascades.of(draft.recipient)) {
        auto found = turn.memory.find(id);
        if (!found || turn.is_long()) return;
        auto& older = found->value;
        const bool is_meant =
            older.client == draft.client && older.supersede_key == draft.supersede_key && !older.is_stopped;
        if (is_meant) stop(turn, older, core::reason::superseded, "a newer message took its place");
    }
}

// Gives what whoever sent it is told.
facts::accepted_item put_taken(turn& turn, facts::message& draft, const facts::submit_message& command,
                               facts::node node, std::vector<facts::change> changes) {
    give_alias(draft, command, node, changes);
    const auto taken = accepted(draft);
    remember(turn, draft, command, taken);
    changes.emplace_back(node);
    if (!command.idempotency_key.empty()) changes.emplace_back(make_idempotency(turn, command, draft));
    put(turn, std::move(draft), facts::fact_kind::message_accepted, {}, std::move(changes));
    ++turn.counters.messages_accepted;
    return taken;
}

// Refused: no_route, or suppressed.
std::expected<void, refusal> check_steps(turn& turn, const facts::message& draft,
                                         const facts::submit_message& command) {
    const auto reasons = why_none(turn, draft, texts_to_judge(draft, command));
    if (reasons.empty()) return {};
    auto refused = no_step(turn, draft, reasons);
    if (refused.code == refusal_code::suppressed) ++turn.counters.cascades.suppressed;
    return std::unexpected(std::move(refused));
}

// Of a text in pieces only what goes over a channel by itself is there.
std::vector<facts::change> changes_of_texts(const facts::message& draft, const facts::message_text& texts) {
    if (!draft.pieces.empty() && texts.contents.empty() && texts.addresses.empty()) return {};
    return changes_of(facts::message_text{texts});
}

}  // namespace

bool goes_by_cascade(const facts::submit_message& command) {
    return !command.cascade_name.empty() || command.steps.has_value();
}

std::expected<void, refusal> check_wanted(turn& turn, const facts::message& draft) {
    if (!is_unwanted(turn, draft, core::channel::sms)) return {};
    ++turn.counters.cascades.suppressed;
    return refuse(refusal_code::suppressed, "to", "the recipient wants no such messages");
}

std::expected<void, refusal> prepare_cascade(turn& turn, facts::message& draft, const facts::submit_message& command,
                                             const facts::client& client, const facts::cascade& cascade) {
    draft.cascade = cascade.id;
    draft.charge_by = client.charge_by;
    draft.reserve_by =
        client.charge_by == facts::cascade_charge::attempt ? facts::cascade_reserve::dearest : client.reserve_by;
    if (command.supersede_key.size() > SUPERSEDE_KEY_MAX)
        return refuse(refusal_code::invalid_content, "supersede_key", "supersede_key is at most 64 octets long");
    draft.supersede_key = command.supersede_key;
    if (const auto ok = check_contents(command, cascade); !ok) return ok;
    const bool has_text = command.piece || !command.text.empty();
    const bool over_sms = goes_over(cascade, core::channel::sms) && has_text;
    if (const auto ok = fill_fields(turn, draft, command, client, over_sms); !ok) return ok;
    fill_deadline(turn, draft, cascade);
    return fill_step_prices(turn, draft, client, cascade, command.network);
}

facts::message_text texts_in(const facts::message& draft, const facts::submit_message& command) {
    return {draft.id, command.text, command.contents, command.addresses};
}

facts::message_text texts_to_judge(const facts::message& draft, const facts::submit_message& command) {
    auto texts = texts_in(draft, command);
    if (command.piece) texts.text = " ";
    return texts;
}

std::expected<facts::accepted_item, refusal> admit_cascade(turn& turn, facts::message& draft,
                                                           const facts::submit_message& command) {
    const auto texts = texts_in(draft, command);
    const bool is_scheduled = draft.wake_steady > 0;
    if (!is_scheduled) {
        if (const auto ok = check_steps(turn, draft, command); !ok) return std::unexpected(ok.error());
    }
    if (const auto ok = order_steps(turn, draft, command); !ok) return std::unexpected(ok.error());
    if (const auto ok = reserve(turn, draft); !ok) return std::unexpected(ok.error());
    // After this point the message is taken.
    supersede(turn, draft);
    auto changes = changes_of_texts(draft, texts);
    auto node = turn.memory.node;
    node.last_message = draft.id;
    const bool begins_now = !is_scheduled && !command.piece;
    if (command.piece) wait_for_pieces(turn, draft, command);
    const auto went = begins_now ? begin_next(turn, draft, texts, node, changes) : stepping::held;
    if (went == stepping::held && begins_now) draft.state = facts::message_state::scheduled;
    const auto id = draft.id;
    tell_attempts(turn, draft, 0);
    const auto taken = put_taken(turn, draft, command, node, std::move(changes));
    auto now = turn.memory.find(id)->value;
    if (went == stepping::exhausted) end_cascade(turn, now, core::reason::no_money);
    return taken;
}

std::vector<facts::step_preview> preview_steps(const turn& turn, facts::message draft,
                                               const facts::submit_message& command) {
    std::vector<facts::step_preview> rows;
    const auto texts = texts_in(draft, command);
    const auto& cascade = cascade_of(turn, draft);
    int64_t until_ms = 0;
    for (draft.step = 1; draft.step <= cascade.steps.size(); ++draft.step) {
        const auto& step = cascade.steps[draft.step - 1U];
        const auto verdict = judge_step(turn, draft, texts);
        const bool begins = verdict.skipped == core::reason::none;
        if (begins && step.timeout_ms > 0) until_ms += verdict.hold_ms + step.timeout_ms;
        const auto account = turn.memory.links.find(verdict.decision.link);
        rows.push_back({.step = draft.step,
                        .channel = step.channel,
                        .account = account == turn.memory.links.end() ? "" : account->second.name,
                        .skipped = verdict.skipped,
                        .until_ms = begins && step.timeout_ms > 0 ? until_ms : 0,
                        .parts = parts_of_step(turn, draft),
                        .price = cost_of(price_of_step(draft, draft.step, 0))});
    }
    return rows;
}

}  // namespace kaskad::engine
