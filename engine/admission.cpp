#include "engine/admission.hpp"

#include "core/address.hpp"
#include "core/assert.hpp"
#include "core/id.hpp"
#include "engine/admission_text.hpp"
#include "engine/cascade_admission.hpp"
#include "engine/cascades.hpp"
#include "engine/claim.hpp"
#include "engine/delivery.hpp"
#include "engine/duplicate_filter.hpp"
#include "engine/events.hpp"
#include "engine/evidence.hpp"
#include "engine/facts/key.hpp"
#include "engine/forced_route.hpp"
#include "engine/joining.hpp"
#include "engine/lookups.hpp"
#include "engine/message_charge.hpp"
#include "engine/money.hpp"
#include "engine/quotas.hpp"
#include "engine/recipient_network.hpp"
#include "engine/reply.hpp"
#include "engine/text.hpp"
#include "engine/traffic_guard.hpp"
#include "smpp/segmentation.hpp"

#include <algorithm>
#include <expected>

namespace kaskad::engine {

namespace {

using facts::refusal;
using facts::refusal_code;
using facts::submit_message;

constexpr size_t CLIENT_REF_MAX = 64;

void answer(turn& turn, const submit_message& command, facts::reply value) {
    if (const auto* refused = std::get_if<refusal>(&value)) {
        ++turn.counters.refused[static_cast<size_t>(refused->code)];
    }
    turn.send(facts::answer{command.reply_to, command.item, std::move(value)});
}

// Empty: the key is new.
checked<std::optional<facts::accepted_item>> find_repeated(const turn& turn, const submit_message& command) {
    if (command.idempotency_key.empty()) return std::nullopt;
    for (const auto item : {0U, command.item}) {
        const auto key = idempotency_key(command.client, command.idempotency_key, item);
        const auto found = turn.memory.keys.find(key);
        if (found == turn.memory.keys.end()) continue;
        const auto& kept = found->second.value;
        if (kept.expires_steady <= turn.now.steady_ms) continue;
        if (kept.body_hash != command.body_hash) {
            return refuse(refusal_code::idempotency_mismatch, "Idempotency-Key",
                          "this key was used with another body; use a new key for a new request");
        }
        if (item != command.item) continue;
        return facts::accepted_item{kept.message, kept.state,    kept.parts, kept.encoding,
                                    kept.price,   kept.currency, true};
    }
    return std::nullopt;
}

checked<void> fill_addresses(const turn& turn, facts::message& draft, const submit_message& command,
                             const facts::client& client) {
    const auto recipient = parse_mobile(turn, command.to, client);
    if (!recipient) return refuse(refusal_code::invalid_recipient, "to", recipient.error());
    const auto sender = core::parse_sender(command.from.empty() ? client.default_sender : command.from);
    if (!sender) return refuse(refusal_code::invalid_sender, "from", sender.error());
    draft.recipient = *recipient;
    draft.sender_kind = sender->kind;
    draft.sender = sender->text;
    return {};
}

checked<void> fill_times(turn& turn, facts::message& draft, const submit_message& command) {
    const auto& klass = turn.limits.classes[static_cast<size_t>(draft.klass)];
    const int64_t validity_ms = command.validity_s == 0 ? klass.validity_ms : command.validity_s * 1'000;
    if (command.validity_s < 0 || command.validity_s > turn.limits.validity_max_ms / 1'000) {
        return refuse(refusal_code::invalid_validity, "validity",
                      "validity is 1 to " + std::to_string(turn.limits.validity_max_ms / 1'000) + " seconds");
    }
    const int64_t wait_ms = command.send_at_utc == 0 ? 0 : std::max<int64_t>(0, command.send_at_utc - turn.now.utc_ms);
    if (wait_ms > turn.limits.schedule_max_ms) {
        return refuse(refusal_code::invalid_send_at, "send_at",
                      "send_at is at most " + std::to_string(turn.limits.schedule_max_ms / 86'400'000) + " days ahead");
    }
    const int64_t start = turn.now.steady_ms + wait_ms;
    draft.send_at_utc = wait_ms > 0 ? command.send_at_utc : 0;
    draft.wake_steady = wait_ms > 0 ? start : 0;
    draft.validity_steady = start + validity_ms;
    draft.deadline_steady = start + (klass.deadline_ms == 0 ? validity_ms : std::min(klass.deadline_ms, validity_ms));
    draft.state = wait_ms > 0 ? facts::message_state::scheduled : facts::message_state::accepted;
    return {};
}

bool lies_under(const std::string& url, const std::string& root) {
    if (!url.starts_with(root)) return false;
    if (url.size() == root.size() || root.ends_with('/')) return true;
    const char next = url[root.size()];
    return next == '/' || next == '?' || next == '#';
}

// Of an account that is gone by now: nobody hears of the message.
void fill_account(const turn& turn, facts::message& draft, const submit_message& command) {
    const auto found = turn.memory.endpoints.find(command.endpoint);
    const bool is_known = found != turn.memory.endpoints.end() && found->second.client == command.client;
    if (is_known && found->second.enabled) draft.endpoint = command.endpoint;
}

checked<void> fill_callback(const turn& turn, facts::message& draft, const submit_message& command) {
    draft.submissions = command.submissions;
    if (!draft.submissions.empty()) return {};
    for (const auto& [id, endpoint] : turn.memory.endpoints) {
        if (endpoint.client != command.client || !endpoint.enabled) continue;
        if (endpoint.kind == facts::endpoint_kind::smpp || endpoint.kind == facts::endpoint_kind::usage) continue;
        const bool is_called = endpoint.kind == facts::endpoint_kind::http;
        const bool fits = command.callback_url.empty() ? endpoint.is_default
                                                       : is_called && lies_under(command.callback_url, endpoint.url);
        if (!fits) continue;
        draft.endpoint = id;
        draft.callback_url = command.callback_url.empty() ? endpoint.url : command.callback_url;
        return {};
    }
    if (command.callback_url.empty()) return {};
    return refuse(refusal_code::invalid_callback_url, "callback_url",
                  "callback_url must lie under one of the client's declared endpoints");
}

checked<counted_text> fill(turn& turn, facts::message& draft, const submit_message& command,
                           const facts::client& client, bool goes_over_sms = true) {
    draft.accepted_utc = turn.now.utc_ms;
    draft.accepted_steady = turn.now.steady_ms;
    draft.klass = command.klass.value_or(client.default_class);
    draft.class_source = command.klass ? command.class_source : core::class_source::client_default;
    if (command.client_ref.size() > CLIENT_REF_MAX) {
        return refuse(refusal_code::invalid_client_ref, "client_ref", "client_ref is at most 64 octets long");
    }
    draft.client_ref = command.client_ref;
    ASSERT(command.tlvs.size() <= facts::MESSAGE_TLVS_MAX);
    draft.tlvs = command.tlvs;
    const auto counted = command.piece   ? check_piece(turn, draft, command, client)
                         : goes_over_sms ? check_text(turn, draft, command, client)
                                         : checked<counted_text>{as_content(draft)};
    if (!counted) return counted;
    if (const auto ok = fill_times(turn, draft, command); !ok) return std::unexpected(ok.error());
    if (const auto ok = fill_callback(turn, draft, command); !ok) return std::unexpected(ok.error());
    return counted;
}

}  // namespace

facts::accepted_item accepted(const facts::message& value) {
    const auto alias = value.submissions.empty() ? 0 : value.submissions.front().alias;
    return {value.id, value.state, value.parts, value.encoding, value.charge.amount, value.currency, false, alias};
}

facts::idempotency make_idempotency(const turn& turn, const submit_message& command, const facts::message& draft) {
    return {.client = command.client,
            .key = command.idempotency_key,
            .item = command.item,
            .body_hash = command.body_hash,
            .message = draft.id,
            .state = draft.state,
            .parts = draft.parts,
            .encoding = draft.encoding,
            .price = draft.charge.amount,
            .currency = draft.currency,
            .expires_steady = turn.now.steady_ms + turn.limits.idempotency_ms};
}

void give_alias(facts::message& draft, const submit_message& command, facts::node& node,
                std::vector<facts::change>& changes) {
    if (!command.wants_alias || draft.submissions.empty()) return;
    draft.submissions.front().alias = ++node.last_alias;
    changes.emplace_back(facts::alias_record(node.last_alias, draft.id));
}

void wait_for_pieces(const turn& turn, facts::message& draft, const submit_message& command) {
    draft.state = facts::message_state::accepted;
    draft.wake_steady = turn.now.steady_ms + command.join_ms;
}

namespace {

bool has_room(const turn& turn, const submit_message& command, const facts::client& client) {
    const auto klass = command.klass.value_or(client.default_class);
    return turn.memory.pressure_percent < ADMISSION_PERCENT[static_cast<size_t>(klass)];
}

}  // namespace

std::expected<const facts::client*, refusal> find_client(const turn& turn, core::client_id id) {
    const auto found = turn.memory.clients.find(id);
    if (found != turn.memory.clients.end() && found->second.enabled) return &found->second;
    return refuse(refusal_code::client_disabled, "", "this client is not enabled");
}

std::expected<void, refusal> fill_parties(turn& turn, facts::message& draft, const facts::submit_message& command,
                                          const facts::client& client) {
    draft.client = client.id;
    draft.route_test = command.route_test;
    if (const auto ok = fill_addresses(turn, draft, command, client); !ok) return ok;
    if (!command.submissions.empty()) fill_account(turn, draft, command);
    if (!command.piece) return {};
    draft.pieces.push_back(*command.piece);
    draft.pieces.back().print = print_of(*command.piece);
    return {};
}

std::expected<void, refusal> fill_fields(turn& turn, facts::message& draft, const facts::submit_message& command,
                                         const facts::client& client, bool goes_over_sms) {
    const auto counted = fill(turn, draft, command, client, goes_over_sms);
    if (!counted) return std::unexpected(counted.error());
    if (goes_over_sms && *counted) draft.encoding = to_stored((*counted)->coding);
    return {};
}

std::expected<prepared, refusal> prepare(turn& turn, facts::message& draft, const facts::submit_message& command,
                                         const facts::client& client, core::link_id only) {
    const auto counted = fill(turn, draft, command, client);
    if (!counted) return std::unexpected(counted.error());
    if (const auto ok = check_wanted(turn, draft); !ok) return std::unexpected(ok.error());
    if (const auto ok = fill_prices(turn, draft, client, command.network); !ok) return std::unexpected(ok.error());
    auto decision = only ? route_over(turn, draft, only, {}) : route(turn, draft, {});
    if (decision.outcome == routing::route_outcome::refused) {
        return refuse(refusal_code::no_route, "to", "this destination cannot be reached at present");
    }
    text_plan plan;
    if (!command.piece) {
        const auto text = fit_text(draft, command.text, *counted, client, turn.memory.links.at(decision.link));
        if (!text) return std::unexpected(text.error());
        plan = *text;
    }
    if (!total_price(turn, draft)) return refuse(refusal_code::no_price, "to", "the price is too large");
    return prepared{plan, std::move(decision)};
}

namespace {

// By a test key: all of it was checked, and its price is told; it goes nowhere, costs nothing, and counts as delivered.
checked<facts::accepted_item> take_test(turn& turn, facts::message& draft, const submit_message& command) {
    if (const auto ok = could_reserve(turn, draft); !ok) return std::unexpected(ok.error());
    std::vector<facts::change> changes = changes_of(facts::message_text{draft.id, command.text});
    auto node = turn.memory.node;
    node.last_message = draft.id;
    changes.emplace_back(node);
    draft.is_test = true;
    draft.levels.clear();
    draft.pieces.clear();
    draft.wake_steady = 0;
    draft.state = facts::message_state::delivered;
    draft.final_utc = turn.now.utc_ms;
    auto taken = accepted(draft);
    taken.price = *total_price(turn, draft);
    if (!command.idempotency_key.empty()) {
        changes.emplace_back(make_idempotency(turn, command, draft));
        std::get<facts::idempotency>(changes.back().after).price = taken.price;
    }
    auto events = make_events(turn, draft, facts::event_kind::delivered);
    put(turn, std::move(draft), facts::fact_kind::message_accepted, {.note = "test"}, std::move(changes));
    raise_events(turn, std::move(events));
    return taken;
}

// What every message is asked before it is paid for.
checked<void> check_traffic(turn& turn, facts::message& draft, const submit_message& command,
                            const facts::client& client) {
    if (const auto ok = check_limits(turn, draft); !ok) return ok;
    return guard_traffic(turn, draft, client, command.text);
}

checked<facts::accepted_item> take_cascade(turn& turn, facts::message& draft, const submit_message& command,
                                           const facts::client& client) {
    const auto cascade = find_cascade(turn, command);
    if (!cascade) return std::unexpected(cascade.error());
    if (const auto ok = prepare_cascade(turn, draft, command, client, **cascade); !ok)
        return std::unexpected(ok.error());
    if (const auto ok = check_traffic(turn, draft, command, client); !ok) return std::unexpected(ok.error());
    return command.is_test ? take_test(turn, draft, command) : admit_cascade(turn, draft, command);
}

// By SMS alone.
checked<facts::accepted_item> take_sms(turn& turn, facts::message& draft, const submit_message& command,
                                       const facts::client& client) {
    auto ready = prepare(turn, draft, command, client);
    if (!ready) return std::unexpected(ready.error());
    if (const auto ok = check_traffic(turn, draft, command, client); !ok) return std::unexpected(ok.error());
    if (command.is_test) return take_test(turn, draft, command);
    if (const auto ok = reserve(turn, draft); !ok) return std::unexpected(ok.error());
    return admit(turn, draft, command, std::move(*ready));
}

}  // namespace

facts::accepted_item admit(turn& turn, facts::message& draft, const facts::submit_message& command, prepared ready) {
    // After this point the message is taken.
    std::vector<facts::change> changes;
    changes.reserve(6);
    if (!command.piece) changes.emplace_back(facts::message_text{draft.id, command.text});
    auto node = turn.memory.node;
    node.last_message = draft.id;
    give_alias(draft, command, node, changes);
    if (command.piece) wait_for_pieces(turn, draft, command);
    note_code_again(turn, draft);
    const bool goes_now = draft.wake_steady == 0 && !begin_lookup(turn, draft, node);
    if (goes_now) begin_attempt(turn, draft, node, changes, std::move(ready.decision), ready.text);
    changes.emplace_back(node);
    if (!command.idempotency_key.empty()) {
        changes.emplace_back(make_idempotency(turn, command, draft));
    }
    const auto taken = accepted(draft);
    remember(turn, draft, command, taken);
    put(turn, std::move(draft), facts::fact_kind::message_accepted, {}, std::move(changes));
    ++turn.counters.messages_accepted;
    return taken;
}

void handle(turn& turn, const submit_message& command) {
    const auto client = find_client(turn, command.client);
    if (!client) return answer(turn, command, client.error());
    const auto repeated = find_repeated(turn, command);
    if (!repeated) return answer(turn, command, repeated.error());
    if (*repeated) return answer(turn, command, **repeated);
    if (!has_room(turn, command, **client)) {
        return answer(turn, command, refusal{refusal_code::overloaded, "", "too much work is waiting; try again"});
    }
    facts::message draft;
    if (const auto ok = fill_parties(turn, draft, command, **client); !ok) return answer(turn, command, ok.error());
    if (command.piece) {
        if (auto taken = add_piece(turn, draft, command)) return answer(turn, command, std::move(*taken));
    }
    if (auto known = find_duplicate(turn, draft, command)) return answer(turn, command, std::move(*known));
    draft.id = take_id(turn).last_message;  // chance hangs on it
    auto taken = goes_by_cascade(command) ? take_cascade(turn, draft, command, **client)
                                          : take_sms(turn, draft, command, **client);
    if (!taken) return answer(turn, command, std::move(taken.error()));
    answer(turn, command, std::move(*taken));
}

void handle(turn& turn, const facts::query_balance& command) {
    const auto client = turn.memory.clients.find(command.client);
    if (client == turn.memory.clients.end()) {
        return turn.send(facts::answer{command.reply_to, 0, refusal{refusal_code::not_found, "", "no such client"}});
    }
    const auto* account = turn.memory.accounts.find(client_account(client->second));
    if (!account) {
        return turn.send(facts::answer{command.reply_to, 0, facts::balance{.currency = client->second.currency}});
    }
    turn.send(facts::answer{command.reply_to, 0,
                            facts::balance{account->posted, account->reserved, account->limit,
                                           billing::available(*account), account->currency}});
}

void handle(turn& turn, const facts::query_barrier& command) {
    const auto position = turn.memory.messages.position_of(message_of(turn.memory, command.message));
    turn.send(facts::answer{command.reply_to, 0, facts::barrier{position}});
}

}  // namespace kaskad::engine
