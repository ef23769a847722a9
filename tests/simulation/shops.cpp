#include "tests/simulation/shops.hpp"

#include <fmt/format.h>

#include <utility>

namespace kaskad::simulation {

namespace {

constexpr int64_t HTTP_MS_MAX = 20;
constexpr int64_t PATIENCE_MS = 15'000;
constexpr uint32_t TRIES_MAX = 40;
constexpr int64_t MINUTE_MS = 60'000;
constexpr uint32_t STOPPED = 60;  // of messages that go by a cascade

}  // namespace

shops::shops(agenda& when, chance luck, const plan& made, watch& watch)
    : when_{when},
      luck_{luck},
      plan_{made},
      habits_{made.clients},
      watch_{watch},
      cascades_{chance{made.seed ^ 0x57E9}, made} {}

void shops::set_gateway(life* gateway) {
    gateway_ = gateway;
    if (gateway_) return;
    for (auto& [token, asked] : std::exchange(open_, {})) {
        if (!asked.read) repeat(std::move(asked.what), luck_.between(100, 5'000));
    }
}

void shops::start_load() {
    load_ends_ms_ = when_.now_ms() + plan_.load_ms;
    plan_burst();
    plan_top_up();
    if (plan_.has_messengers()) plan_saving();
}

// Bursts of a mean size at a mean distance, so that the mean rate is the plan's.
void shops::plan_burst() {
    const auto mean_size = static_cast<int64_t>(habits_.burst_max + 1) / 2;
    const auto mean_ms = mean_size * 1'000'000 / plan_.rate_milli;
    when_.after(luck_.between(0, 2 * mean_ms), [this] {
        if (!is_loading()) return;
        burst();
        plan_burst();
    });
}

void shops::plan_top_up() {
    when_.after(luck_.between(MINUTE_MS, 10 * MINUTE_MS), [this] {
        if (!is_loading()) return;
        const auto& clients = plan_.declaration.clients;
        facts::order_money order{.client = clients[luck_.below(clients.size())].value.name, .by = "simulated"};
        order.amount = {luck_.between(1, 50) * 1'000'000};
        if (gateway_) gateway_->ask(std::move(order));
        if (habits_.callback_down_every_ms > 0 && luck_.happens(400))
            endpoints_down_until_ms_ = when_.now_ms() + luck_.between(1'000, habits_.callback_down_every_ms);
        plan_top_up();
    });
}

// Versions of the cascade that messages name.
void shops::plan_saving() {
    const auto& clients = plan_.declaration.clients;
    for (uint32_t number = 1; gateway_ && number <= clients.size(); ++number) {
        auto command = cascades_.make_saved({number}, when_.now());
        command.reply_to = ++last_token_;
        gateway_->ask(std::move(command));
    }
    when_.after(MINUTE_MS * static_cast<int64_t>(clients.size()), [this] {
        if (is_loading()) plan_saving();
    });
}

void shops::burst() {
    const auto size = 1 + luck_.below(habits_.burst_max);
    for (size_t count = 0; count < size; ++count)
        post(make_request());
}

shops::request shops::make_request() {
    request made{.ordinal = ++last_ordinal_};
    auto& command = made.command;
    command.client = {static_cast<uint32_t>(1 + luck_.below(plan_.declaration.clients.size()))};
    command.to = fmt::format("+49151{:07}", luck_.below(habits_.recipients));
    command.klass = static_cast<core::message_class>(luck_.below(core::MESSAGE_CLASS_COUNT));
    command.text = text_of(made.ordinal, luck_.happens(habits_.long_text) ? luck_.below(600) : 20);
    if (luck_.happens(50)) command.text += "\xE2\x82\xAC\xE4\xBD\xA0";  // no longer of the 7-bit alphabet
    command.client_ref = std::to_string(made.ordinal);
    command.idempotency_key = "key-" + std::to_string(made.ordinal);
    command.body_hash = "body-" + std::to_string(made.ordinal);
    if (luck_.happens(habits_.scheduled)) command.send_at_utc = when_.now().utc_ms + luck_.between(1, 20 * MINUTE_MS);
    if (cascades_.wants()) cascades_.fill(command, when_.now());
    return made;
}

void shops::post(request what) {
    if (luck_.happens(habits_.asked_twice) && !calm_) {
        auto again = what;
        repeat(std::move(again), luck_.happens(500) ? luck_.between(0, 10) : luck_.between(0, 10 * MINUTE_MS));
    }
    when_.after(luck_.between(1, HTTP_MS_MAX), [this, what = std::move(what)]() mutable { send(std::move(what)); });
}

void shops::send(request what) {
    if (++what.tries > TRIES_MAX) return;
    const bool lost = !calm_ && luck_.happens(habits_.request_lost);
    if (!gateway_ || lost) return repeat(std::move(what), luck_.between(1'000, 10'000));
    const auto token = ++last_token_;
    auto command = what.command;
    command.reply_to = token;
    if (what.wrong_body) command.body_hash += "-other";
    if (!gateway_->ask(std::move(command))) return repeat(std::move(what), luck_.between(10, 2'000));
    open_.emplace(token, question{std::move(what), {}});
    when_.after(PATIENCE_MS, [this, token] {
        auto asked = open_.extract(token);
        if (!asked.empty() && !asked.mapped().read) repeat(std::move(asked.mapped().what), 0);
    });
}

void shops::repeat(request what, int64_t delay_ms) {
    ++to_repeat_;
    when_.after(delay_ms, [this, what = std::move(what)]() mutable {
        --to_repeat_;
        send(std::move(what));
    });
}

void shops::take(facts::answer answer) {
    auto asked = open_.extract(answer.reply_to);
    if (asked.empty()) return;
    auto& [what, message] = asked.mapped();
    if (message) {
        const auto* barrier = std::get_if<facts::barrier>(&answer.value);
        if (barrier) show(message, barrier->position);
        return;
    }
    if (!calm_ && luck_.happens(habits_.answer_lost)) return repeat(std::move(what), luck_.between(500, 20'000));
    if (const auto* item = std::get_if<facts::accepted_item>(&answer.value)) return conclude(what, *item);
    if (const auto* why = std::get_if<facts::refusal>(&answer.value)) refuse(std::move(what), *why);
}

void shops::conclude(const request& what, const facts::accepted_item& item) {
    if (what.wrong_body) watch_.complain(what.command.idempotency_key + " was taken with another body");
    if (item.repeated) ++watch_.counts[rare::repeated];
    watch_.acknowledge(what.command.idempotency_key, what.ordinal, item.message);
    const bool has_cascade = !what.command.cascade_name.empty() || what.command.steps.has_value();
    if (has_cascade && luck_.happens(STOPPED)) plan_stop(what.command.client, item.message);
    if (!calm_ && luck_.happens(habits_.other_body)) {
        auto other = what;
        other.wrong_body = true;
        repeat(std::move(other), luck_.between(0, 5 * MINUTE_MS));
    }
    if (luck_.happens(habits_.read)) {
        when_.after(luck_.between(0, 3 * MINUTE_MS), [this, id = item.message] { read(id); });
    }
}

void shops::refuse(request what, const facts::refusal& why) {
    if (why.code == facts::refusal_code::idempotency_mismatch) {
        if (!what.wrong_body) watch_.complain(what.command.idempotency_key + " is refused with its own body");
        ++watch_.counts[rare::mismatch];
    }
    if (why.code == facts::refusal_code::overloaded) repeat(std::move(what), luck_.between(500, 30'000));
}

// By its own word, or as any message is cancelled; too late, often.
void shops::plan_stop(core::client_id client, core::message_id message) {
    when_.after(luck_.between(0, MINUTE_MS), [this, client, message] {
        if (!gateway_) return;
        const facts::message_claim claim{.client = client, .message = message};
        const auto token = ++last_token_;
        if (luck_.happens(700)) {
            gateway_->ask(facts::stop_message{token, claim, "picked up"});
        } else {
            gateway_->ask(facts::cancel_message{token, claim});
        }
    });
}

void shops::read(core::message_id message) {
    if (!gateway_) return;
    const auto token = ++last_token_;
    if (gateway_->ask(facts::query_barrier{token, message})) open_.emplace(token, question{{}, message});
}

void shops::show(core::message_id message, uint64_t position) {
    gateway_->await(position, [this, message](bool reached) {
        if (!gateway_) return;
        if (!reached) {
            ++watch_.counts[rare::barrier_503];
            return;
        }
        const auto view = gateway_->pages().read_message(message);
        ASSERT(view.has_value());
        watch_.read(message, view->message ? &*view->message : nullptr, view->history.size());
    });
}

void shops::take(facts::call_endpoint call) {
    when_.after(luck_.between(1, 300), [this, call = std::move(call), from = gateway_] {
        const bool down = when_.now_ms() < endpoints_down_until_ms_ || luck_.happens(habits_.callback_fails);
        const bool accepted = calm_ || !down;
        watch_.call(call.value, accepted);
        const bool heard = accepted && (calm_ || !luck_.happens(habits_.callback_answer_lost));
        const facts::callback_answered answer{call.value.endpoint, call.value.sequence, heard, heard ? 204 : 503};
        if (gateway_ == from && gateway_) gateway_->insist(answer);
    });
}

}  // namespace kaskad::simulation
