#include "engine/cold.hpp"

#include "core/assert.hpp"
#include "core/mutant.hpp"
#include "engine/cancellation.hpp"
#include "engine/claim.hpp"
#include "engine/delivery.hpp"
#include "engine/events.hpp"
#include "engine/facts/codec.hpp"
#include "engine/person_answers.hpp"
#include "engine/receipts.hpp"

#include <algorithm>
#include <unordered_set>
#include <utility>

namespace kaskad::engine {

namespace {

// Names a request, so that commands of one key wait together and an answer finds its question.
struct name_of {
    std::string operator()(const facts::fetch_message& value) const { return "m:" + core::to_string(value.id); }
    std::string operator()(const facts::fetch_operator_id& value) const {
        return "o:" + operator_key(value.link, value.keys.empty() ? "" : value.keys.front());
    }
    std::string operator()(const facts::fetch_idempotency& value) const {
        return "i:" + idempotency_key(value.client, value.key, value.item);
    }
    std::string operator()(const facts::fetch_due&) const { return "due"; }
    std::string operator()(const facts::fetch_queue& value) const {
        return "q:" + std::to_string(value.link.value) + ':' + std::to_string(static_cast<int>(value.klass)) + ':' +
               std::to_string(value.client.value);
    }
    std::string operator()(const facts::fetch_events& value) const {
        return "e:" + std::to_string(value.endpoint.value);
    }
    std::string operator()(const facts::fetch_open& value) const {
        return "c:" + std::to_string(value.client.value) + ':' + value.recipient + ':' + core::to_string(value.after) +
               ':' + std::to_string(value.position);
    }
    std::string operator()(const facts::fetch_cascades& value) const { return "p:" + value.recipient; }
};

std::string name(const facts::fetch_request& request) {
    return std::visit(name_of{}, request);
}

// While more are due than one fetch brings, they are fetched only so far ahead.
constexpr int64_t DUE_LEAD_CROWDED_MS = 5'000;

// Messages of a queue's tail that one fetch brings: no more than the engine can take in a millisecond.
constexpr size_t QUEUE_PAGE_MAX = 500;

// The database may hold it, and memory does not.
bool is_cold_key(const world& memory, const facts::submit_message& command, uint32_t item) {
    if (memory.keys.contains(idempotency_key(command.client, command.idempotency_key, item))) return false;
    return memory.filter.may_contain(facts::key_hash(command.client, command.idempotency_key, item));
}

// Messages wait for the view that they were named in.
bool is_reached(const world& memory, const facts::fetch_request& request) {
    const auto* open = std::get_if<facts::fetch_open>(&request);
    return open == nullptr || open->position <= memory.projected_position;
}

// What the commands looked for.
void hand_over(const facts::fetch_result& result, std::deque<facts::command>& commands) {
    for (auto& command : commands) {
        auto* cancel = std::get_if<facts::cancel_messages>(&command);
        if (cancel == nullptr) continue;
        cancel->is_searched = true;
        for (const auto& record : result.records) {
            const auto* message = std::get_if<facts::message>(&record);
            if (message) cancel->found.push_back(message->id);
        }
    }
}

// Are there so many messages in memory that are due in what was fetched?
bool has_due(const world& memory, size_t count) {
    memory.due.each([&](const auto& entry) {
        if (entry.first > memory.due_fetched_until + 1) return false;
        return --count > 0;
    });
    return count == 0;
}

}  // namespace

uint64_t cold::safe_position(const world& memory) const {
    return under_way_.empty() ? memory.projected_position : under_way_.begin()->first;
}

std::optional<facts::fetch_request> cold::needs(const world& memory, const facts::command& command) const {
    if (const auto* submit = std::get_if<facts::submit_message>(&command)) {
        const auto cascades = look_up_cascades(memory, command);
        return cascades ? cascades : look_up_key(memory, *submit);
    }
    if (std::holds_alternative<facts::channel_heard>(command) ||
        std::holds_alternative<facts::inbound_received>(command))
        return look_up_cascades(memory, command);
    if (const auto* answered = std::get_if<facts::query_answered>(&command)) {
        return look_up_message(memory, answered->part.message);
    }
    if (const auto* reported = std::get_if<facts::channel_reported>(&command)) return look_up_report(memory, *reported);
    if (const auto* revoked = std::get_if<facts::revoke_answered>(&command)) {
        return look_up_message(memory, revoked->part.message);
    }
    if (const auto* receipt = std::get_if<facts::receipt_received>(&command)) {
        if (receipt->keys.empty()) return std::nullopt;
        const bool known = is_known(memory, *receipt);
        if (known && waiting_.empty()) return std::nullopt;
        const facts::fetch_operator_id request{receipt->bind.link, receipt->keys};
        if (known && !waiting_.contains(name(request))) return std::nullopt;
        return request;
    }
    if (const auto* cancel = std::get_if<facts::cancel_messages>(&command)) return search_of(memory, *cancel);
    const auto* claim = claim_of(command);
    if (claim == nullptr) return std::nullopt;
    const auto request = look_up(*claim);
    if (is_hot(memory, *claim) && !waiting_.contains(name(request))) return std::nullopt;
    return request;
}

// The key of a message comes last: what was read of it is true as long as nothing else is waited for.
std::optional<facts::fetch_request> cold::needs_more(const world& memory, const facts::fetch_request& had,
                                                     const facts::command& command) const {
    const auto* submit = std::get_if<facts::submit_message>(&command);
    if (submit == nullptr || !std::holds_alternative<facts::fetch_cascades>(had)) return std::nullopt;
    return look_up_key(memory, *submit);
}

std::optional<facts::fetch_request> cold::look_up_key(const world& memory, const facts::submit_message& submit) const {
    if (submit.idempotency_key.empty()) return std::nullopt;
    const facts::fetch_idempotency request{submit.client, submit.idempotency_key, submit.item};
    if (waiting_.contains(name(request))) return request;
    // The item's own record says whether it was taken; item 0's whether the key belongs to another body.
    const bool is_cold = is_cold_key(memory, submit, submit.item) || is_cold_key(memory, submit, 0);
    if (!is_cold) return std::nullopt;
    return request;
}

std::optional<facts::fetch_request> cold::look_up_cascades(const world& memory, const facts::command& command) const {
    const auto request = cascades_wanted(memory, command);
    return request ? std::optional<facts::fetch_request>{*request} : std::nullopt;
}

std::optional<facts::fetch_request> cold::look_up_message(const world& memory, core::message_id id) const {
    const facts::fetch_message request{id};
    if (memory.messages.contains(id) && !waiting_.contains(name(request))) return std::nullopt;
    return request;
}

// By our own name for the attempt, or the provider's for the message.
std::optional<facts::fetch_request> cold::look_up_report(const world& memory,
                                                         const facts::channel_reported& report) const {
    if (report.part.message) return look_up_message(memory, report.part.message);
    if (report.provider_id.empty()) return std::nullopt;
    const facts::fetch_operator_id request{report.account, {report.provider_id}};
    const bool is_known = memory.operator_ids.find(report.account, report.provider_id).has_value();
    if (is_known && !waiting_.contains(name(request))) return std::nullopt;
    return request;
}

bool cold::wait(turn& turn, facts::fetch_request request, facts::command command) {
    if (waiting_count_ >= limits_.waiting_max) return false;
    auto& queue = waiting_[name(request)];
    queue.push_back(std::move(command));
    ++waiting_count_;
    if (queue.size() == 1) send(turn, request);
    return true;
}

void cold::send(turn& turn, const facts::fetch_request& request) {
    if (under_way_.size() >= limits_.fetches_max || !is_reached(turn.memory, request)) {
        postponed_.push_back(request);
        return;
    }
    under_way_.emplace(turn.memory.projected_position, name(request));
    ++turn.counters.fetches;
    turn.send(facts::fetch{request});
}

void cold::ask(turn& turn) {
    for (auto left = postponed_.size(); left > 0 && under_way_.size() < limits_.fetches_max; --left) {
        const auto request = std::move(postponed_.front());
        postponed_.pop_front();
        send(turn, request);
    }
    for (const auto& request : std::exchange(turn.memory.wanted_fetches, {}))
        send(turn, request);
    ask_due(turn);
    ask_queues(turn);
}

void cold::ask_due(turn& turn) {
    const auto now = turn.now.steady_ms;
    const int64_t lead = due_is_crowded_ ? DUE_LEAD_CROWDED_MS : limits_.hot_horizon_ms / 2;
    if (asking_due_ || turn.memory.due_fetched_until >= now + lead) return;
    if (due_is_crowded_ && has_due(turn.memory, limits_.due_hot)) return;
    asking_due_ = true;
    send(turn, facts::fetch_due{due_after_, due_after_id_, now + limits_.hot_horizon_ms,
                                static_cast<uint32_t>(std::max<size_t>(1, limits_.due_hot / 10))});
}

void cold::ask_queues(turn& turn) {
    for (auto& [id, link] : turn.memory.link_states) {
        if (link->queue.refill_from_memory()) turn.memory.ready_links.insert(id);
        const auto queue = link->queue.wants_refill(link->refilling);
        if (!queue) continue;
        link->refilling.insert(*queue);
        send(turn,
             facts::fetch_queue{id, queue->klass, queue->client, link->queue.head_last(*queue),
                                static_cast<uint32_t>(std::clamp<size_t>(limits_.queue_hot / 2, 1, QUEUE_PAGE_MAX))});
    }
}

std::deque<facts::command> cold::take(turn& turn, const facts::fetched& command) {
    const auto key = name(command.request);
    const auto asked = std::ranges::find(under_way_, key, &std::pair<const uint64_t, std::string>::second);
    if (asked == under_way_.end()) return {};
    under_way_.erase(asked);
    if (command.result.failed) {
        // The database is away. What waits goes on waiting; the work indexes ask again by themselves.
        if (waiting_.contains(key)) postponed_.push_back(command.request);
        asking_due_ = asking_due_ && key != "due";
        if (const auto* queue = std::get_if<facts::fetch_queue>(&command.request)) {
            turn.memory.link_at(queue->link).refilling.erase({queue->klass, queue->client});
        }
        if (const auto* events = std::get_if<facts::fetch_events>(&command.request)) {
            take_events(turn, *events, command.result);
        }
        return {};
    }
    if (const auto* due = std::get_if<facts::fetch_due>(&command.request)) {
        take_due(turn, *due, command.result);
    } else if (const auto* queue = std::get_if<facts::fetch_queue>(&command.request)) {
        take_queue(turn, *queue, command.result);
    } else if (const auto* events = std::get_if<facts::fetch_events>(&command.request)) {
        take_events(turn, *events, command.result);
    } else {
        if (!core::mutated(core::mutant::lose_recalled)) take_messages(turn, command.result);
        take_keys(turn, command.result);
    }
    auto found = waiting_.extract(key);
    if (found.empty()) return {};
    waiting_count_ -= found.mapped().size();
    hand_over(command.result, found.mapped());
    return std::move(found.mapped());
}

void cold::take_messages(turn& turn, const facts::fetch_result& result) {
    facts::fact recalled{.kind = facts::fact_kind::recalled};
    std::unordered_set<core::message_id> taken;
    for (const auto& record : result.records) {
        const auto* message = std::get_if<facts::message>(&record);
        // What is hot wins: it may have changed since the database saw it.
        if (!message || turn.memory.messages.contains(message->id) || !taken.insert(message->id).second) continue;
        ++turn.counters.recalled;
        recalled.changes.push_back({*message});
    }
    for (const auto& record : result.records) {
        const auto* text = std::get_if<facts::message_text>(&record);
        if (text && taken.contains(text->id)) recalled.changes.push_back({*text});
    }
    if (!recalled.changes.empty()) turn.emit(std::move(recalled));
}

void cold::take_due(turn& turn, const facts::fetch_due& request, const facts::fetch_result& result) {
    asking_due_ = false;
    take_messages(turn, result);
    const facts::message* last = nullptr;
    size_t count = 0;
    for (const auto& record : result.records) {
        const auto* message = std::get_if<facts::message>(&record);
        if (!message) continue;
        last = message;
        ++count;
    }
    due_is_crowded_ = count >= request.limit;
    if (!due_is_crowded_) {
        turn.memory.due_fetched_until = request.until_steady;
        due_after_ = request.until_steady;
        due_after_id_ = core::message_id{UINT64_MAX};
        return;
    }
    // There may be more at the same millisecond: go on behind the last one.
    turn.memory.due_fetched_until = last->due_steady - 1;
    due_after_ = last->due_steady;
    due_after_id_ = last->id;
}

void cold::take_queue(turn& turn, const facts::fetch_queue& request, const facts::fetch_result& result) {
    auto& link = turn.memory.link_at(request.link);
    const link_queue::key queue{request.klass, request.client};
    link.refilling.erase(queue);
    take_messages(turn, result);
    size_t count = 0;
    for (const auto& record : result.records) {
        const auto* fetched = std::get_if<facts::message>(&record);
        if (!fetched) continue;
        ++count;
        const auto value = turn.memory.find(fetched->id)->value;
        const bool still_there = value.queue_link == request.link && value.queue_sequence == fetched->queue_sequence;
        if (still_there && !link.queue.is_in_head({queue, value.queue_sequence})) turn.memory.refill(value);
    }
    // The rest of the tail is in memory, or was ended meanwhile.
    if (count < request.limit) link.queue.settle_tail(queue);
    turn.memory.ready_links.insert(request.link);
}

void cold::take_keys(turn& turn, const facts::fetch_result& result) {
    for (const auto& record : result.records) {
        const auto* kept = std::get_if<facts::idempotency>(&record);
        if (!kept) continue;
        const auto key = idempotency_key(kept->client, kept->key, kept->item);
        if (!turn.memory.keys.contains(key)) turn.memory.keep_key(*kept, turn.memory.position + 1);
    }
}

}  // namespace kaskad::engine
