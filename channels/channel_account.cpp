#include "channels/channel_account.hpp"

#include "core/assert.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <chrono>
#include <utility>

namespace kaskad::channels {

namespace {

using std::chrono::milliseconds;

int64_t steady_ms() {
    return std::chrono::duration_cast<milliseconds>(net::clock::now().time_since_epoch()).count();
}

// The account's own window is what bounds it.
net::http_client_options client_options(const account_options& options) {
    net::http_client_options result;
    result.connections_per_origin = WINDOW_MAX;
    result.waiting_per_origin = WINDOW_MAX;
    result.call_deadline = options.call_deadline;
    return result;
}

}  // namespace

channel_account::channel_account(const account_surroundings& around, const account_options& options, const adapter& how,
                                 const facts::link& terms, std::function<void(channel_account&)> ended)
    : around_{around},
      options_{options},
      how_{&how},
      terms_{terms},
      ended_{std::move(ended)},
      pace_{{.rate = terms.rate, .recovery_ms = options.recovery_ms}, steady_ms()},
      health_{options.health},
      token_{options.token},
      timer_{around.home.get_executor(), [this] { settle(); }},
      client_{around.home, client_options(options)} {
    ASSERT(terms_.id);
    ASSERT(terms_.channel != core::channel::sms);
    ASSERT(around_.utc_ms);
    open();
}

// A new token is wanted for other settings; a call under way goes on by those it left with.
void channel_account::open() {
    ++version_;
    token_.reset();
    opened_.reset();
    auto opened = open_account(terms_, around_.open_secret);
    if (!opened) {
        spdlog::error("channel {}: not used: {}", terms_.name, opened.error());
        return;
    }
    opened_ = std::move(*opened);
    needs_token_ = how_->make_token_call(opened_->value, around_.utc_ms()).has_value();
}

uint32_t channel_account::window() const {
    return std::clamp<uint32_t>(terms_.window, 1, WINDOW_MAX);
}

account_state channel_account::state(int64_t now) const {
    if (!is_wanted()) return account_state::off;
    if (!opened_) return account_state::broken;
    if (!has_token(now)) return account_state::waiting;
    return is_bound() && !health_.is_down(now) ? account_state::up : account_state::down;
}

account_counts channel_account::counts() const {
    auto counts = counts_;
    counts.account = terms_.id;
    counts.name = terms_.name;
    counts.channel = terms_.channel;
    counts.state = state(steady_ms());
    counts.window = window();
    counts.open = under_way_;
    counts.waiting = waiting_.size();
    counts.credits_open = is_bound() ? credits_open() : 0;
    counts.rate_milli = pace_.rate_milli();
    return counts;
}

void channel_account::change(const adapter& how, const facts::link& terms) {
    ASSERT(terms.id == terms_.id);
    const bool is_same = how_ == &how && terms.settings == terms_.settings && terms.name == terms_.name;
    const bool is_same_rate = terms.rate == terms_.rate;
    how_ = &how;
    terms_ = terms;
    wanted_ = true;
    if (!is_same) open();
    if (!is_same_rate) pace_.change(terms.rate, steady_ms());
    settle_soon();
}

void channel_account::take_down() {
    wanted_ = false;
    settle_soon();
}

// Once a turn of the shard, however much it brought.
void channel_account::settle_soon() {
    if (std::exchange(settling_, true)) return;
    around_.home.post([weak = weak_from_this()] {
        if (const auto self = weak.lock()) self->settle();
    });
}

void channel_account::settle() {
    settling_ = false;
    const auto now = steady_ms();
    if (is_wanted() && opened_ && needs_token_ && token_.is_due(now)) ask_for_token(now);
    settle_bind(now);
    send_waiting(now);
    grant(now);
    wait(now);
    if (!is_idle()) return;
    ended_(*this);
}

// What is under way when a bind goes is in doubt: it goes when the last answer is there.
void channel_account::settle_bind(int64_t now) {
    if (may_carry(now)) {
        if (!is_bound()) bind();
        return;
    }
    if (!is_bound()) return;
    for (const auto& effect : std::exchange(waiting_, {}))
        hand_back(effect);
    if (under_way_ > 0) return;
    around_.out.send(facts::link_down{{terms_.id, 0, std::exchange(epoch_, 0)},
                                      is_wanted() ? core::reason::link_lost : core::reason::link_disabled});
}

// Epochs rise over restarts: recorded attempts name theirs, and one of an earlier life must never look alive.
void channel_account::bind() {
    last_epoch_ = std::max(last_epoch_ + 1, static_cast<uint64_t>(std::max<int64_t>(around_.utc_ms(), 0)));
    epoch_ = last_epoch_;
    granted_ = 0;
    received_ = 0;
    around_.out.send(facts::link_bound{{terms_.id, 0, epoch_}});
}

void channel_account::hand_back(const facts::send_over_channel& effect) {
    ++counts_.not_sent;
    around_.out.send(facts::submit_not_sent{effect.bind, effect.part});
}

void channel_account::send(facts::send_over_channel effect) {
    if (!is_bound() || effect.bind.epoch != epoch_) return hand_back(effect);
    ASSERT(received_ < granted_);
    ++received_;
    waiting_.push_back(std::move(effect));
    settle_soon();
}

// A window that was made smaller is empty enough again only when answers have come.
void channel_account::send_waiting(int64_t now) {
    while (!waiting_.empty() && under_way_ < window() && pace_.take(now)) {
        auto next = std::move(waiting_.front());
        waiting_.pop_front();
        call(std::move(next), now);
    }
}

// One that is tried again carries one call, until the provider has said something.
uint64_t channel_account::places_free() const {
    const uint64_t places = health_.is_doubtful() ? 1 : window();
    const auto taken = under_way_ + promised();
    return taken < places ? places - taken : 0;
}

uint64_t channel_account::grantable(int64_t now) const {
    auto ahead = pace_;
    const uint64_t expected = ahead.available(now + options_.look_ahead_ms);
    return promised() < expected ? std::min(places_free(), expected - promised()) : 0;
}

bool channel_account::is_granting(int64_t now) const {
    return is_bound() && may_carry(now) && !around_.out.is_blocked() && now >= health_.next_at();
}

void channel_account::grant(int64_t now) {
    if (!is_granting(now)) return;
    const auto more = grantable(now);
    if (more == 0) return;
    granted_ += more;
    around_.out.send(facts::grant_credits{{terms_.id, 0, epoch_}, granted_});
}

// For whatever comes by itself: a call of the rate, the end of a pause, a token.
void channel_account::wait(int64_t now) {
    auto due = INT64_MAX;
    const auto add = [&](int64_t at) {
        if (at > now) due = std::min(due, at);
    };
    if (is_wanted() && opened_) {
        add(health_.next_at());
        if (needs_token_) add(token_.next_at(now));
    }
    // Beyond the burst no call of the rate is expected before one is made, which settles anew.
    if (is_granting(now) && places_free() > 0 && (pace_.is_unlimited() || promised() < pace_.burst()))
        add(std::max(now + 1, pace_.next_at(static_cast<uint32_t>(promised() + 1), now) - options_.look_ahead_ms));
    if (!waiting_.empty() && under_way_ < window()) add(std::max(now + 1, pace_.next_at(1, now)));
    timer_.expire_at(due == INT64_MAX ? net::clock::time_point::max() : net::clock::time_point{milliseconds{due}});
}

}  // namespace kaskad::channels
