#include "engine/joining.hpp"

#include "core/id.hpp"
#include "engine/admission_text.hpp"
#include "engine/cascade_state.hpp"
#include "engine/cascade_steps.hpp"
#include "engine/delivery.hpp"
#include "engine/facts/key.hpp"
#include "engine/message_charge.hpp"
#include "engine/text.hpp"
#include "smpp/joined_text.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace kaskad::engine {

namespace {

using facts::joining_rule;
using facts::message_state;

facts::accepted_item answer_of(const facts::message& value, const facts::submission& submission, bool repeated) {
    const auto id = submission.id ? submission.id : value.id;
    return {id,       value.state,     value.parts, value.encoding, value.charge.amount, value.currency,
            repeated, submission.alias};
}

std::optional<std::string> text_of(const facts::message& value) {
    auto pieces = value.pieces;
    std::ranges::sort(pieces, {}, &facts::piece::number);
    std::vector<smpp::text_piece> octets;
    octets.reserve(pieces.size());
    for (auto& piece : pieces)
        octets.push_back({std::move(piece.octets), piece.has_udh, piece.data_coding});
    return smpp::join_pieces(octets).text;
}

struct way {
    routing::decision decision;
    text_plan text;
};

// The first link in the router's order that carries the text in as many parts as the client may send.
std::expected<way, core::reason> find_way(const turn& turn, const facts::message& draft, const std::string& text) {
    std::vector<core::link_id> tried;
    const auto parts_max = turn.memory.clients.at(draft.client).max_parts;
    while (true) {
        auto decision = route(turn, draft, tried);
        const auto why = tried.empty() ? core::reason::no_link : core::reason::content_too_long;
        if (decision.outcome == routing::route_outcome::refused) return std::unexpected(why);
        const auto plan = plan_text(turn.memory.links.at(decision.link), text);
        if (plan && plan->count.parts <= parts_max) return way{std::move(decision), *plan};
        tried.push_back(decision.link);
    }
}

void reject(turn& turn, facts::message& draft, core::reason reason) {
    end_message(turn, draft, message_state::rejected, reason);
}

// A message that is sent later waits for its time now.
bool waits_for_its_time(turn& turn, facts::message& draft) {
    const auto wait_ms = draft.send_at_utc == 0 ? 0 : draft.send_at_utc - turn.now.utc_ms;
    draft.state = wait_ms > 0 ? message_state::scheduled : message_state::accepted;
    draft.wake_steady = wait_ms > 0 ? turn.now.steady_ms + wait_ms : 0;
    return wait_ms > 0;
}

std::string words_of(const facts::message& value) {
    return std::to_string(value.pieces.size()) + " of " + std::to_string(value.pieces.front().total) + " pieces";
}

// As many parts as it has where it goes over sms. False: more than its client may send.
bool count_parts(const turn& turn, facts::message& draft, const std::string& text) {
    if (!goes_over(cascade_of(turn, draft), core::channel::sms)) {
        as_content(draft);
        return true;
    }
    facts::submit_message whole;
    whole.text = text;
    const auto counted = check_text(turn, draft, whole, turn.memory.clients.at(draft.client));
    if (counted && *counted) draft.encoding = to_stored((*counted)->coding);
    return counted.has_value();
}

// Its cascade begins, as that of a text which came whole.
void carry_on_by_cascade(turn& turn, facts::message& draft, std::string text) {
    auto pieces = words_of(draft);
    const auto parts_before = draft.parts;
    if (!count_parts(turn, draft, text)) return reject(turn, draft, core::reason::content_too_long);
    recount_steps(turn, draft);
    if (!reserve_anew(turn, draft, parts_before)) return reject(turn, draft, core::reason::no_money);
    close_set(draft);
    auto texts = texts_of(turn, draft.id);
    texts.text = std::move(text);
    const bool waits = waits_for_its_time(turn, draft);
    const auto id = draft.id;
    put(turn, std::move(draft), facts::fact_kind::text_joined, {.note = std::move(pieces)},
        changes_of(std::move(texts)));
    auto whole = turn.memory.find(id)->value;
    if (!waits) begin_waiting(turn, whole);
}

// The text is as whole as it gets: out of its pieces and on its way.
void carry_on(turn& turn, facts::message& draft) {
    auto text = text_of(draft);
    if (!text || text->empty()) return reject(turn, draft, core::reason::invalid_coding);
    if (draft.cascade != 0) return carry_on_by_cascade(turn, draft, std::move(*text));
    auto found = find_way(turn, draft, *text);
    if (!found) return reject(turn, draft, found.error());
    auto pieces = words_of(draft);
    close_set(draft);
    const auto parts_before = draft.parts;
    draft.parts = static_cast<uint16_t>(found->text.count.parts);
    draft.encoding = to_stored(found->text.count.coding);
    if (!reserve_anew(turn, draft, parts_before)) return reject(turn, draft, core::reason::no_money);
    std::vector<facts::change> changes;
    changes.emplace_back(facts::message_text{draft.id, std::move(*text)});
    auto node = turn.memory.node;
    if (!waits_for_its_time(turn, draft))
        begin_attempt(turn, draft, node, changes, std::move(found->decision), found->text);
    changes.emplace_back(node);
    put(turn, std::move(draft), facts::fact_kind::text_joined, {.note = std::move(pieces)}, std::move(changes));
}

// An id of its own, by which the client may ask for the message.
std::vector<facts::change> name(const turn& turn, core::message_id message, const facts::submit_message& command,
                                facts::submission& submission) {
    auto node = take_id(turn);
    submission.id = node.last_message;
    auto changes = changes_of(facts::submission_record(submission.id, message));
    if (command.wants_alias) {
        submission.alias = ++node.last_alias;
        changes.emplace_back(facts::alias_record(submission.alias, message));
    }
    changes.emplace_back(node);
    return changes;
}

facts::reply take(turn& turn, facts::message& draft, const facts::submit_message& command, facts::piece piece) {
    auto submission = command.submissions.front();
    auto changes = submission.id ? std::vector<facts::change>{} : name(turn, draft.id, command, submission);
    const auto answer = answer_of(draft, submission, false);
    const auto number = piece.number;
    const bool completes = draft.pieces.size() + 1U == piece.total;
    const auto id = draft.id;
    draft.pieces.push_back(std::move(piece));
    draft.submissions.push_back(submission);
    put(turn, std::move(draft), facts::fact_kind::piece_taken, {.part = number}, std::move(changes));
    if (!completes) return answer;
    auto whole = turn.memory.find(id)->value;
    carry_on(turn, whole);
    return answer;
}

}  // namespace

std::optional<facts::reply> add_piece(turn& turn, const facts::message& draft, const facts::submit_message& command) {
    const auto id = turn.memory.pieces.find(draft);
    if (!id) return std::nullopt;
    auto known = turn.memory.find(*id)->value;
    const auto& piece = draft.pieces.front();
    const bool is_open = known.joining != joining_rule::none;
    const auto same = std::ranges::find(known.pieces, piece.number, &facts::piece::number);
    if (same == known.pieces.end()) return is_open ? std::optional{take(turn, known, command, piece)} : std::nullopt;
    const bool is_recent = is_open || turn.now.steady_ms - known.accepted_steady < command.join_ms;
    if (same->print == piece.print && is_recent) {
        return answer_of(known, known.submissions.at(static_cast<size_t>(same - known.pieces.begin())), true);
    }
    // The client uses the reference for another text: of this one nothing more comes.
    if (is_open) end_joining(turn, known);
    return std::nullopt;
}

void end_joining(turn& turn, facts::message& draft) {
    if (draft.joining == joining_rule::discard) return reject(turn, draft, core::reason::incomplete_text);
    carry_on(turn, draft);
}

}  // namespace kaskad::engine
