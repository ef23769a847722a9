#include "engine/replacement.hpp"

#include "engine/admission.hpp"
#include "engine/cancellation.hpp"
#include "engine/claim.hpp"
#include "engine/delivery.hpp"
#include "engine/message_charge.hpp"
#include "engine/quotas.hpp"
#include "smpp/joined_text.hpp"

#include <algorithm>
#include <expected>
#include <string>
#include <utility>

namespace kaskad::engine {

namespace {

using facts::refusal;
using facts::refusal_code;

// A text that came in parts, or over HTTP, has no one coding to read another by. One that goes by a cascade is more
// than its text.
bool can_be_replaced(const facts::message& value) {
    return value.cascade == 0 && can_be_stopped(value) && !was_submitted(value) && value.submissions.size() == 1 &&
           value.pieces.empty();
}

// SMPP 3.4 §4.10: it has no data_coding of its own.
std::expected<std::string, refusal> read_text(const facts::replace_message& command, const facts::message& before) {
    const smpp::text_piece piece{command.text, false, before.submissions.front().data_coding};
    auto joined = smpp::join_pieces({&piece, 1});
    if (joined.text) return std::move(*joined.text);
    return std::unexpected(refusal{refusal_code::invalid_text, "text", "it is no text in the coding it came in first"});
}

// It counts from when it is sent; what would be over by then is below zero, and refused as such.
int64_t validity_of(const facts::replace_message& command, int64_t from_utc_ms) {
    if (command.validity_end_utc == 0) return 0;
    const auto seconds = (command.validity_end_utc - from_utc_ms) / 1'000;
    return seconds > 0 ? seconds : -1;
}

// The message as if it came now.
facts::submit_message as_submitted(const facts::replace_message& command, const facts::message& before,
                                   std::string text, int64_t now_utc_ms) {
    facts::submit_message made;
    made.client = before.client;
    made.to = "+" + before.recipient;
    made.from = before.sender;
    made.text = std::move(text);
    made.klass = before.klass;
    made.class_source = before.class_source;
    made.client_ref = before.client_ref;
    made.send_at_utc = command.send_at_utc > 0 ? command.send_at_utc : before.send_at_utc;
    made.validity_s = validity_of(command, std::max(made.send_at_utc, now_utc_ms));
    made.tlvs = before.tlvs;
    if (before.network_rule == routing::network_rule::supplied) made.network = before.network;
    made.endpoint = command.endpoint;
    made.submissions = before.submissions;
    made.submissions.front().registered_delivery = command.registered_delivery;
    return made;
}

// Who pays for it is who paid for the text before; at the price of today where that is still the one above.
void keep_reservations(const facts::message& before, facts::message& draft) {
    draft.charge = before.charge;
    draft.moment = before.moment;
    auto levels = before.levels;
    for (size_t level = 0; level < std::min(levels.size(), draft.levels.size()); ++level) {
        if (levels[level].client != draft.levels[level].client) break;
        levels[level].charge.price = draft.levels[level].charge.price;
        levels[level].charge.price_version = draft.levels[level].charge.price_version;
    }
    draft.levels = std::move(levels);
}

// What a new text does not change.
void keep(const facts::replace_message& command, const facts::message& before, facts::message& draft) {
    draft.id = before.id;
    draft.accepted_utc = before.accepted_utc;
    draft.accepted_steady = before.accepted_steady;
    keep_reservations(before, draft);
    draft.history = before.history;
    if (command.validity_end_utc > 0 || command.send_at_utc > 0) return;
    draft.send_at_utc = before.send_at_utc;
    draft.deadline_steady = before.deadline_steady;
    draft.validity_steady = before.validity_steady;
    draft.wake_steady = before.attempts.empty() ? before.wake_steady : 0;
    draft.state = before.state;
}

std::expected<void, refusal> replace(turn& turn, const facts::replace_message& command, const facts::message& before) {
    if (!can_be_replaced(before))
        return std::unexpected(refusal{refusal_code::not_replaceable, "", "it has left, or has ended"});
    auto text = read_text(command, before);
    if (!text) return std::unexpected(text.error());
    const auto submitted = as_submitted(command, before, *text, turn.now.utc_ms);
    facts::message draft;
    const auto& client = turn.memory.clients.at(before.client);
    if (const auto ok = fill_parties(turn, draft, submitted, client); !ok) return std::unexpected(ok.error());
    auto ready = prepare(turn, draft, submitted, client);
    if (!ready) return std::unexpected(ready.error());
    keep(command, before, draft);
    if (const auto ok = reserve_anew(turn, draft, before.parts); !ok) return ok;
    // After this point it is another text.
    auto changes = changes_of(facts::message_text{draft.id, std::move(*text)});
    auto node = turn.memory.node;
    if (draft.wake_steady == 0) begin_attempt(turn, draft, node, changes, std::move(ready->decision), ready->text);
    changes.emplace_back(node);
    put(turn, std::move(draft), facts::fact_kind::message_replaced, {}, std::move(changes));
    return {};
}

}  // namespace

void handle(turn& turn, const facts::replace_message& command) {
    const auto before = find_claimed(turn.memory, command.claim);
    if (!before) return turn.send(facts::answer{command.reply_to, 0, no_such_message()});
    if (const auto done = replace(turn, command, *before); !done)
        return turn.send(facts::answer{command.reply_to, 0, done.error()});
    turn.send(facts::answer{command.reply_to, 0, status_of(turn.memory.find(before->id)->value)});
}

}  // namespace kaskad::engine
