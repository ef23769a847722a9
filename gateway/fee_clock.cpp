#include "gateway/fee_clock.hpp"

#include "gateway/fee_schedule.hpp"

#include <spdlog/spdlog.h>

#include <chrono>
#include <utility>

namespace kaskad::gateway {

namespace {

constexpr std::chrono::hours EACH{1};

}  // namespace

fee_clock::fee_clock(net::shard& home, fee_clock_options options, facts::command_port& engine)
    : options_{std::move(options)}, engine_{engine}, timer_{home.get_executor(), [this] { ask(); }} {}

// Where the engine is too busy, or what was asked an hour ago is not done, the next hour is soon enough: fees of
// yesterday are ordered still.
void fee_clock::ask() {
    due_.clear();
    engine_.try_send(facts::query_clients{options_.token, {}, {}});
    timer_.expire_after(EACH);
}

void fee_clock::handle_answer(const facts::answer& answer) {
    if (const auto* clients = std::get_if<facts::client_standings>(&answer.value)) {
        clients_ = *clients;
        engine_.try_send(facts::query_contracts{options_.token, {}});
    } else if (const auto* contracts = std::get_if<facts::contracts>(&answer.value)) {
        take(*contracts);
    } else if (const auto* ordered = std::get_if<facts::ordered>(&answer.value)) {
        take(*ordered);
    } else if (const auto* refused = std::get_if<facts::refusal>(&answer.value)) {
        take(*refused);
    }
}

void fee_clock::take(const facts::contracts& contracts) {
    std::set<std::string> still_due;
    due_.clear();
    for (auto& order : due_fee_orders(contracts, clients_, calendar_, options_.utc_ms())) {
        if (settled_.contains(order.reference)) {
            still_due.insert(order.reference);
        } else {
            due_.push_back(std::move(order));
        }
    }
    clients_ = {};
    settled_ = std::move(still_due);
    order_next();
}

void fee_clock::order_next() {
    if (due_.empty()) return;
    auto order = due_.front();
    order.reply_to = options_.token;
    engine_.try_send(std::move(order));
}

void fee_clock::take(const facts::ordered& ordered) {
    const auto& made = ordered.value;
    const auto* waits = made.state == facts::money_order_state::waiting ? " waits for a second person" : "";
    if (!ordered.is_repeat)
        spdlog::info("fee {}: order {} of {} {}{}", made.reference, made.id, core::to_string(made.amount),
                     core::to_string(made.currency), waits);
    settled_.insert(made.reference);
    if (!due_.empty() && due_.front().reference == made.reference) due_.pop_front();
    order_next();
}

// One that cannot be ordered holds up none of the others, and is tried again in an hour.
void fee_clock::take(const facts::refusal& refused) {
    if (due_.empty()) return;
    auto why = due_.front().reference + ": " + refused.field + (refused.field.empty() ? "" : ": ") + refused.detail;
    if (why != refused_) spdlog::warn("fee {}", why);
    refused_ = std::move(why);
    due_.pop_front();
    order_next();
}

}  // namespace kaskad::gateway
