#include "gateway/links/link_set.hpp"

#include "core/assert.hpp"

#include <algorithm>
#include <utility>

namespace kaskad::gateway::links {

namespace {

using std::chrono::milliseconds;

constexpr milliseconds CUT_MARGIN{500};  // between cutting the binds and the end of a stop

int64_t system_utc_ms() {
    return std::chrono::duration_cast<milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

}  // namespace

link_set::link_set(std::unique_ptr<event_loop> home, link_set_options options, facts::command_port& engine)
    : home_{std::move(home)},
      options_{std::move(options)},
      out_{*home_, engine, [this](bool blocked) { set_blocked(blocked); }},
      published_{std::make_shared<const std::vector<link_counts>>()},
      publish_{home_->make_alarm([this] { publish_counts(); })},
      stop_limit_{home_->make_alarm([this] { finish_stop(); })} {
    ASSERT(options_.make_wire);
    if (!options_.utc_ms) options_.utc_ms = system_utc_ms;
}

link_set::~link_set() = default;

bool link_set::handle(facts::effect& effect) {
    if (auto* submit = std::get_if<facts::submit_part>(&effect)) {
        handle(std::move(*submit));
    } else if (auto* query = std::get_if<facts::query_part>(&effect)) {
        handle(std::move(*query));
    } else if (auto* cancel = std::get_if<facts::cancel_part>(&effect)) {
        handle(std::move(*cancel));
    } else if (const auto* answer = std::get_if<facts::answer_deliver>(&effect)) {
        handle(*answer);
    } else if (const auto* slow = std::get_if<facts::slow_link>(&effect)) {
        handle(*slow);
    } else if (const auto* publish = std::get_if<facts::publish_link>(&effect)) {
        handle(*publish);
    } else {
        return false;
    }
    return true;
}

link* link_set::find(core::link_id id) {
    const auto found = links_.find(id);
    return found == links_.end() ? nullptr : found->second.get();
}

void link_set::handle(const facts::publish_link& effect) {
    // A channel account is a link to the engine alone.
    if (effect.value.channel != core::channel::sms) return;
    auto* known = find(effect.value.id);
    if (effect.gone || !effect.value.enabled || stopping_) {
        if (known && known->is_active()) known->take_down(options_.link.retire_max);
        return;
    }
    if (known) return known->change(effect.value);
    make_link(effect.value);
}

void link_set::make_link(const facts::link& terms) {
    const link_surroundings around{*home_, out_, epochs_, options_.make_wire, options_.probe, options_.utc_ms};
    auto made = std::make_shared<link>(around, options_.link, terms, [this](link& ended) { forget(ended); });
    links_.emplace(terms.id, made);
    made->start();
    if (publish_->due_ms() == alarm::NEVER) publish_counts();
}

void link_set::handle(facts::submit_part effect) {
    if (auto* known = find(effect.bind.link)) return known->submit(std::move(effect));
    out_.send(facts::submit_not_sent{effect.bind, effect.part});
}

void link_set::handle(facts::query_part effect) {
    if (auto* known = find(effect.bind.link)) known->query(std::move(effect));
}

void link_set::handle(facts::cancel_part effect) {
    if (auto* known = find(effect.link)) return known->cancel(std::move(effect));
    out_.send(facts::revoke_answered{effect.link, effect.part, facts::revocation::failed});
}

void link_set::handle(const facts::answer_deliver& effect) {
    if (auto* known = find(effect.bind.link)) known->answer_deliver(effect);
}

void link_set::handle(const facts::slow_link& effect) {
    if (auto* known = find(effect.link)) known->slow();
}

std::vector<link_counts> link_set::current_counts() const {
    std::vector<link_counts> all;
    all.reserve(links_.size());
    for (const auto& [id, each] : links_)
        all.push_back(each->counts());
    std::ranges::sort(all, {}, &link_counts::link);
    return all;
}

void link_set::publish_counts() {
    published_.store(std::make_shared<const std::vector<link_counts>>(current_counts()));
    publish_->expire_at(home_->steady_ms() + options_.counts_interval.count());
}

void link_set::set_blocked(bool blocked) {
    for (const auto& [id, each] : links_)
        each->set_blocked(blocked);
    if (!blocked && stopping_ && links_.empty()) finish_stop();
}

void link_set::forget(link& ended) {
    links_.erase(ended.id());
    if (stopping_ && links_.empty() && !out_.is_blocked()) finish_stop();
}

void link_set::stop(milliseconds time_max, std::function<void()> done) {
    home_->dispatch([this, time_max, done = std::move(done)]() mutable { stop_here(time_max, std::move(done)); });
}

void link_set::stop_here(milliseconds time_max, std::function<void()> done) {
    ASSERT(!stopping_);
    ASSERT(done);
    stopping_ = true;
    stopped_ = std::move(done);
    stop_limit_->expire_at(home_->steady_ms() + time_max.count());
    for (const auto& [id, each] : links_) {
        if (each->is_active()) each->take_down(time_max - std::min(time_max / 4, CUT_MARGIN));
    }
    if (links_.empty() && !out_.is_blocked()) finish_stop();
}

// At the limit what is still open is cut: it ends in doubt, as after a crash.
void link_set::finish_stop() {
    if (!stopped_) return;
    stop_limit_->cancel();
    publish_counts();
    publish_->cancel();
    links_.clear();
    home_->post(std::exchange(stopped_, nullptr));
}

}  // namespace kaskad::gateway::links
