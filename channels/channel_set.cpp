#include "channels/channel_set.hpp"

#include "core/assert.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

namespace kaskad::channels {

namespace {

using std::chrono::milliseconds;

net::http_client_options aside_options() {
    net::http_client_options result;
    result.waiting_per_origin = 2 * REVOCATIONS_MAX;
    return result;
}

}  // namespace

channel_set::channel_set(net::shard& home, channel_set_options options, facts::command_port& engine)
    : home_{home},
      options_{std::move(options)},
      out_{home, engine,
           [this](bool) {
               for (const auto& [id, each] : accounts_)
                   each.account->set_blocked();
               if (stopping_ && is_all_idle()) finish_stop();
           }},
      desk_{home, options_.callbacks, out_},
      aside_{home, aside_options()},
      published_{std::make_shared<const std::vector<account_counts>>()},
      publish_{home.get_executor(), [this] { publish_counts(); }},
      stop_limit_{home.get_executor(), [this] { finish_stop(); }},
      self_{std::make_shared<channel_set*>(this)} {
    ASSERT(options_.open_secret);
    ASSERT(options_.find_adapter);
    ASSERT(options_.utc_ms);
}

bool channel_set::handle(facts::effect& effect) {
    if (auto* wanted = std::get_if<facts::send_over_channel>(&effect)) {
        send(std::move(*wanted));
        return true;
    }
    if (const auto* revocation = std::get_if<facts::revoke_over_channel>(&effect)) {
        revoke(*revocation);
        return true;
    }
    if (const auto* slow = std::get_if<facts::slow_link>(&effect)) {
        auto* known = find(slow->link);
        if (known) known->slow();
        return known != nullptr;
    }
    const auto* declared = std::get_if<facts::publish_link>(&effect);
    if (!declared || declared->value.channel == core::channel::sms) return false;
    publish(*declared);
    return true;
}

channel_account* channel_set::find(core::link_id id) {
    const auto found = accounts_.find(id);
    return found == accounts_.end() ? nullptr : found->second.account.get();
}

// One that is not enabled stays: reports on what went over it before are still to come.
void channel_set::publish(const facts::publish_link& effect) {
    if (stopping_) return;
    const auto found = accounts_.find(effect.value.id);
    if (found == accounts_.end()) {
        if (!effect.gone) make_account(effect.value);
        return;
    }
    found->second.is_gone = effect.gone;
    const auto* how = options_.find_adapter(effect.value.adapter);
    if (effect.gone || !how) return found->second.account->take_down();
    found->second.account->change(*how, effect.value);
}

void channel_set::make_account(const facts::link& terms) {
    const auto* how = options_.find_adapter(terms.adapter);
    if (!how) {
        spdlog::error("channel {}: not used: there is no adapter \"{}\"", terms.name, terms.adapter);
        return;
    }
    const account_surroundings around{home_, out_, aside_, options_.open_secret, options_.utc_ms};
    auto made = std::make_shared<channel_account>(around, options_.account, *how, terms,
                                                  [this](channel_account& account) { note_ended(account.id()); });
    accounts_.emplace(terms.id, place{made});
    made->start();
    if (publish_.due() == net::clock::time_point::max()) publish_counts();
}

// Later: the account is still in the middle of something.
void channel_set::note_ended(core::link_id id) {
    const auto found = accounts_.find(id);
    if (!stopping_ && (found == accounts_.end() || !found->second.is_gone)) return;
    home_.post([weak = std::weak_ptr{self_}, id] {
        const auto alive = weak.lock();
        if (!alive) return;
        auto& self = **alive;
        const auto ended = self.accounts_.find(id);
        const bool is_over = ended != self.accounts_.end() && ended->second.account->is_idle();
        if (is_over && ended->second.is_gone) self.accounts_.erase(ended);
        if (self.stopping_ && self.is_all_idle()) self.finish_stop();
    });
}

void channel_set::send(facts::send_over_channel effect) {
    if (auto* known = find(effect.bind.link)) return known->send(std::move(effect));
    out_.send(facts::submit_not_sent{effect.bind, effect.part});
}

void channel_set::revoke(const facts::revoke_over_channel& effect) {
    if (auto* known = find(effect.account)) return known->revoke(effect);
    out_.send(facts::revoke_answered{effect.account, effect.part, facts::revocation::failed});
}

void channel_set::handle_callback(channel_callback callback) {
    auto* known = find(callback.account);
    if (!known) return callback.answer(std::unexpected(callback_fault{404, "there is nothing at this address"}));
    auto read = known->read_callback(callback.key, callback.request);
    if (!read) return callback.answer(std::unexpected(std::move(read.error())));
    auto counted = [of = known->weak_from_this(), answer = std::move(callback.answer)](callback_result result) mutable {
        if (const auto account = of.lock(); account && !result) account->note_put_off();
        answer(std::move(result));
    };
    desk_.take(std::move(*read), callback.account, std::move(counted));
}

std::vector<account_counts> channel_set::current_counts() const {
    std::vector<account_counts> all;
    all.reserve(accounts_.size());
    for (const auto& [id, each] : accounts_)
        all.push_back(each.account->counts());
    std::ranges::sort(all, {}, &account_counts::account);
    return all;
}

void channel_set::publish_counts() {
    published_.store(std::make_shared<const std::vector<account_counts>>(current_counts()));
    publish_.expire_after(options_.counts_interval);
}

void channel_set::stop(milliseconds time_max, std::function<void()> done) {
    home_.dispatch([this, time_max, done = std::move(done)]() mutable { stop_here(time_max, std::move(done)); });
}

void channel_set::stop_here(milliseconds time_max, std::function<void()> done) {
    ASSERT(!stopping_);
    ASSERT(done);
    stopping_ = true;
    stopped_ = std::move(done);
    stop_limit_.expire_after(time_max);
    for (const auto& [id, each] : accounts_)
        each.account->take_down();
    if (is_all_idle()) finish_stop();
}

bool channel_set::is_all_idle() const {
    return !out_.is_blocked() &&
           std::ranges::all_of(accounts_, [](const auto& each) { return each.second.account->is_idle(); });
}

// At the limit what is still open is cut: it ends in doubt, as after a crash.
void channel_set::finish_stop() {
    if (!stopped_) return;
    stop_limit_.cancel();
    publish_counts();
    publish_.cancel();
    desk_.stop();
    accounts_.clear();
    home_.post(std::exchange(stopped_, nullptr));
}

}  // namespace kaskad::channels
