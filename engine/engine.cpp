#include "engine/engine.hpp"

#include "core/mutant.hpp"
#include "engine/admission.hpp"
#include "engine/cancellation.hpp"
#include "engine/cascade_steps.hpp"
#include "engine/cascades.hpp"
#include "engine/channel_answers.hpp"
#include "engine/checkpoints.hpp"
#include "engine/claim.hpp"
#include "engine/client_admin.hpp"
#include "engine/contacts.hpp"
#include "engine/contracts.hpp"
#include "engine/delivery.hpp"
#include "engine/dispatch.hpp"
#include "engine/doubt.hpp"
#include "engine/estimates.hpp"
#include "engine/events.hpp"
#include "engine/exchange.hpp"
#include "engine/facts/codec.hpp"
#include "engine/feedback.hpp"
#include "engine/feeds.hpp"
#include "engine/health.hpp"
#include "engine/holds.hpp"
#include "engine/inbound.hpp"
#include "engine/invoices.hpp"
#include "engine/jobs.hpp"
#include "engine/learning.hpp"
#include "engine/lookups.hpp"
#include "engine/money.hpp"
#include "engine/money_orders.hpp"
#include "engine/network_learning.hpp"
#include "engine/parking.hpp"
#include "engine/preview.hpp"
#include "engine/price_imports.hpp"
#include "engine/price_notice.hpp"
#include "engine/probe_reception.hpp"
#include "engine/receipts.hpp"
#include "engine/reconciliations.hpp"
#include "engine/replacement.hpp"
#include "engine/responses.hpp"
#include "engine/route_tests.hpp"
#include "engine/setup.hpp"
#include "engine/suppliers.hpp"
#include "engine/timers.hpp"
#include "engine/traffic_guard.hpp"
#include "engine/unconfirmed.hpp"
#include "engine/usage_endpoints.hpp"
#include "smpp/status.hpp"

#include <algorithm>
#include <limits>

namespace kaskad::engine {

namespace {

constexpr int64_t TICK_MS = 100;
// An operator sends it again.
constexpr auto NOT_NOW = static_cast<uint32_t>(smpp::command_status::rx_t_appn);

}  // namespace

engine::engine(const options& options, uint32_t node) : options_{options}, world_{options_}, cold_{options_} {
    world_.node.number = node;
}

bool engine::has_work() const {
    return work_left_ || !world_.ready_links.empty() || !world_.ready_endpoints.empty() || !world_.jobs.empty() ||
           !world_.wanted_fetches.empty() || has_dead_parts(world_) || !to_resume_.empty() || !to_requeue_.empty();
}

int64_t engine::next_due() const {
    const auto first = world_.due.empty() ? std::numeric_limits<int64_t>::max() : world_.due.front().first;
    return std::min(first, ticked_steady_ + TICK_MS);
}

void engine::start(facts::start_view view, core::now now) {
    const auto number = world_.node.number;
    world_.position = view.position;
    world_.projected_position = view.position;
    for (const auto& record : view.records) {
        // After a change of the node's number there are counters of both: the younger ones go on.
        const auto* node = std::get_if<facts::node>(&record);
        if (!node || node->last_message >= world_.node.last_message) world_.assign(record, view.position);
        if (const auto* saved = std::get_if<facts::estimate>(&record)) load_estimate(world_, *saved, now);
        if (const auto* saved = std::get_if<facts::checkpoint>(&record)) load(*saved, now);
    }
    world_.node.number = number;
    for (const bool messages : {true, false}) {
        // Messages first: a text is put into its message.
        for (const auto& record : view.in_flight) {
            if (std::holds_alternative<facts::message>(record) == messages) world_.load(record, view.position);
        }
    }
    for (const auto& queue : view.queues) {
        world_.link_at(queue.link).queue.add_tail({queue.klass, queue.client}, queue.messages);
    }
    if (core::mutated(core::mutant::forget_keys_at_start)) view.idempotency.clear();
    for (const auto hash : view.idempotency)
        world_.filter.add(hash);
    for (const auto hash : view.people)
        world_.cold_people.add(hash);
    for (auto& [id, endpoint] : world_.endpoint_states)
        endpoint.resume();
    for (const auto& [bind, parts] : world_.flying) {
        parts.each([this](const facts::part_ref& part) {
            to_resume_.push_back(part);
            return true;
        });
    }
    for (const auto id : world_.messages.ids()) {
        const auto value = world_.find(id)->value;
        if (value.joining != facts::joining_rule::none) continue;
        if (value.attempts.empty() || !has_part(value.attempts.back(), facts::part_state::pending)) continue;
        if (!value.queue_link && value.wake_steady == 0) to_requeue_.push_back(id);
    }
    auto turn = make_turn(now);
    publish_all(turn);
}

void engine::load(const facts::checkpoint& saved, core::now now) {
    if (saved.name == overdue_watch::NAME) return overdue_.load(saved.octets);
    load_checkpoint(world_, saved, now);
}

void engine::resume(turn& turn) {
    while (!to_resume_.empty() && !turn.is_long()) {
        doubt(turn, to_resume_.front(), "restart");
        to_resume_.pop_front();
    }
    while (!to_requeue_.empty() && !turn.is_long()) {
        turn.memory.orphans.push_back(to_requeue_.front());
        to_requeue_.pop_front();
    }
}

void engine::handle(facts::command command, core::now now) {
    auto turn = make_turn(now);
    if (auto request = cold_.needs(world_, command)) {
        if (!cold_.wait(turn, std::move(*request), command)) refuse_waiting(turn, command);
        return;
    }
    decide(turn, command);
}

void engine::decide(turn& turn, facts::command& command) {
    if (const auto* fetched = std::get_if<facts::fetched>(&command)) {
        for (auto& waiting : cold_.take(turn, *fetched)) {
            auto next = make_turn(turn.now);
            auto more = cold_.needs_more(world_, fetched->request, waiting);
            if (!more) {
                decide(next, waiting);
            } else if (!cold_.wait(next, std::move(*more), waiting)) {
                refuse_waiting(next, waiting);
            }
        }
        return;
    }
    if (const auto* projected = std::get_if<facts::projected>(&command)) {
        world_.projected_position = std::max(world_.projected_position, projected->position);
        return world_.evict(cold_.safe_position(world_));
    }
    if (const auto* declared = std::get_if<facts::declare>(&command)) return declare_with_notice(turn, *declared);
    std::visit(
        [&](auto& value) {
            if constexpr (requires { ::kaskad::engine::handle(turn, value); }) ::kaskad::engine::handle(turn, value);
        },
        command);
}

// Too many commands wait for the database: a truthful "not now", never a drop.
void engine::refuse_waiting(turn& turn, const facts::command& command) {
    if (const auto* submit = std::get_if<facts::submit_message>(&command)) {
        const facts::refusal refusal{facts::refusal_code::overloaded, "", "the database is behind; try again"};
        turn.send(facts::answer{submit->reply_to, submit->item, refusal});
    } else if (const auto* receipt = std::get_if<facts::receipt_received>(&command)) {
        turn.send(facts::answer_deliver{receipt->bind, receipt->sequence_number, receipt->data_sm, NOT_NOW});
    } else if (const auto* text = std::get_if<facts::inbound_received>(&command)) {
        turn.send(facts::answer_deliver{text->bind, text->sequence_number, text->data_sm, NOT_NOW});
    } else if (const auto reply_to = asker_of(command)) {
        const facts::refusal refusal{facts::refusal_code::overloaded, "", "the database is behind; try again"};
        turn.send(facts::answer{*reply_to, 0, refusal});
    }
}

void engine::work(core::now now) {
    auto turn = make_turn(now);
    resume(turn);
    doubt_dead_parts(turn);
    fire_due(turn);
    dispatch(turn);
    call_endpoints(turn);
    if (now.steady_ms - ticked_steady_ >= TICK_MS) {
        const auto before = std::exchange(ticked_steady_, now.steady_ms);
        record_progress(turn);
        expire_parked(turn);
        expire_inbound(turn);
        expire_lookups(turn);
        judge_receipts(turn);
        watch_links(turn);
        open_gates(turn);
        end_leaving(turn);
        begin_limit_days(turn);
        watch_suppliers(turn);
        watch_health(turn);
        save_estimates(turn);
        save_checkpoints(turn, before);
        overdue_.tick(turn, before);
        end_route_tests(turn);
    }
    if (!turn.is_long()) work_job(turn);
    cold_.ask(turn);
    world_.evict(cold_.safe_position(world_));
    work_left_ = turn.is_long();
}

sealed engine::seal(core::now now) {
    sealed result;
    result.effects = std::exchange(effects_, {});
    result.group.now = now;
    if (facts_.empty()) return result;
    result.group.position = ++world_.position;
    result.group.facts = std::exchange(facts_, {});
    return result;
}

}  // namespace kaskad::engine
