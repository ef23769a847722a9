#include "tests/simulation/messengers.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace kaskad::simulation {

namespace {

constexpr int64_t SECOND_MS = 1'000;
constexpr int64_t BIND_MS_MAX = 2 * SECOND_MS;
constexpr int64_t DOWN_MS_MAX = 60 * SECOND_MS;
constexpr int64_t DEADLINE_MS_MIN = 2 * SECOND_MS;  // of a call
constexpr int64_t DEADLINE_MS_MAX = 15 * SECOND_MS;
constexpr int64_t PACE_MS_MAX = 50;  // what waits for the rate
constexpr uint32_t RARELY = 20;

}  // namespace

messengers::messengers(agenda& when, chance luck, const plan& made, watch& watch)
    : when_{when}, luck_{luck}, plan_{made}, watch_{watch}, callbacks_{when, luck_.branch(1)} {}

void messengers::set_gateway(life* gateway) {
    gateway_ = gateway;
    callbacks_.set_gateway(gateway);
    alive_ = gateway ? std::make_shared<int>() : nullptr;
    out_.clear();
    pumping_ = false;
    for (auto& [id, own] : accounts_) {
        own.epoch = 0;
        own.under_way = 0;
    }
}

void messengers::start_load() {
    load_ends_ms_ = when_.now_ms() + plan_.load_ms;
    if (plan_.has_messengers() && plan_.messengers.trouble_every_ms > 0) plan_trouble();
}

void messengers::calm() {
    calm_ = true;
    for (auto& [id, own] : accounts_)
        own.of->calm();
}

bool messengers::is_idle() const {
    return callbacks_.is_idle() && out_.empty() && std::ranges::all_of(accounts_, [](const auto& each) {
               return each.second.of->is_idle() && each.second.under_way == 0;
           });
}

messengers::account* messengers::find(core::link_id id) {
    const auto found = accounts_.find(id);
    return found == accounts_.end() ? nullptr : &found->second;
}

bool messengers::take(facts::effect& effect) {
    if (auto* sending = std::get_if<facts::send_over_channel>(&effect)) {
        send(std::move(*sending));
    } else if (const auto* asked = std::get_if<facts::revoke_over_channel>(&effect)) {
        revoke(*asked);
    } else if (const auto* published = std::get_if<facts::publish_link>(&effect)) {
        if (published->value.channel == core::channel::sms) return false;
        publish(*published);
    } else if (const auto* slow = std::get_if<facts::slow_link>(&effect)) {
        return find(slow->link) != nullptr;
    } else {
        return false;
    }
    return true;
}

bool messengers::take(const facts::answer& answer) {
    if (!callbacks_.owns(answer)) return false;
    callbacks_.take(answer);
    return true;
}

void messengers::publish(const facts::publish_link& effect) {
    const auto id = effect.value.id;
    auto& own = accounts_[id];
    if (!own.of) {
        own.of = std::make_unique<provider>(when_, luck_.branch(id.value), plan_, watch_, callbacks_, effect.value);
        if (calm_) own.of->calm();
    }
    if (own.epoch == 0) bind_later(id, luck_.between(1, BIND_MS_MAX));
}

void messengers::bind_later(core::link_id id, int64_t delay_ms) {
    in_this_life(delay_ms, [this, id] { bind(id); });
}

// Epochs rise over restarts.
void messengers::bind(core::link_id id) {
    auto& own = accounts_.at(id);
    if (own.epoch != 0) return;
    if (when_.now_ms() < own.down_until_ms) return bind_later(id, own.down_until_ms - when_.now_ms());
    own.last_epoch = std::max(own.last_epoch + 1, static_cast<uint64_t>(when_.now_ms()));
    own.epoch = own.last_epoch;
    own.granted = 0;
    own.under_way = 0;
    tell(facts::link_bound{{id, 0, own.epoch}});
    own.granted = own.of->terms().window;
    grant(own);
}

void messengers::grant(account& own) {
    tell(facts::grant_credits{{own.of->terms().id, 0, own.epoch}, own.granted});
}

void messengers::send(facts::send_over_channel effect) {
    auto* own = find(effect.bind.link);
    const bool is_dead = !own || own->epoch == 0 || own->epoch != effect.bind.epoch;
    if (is_dead) return tell(facts::submit_not_sent{effect.bind, effect.part});
    if (++own->under_way > own->of->terms().window) watch_.complain("a channel account has more calls than its window");
    in_this_life(luck_.between(0, PACE_MS_MAX), [this, effect = std::move(effect)] { call(effect); });
}

// It may have gone down while the call waited for its turn.
void messengers::call(const facts::send_over_channel& sent) {
    auto& own = accounts_.at(sent.bind.link);
    if (own.epoch != sent.bind.epoch) return tell(facts::submit_not_sent{sent.bind, sent.part});
    auto reply = own.of->call(sent);
    if (plan_.fault == shell_fault::calls_twice && luck_.happens(RARELY)) own.of->call(sent);
    if (plan_.fault == shell_fault::hides_call && luck_.happens(RARELY)) {
        close_call(own, sent.bind);
        return tell(facts::submit_not_sent{sent.bind, sent.part});
    }
    reply.is_lost = reply.is_lost || when_.now_ms() < own.silent_until_ms;
    if (reply.is_lost) reply.delay_ms = luck_.between(DEADLINE_MS_MIN, DEADLINE_MS_MAX);
    in_this_life(reply.delay_ms, [this, sent, reply = std::move(reply)] { answer(sent, reply); });
}

void messengers::answer(const facts::send_over_channel& sent, const provider::reply& reply) {
    auto& own = accounts_.at(sent.bind.link);
    if (reply.is_lost) {
        ++watch_.counts[rare::answer_lost];
        tell(facts::submit_unanswered{sent.bind, sent.part});
    } else {
        if (reply.answer.outcome != facts::channel_outcome::accepted) watch_.calls.refuse(sent.part);
        tell(reply.answer);
    }
    close_call(own, sent.bind);
}

void messengers::close_call(account& own, const facts::bind_ref& bind) {
    if (own.epoch != bind.epoch) return;
    --own.under_way;
    ++own.granted;
    grant(own);
}

void messengers::revoke(const facts::revoke_over_channel& effect) {
    auto* own = find(effect.account);
    if (!own) return watch_.complain("what went over no account is to be taken back");
    const auto made = own->of->revoke(effect);
    if (made.is_lost) return;
    in_this_life(made.delay_ms, [this, answer = made.answer] { tell(answer); });
}

void messengers::plan_trouble() {
    when_.after(luck_.between(1, plan_.messengers.trouble_every_ms * 2), [this] {
        if (when_.now_ms() >= load_ends_ms_) return;
        if (!accounts_.empty())
            make_trouble(std::next(accounts_.begin(), static_cast<ptrdiff_t>(luck_.below(accounts_.size())))->second);
        plan_trouble();
    });
}

void messengers::make_trouble(account& own) {
    const auto for_ms = luck_.between(SECOND_MS, DOWN_MS_MAX);
    switch (luck_.below(3)) {
        case 0:
            return take_down(own, for_ms);
        case 1:
            own.silent_until_ms = when_.now_ms() + for_ms;
            return;
        default:
            own.of->close(when_.now_ms() + for_ms);
    }
}

// With calls under way: their answers come over a dead epoch.
void messengers::take_down(account& own, int64_t for_ms) {
    own.down_until_ms = when_.now_ms() + for_ms;
    if (own.epoch == 0) return;
    const auto id = own.of->terms().id;
    tell(facts::link_down{{id, 0, std::exchange(own.epoch, 0)}, core::reason::link_lost});
    bind_later(id, for_ms);
}

void messengers::tell(facts::command command) {
    if (!gateway_) return;
    out_.push_back(std::move(command));
    pump();
}

void messengers::pump() {
    if (pumping_) return;
    while (!out_.empty()) {
        if (!gateway_->tell(std::move(out_.front()))) break;
        out_.pop_front();
    }
    if (out_.empty()) return;
    pumping_ = true;
    in_this_life(1, [this] {
        pumping_ = false;
        pump();
    });
}

void messengers::in_this_life(int64_t delay_ms, std::function<void()> what) {
    if (alive_) when_.after(delay_ms, alive_, std::move(what));
}

}  // namespace kaskad::simulation
