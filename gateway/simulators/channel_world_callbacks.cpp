#include "core/assert.hpp"
#include "gateway/simulators/chance.hpp"
#include "gateway/simulators/channel_world.hpp"

#include <algorithm>
#include <utility>

// What the simulated providers tell after their answers: planned steps, repeats of posts that were not taken, and the
// faults that keep them from arriving.

namespace kaskad::gateway::simulators {

namespace {

constexpr uint32_t DOUBLINGS_MAX = 16;
constexpr int STATUS_GOOD_FIRST = 200;
constexpr int STATUS_GOOD_LAST = 299;

void note(channel_message& message, channel_event event) {
    if (event == channel_event::reply || event == channel_event::key || event == channel_event::unknown) return;
    message.state = event;
    message.is_delivered = message.is_delivered || event == channel_event::delivered || event == channel_event::read ||
                           event == channel_event::machine;
}

// What was planned for the end came earlier, or will never come.
bool is_moot(const channel_message& message, const channel_step& step) {
    if (message.is_revoked) return step.event != channel_event::revoked;
    if (message.revoke != revoke_fate::too_late) return false;
    if (step.event == channel_event::ended) return message.state == channel_event::ended;
    return message.is_delivered && step.event == channel_event::delivered;
}

}  // namespace

void channel_world::schedule(const message_pointer& message, const std::vector<channel_step>& steps,
                             const moment& now) {
    for (const auto& step : steps)
        agenda_.add(now.now_ms + step.after_ms, telling{message, step});
}

void channel_world::handle_due(int64_t now_ms, int64_t real_utc_ms) {
    const moment now{now_ms, real_utc_ms};
    while (const auto due = agenda_.poll(now_ms)) {
        if (const auto* news = std::get_if<telling>(&*due)) {
            tell(*news, now);
        } else {
            unsent_.push_back(std::get<repeat>(*due).post);
            ++counts_.callbacks_repeated;
        }
    }
}

void channel_world::tell(const telling& what, const moment& now) {
    if (is_moot(*what.message, what.step)) return;
    const auto number = last_post_ + 1;
    if (is_put_aside(what, number, now)) return;
    auto post = make_post(*what.message, what.step, now);
    if (!post) return;
    unsent_.push_back(post->number);
}

bool channel_world::is_put_aside(const telling& what, uint64_t number, const moment& now) {
    // The n-th callback of a run, so that a seed decides.
    const chance drawn{options_.fate.seed, number - static_cast<uint64_t>(utc_ms_)};
    if (drawn.happens(draw::error, faults_.drop_percent / 100.0)) {
        note(*what.message, what.step.event);
        ++last_post_;
        ++counts_.callbacks_dropped;
        return true;
    }
    if (what.is_reordered || !drawn.happens(draw::receipt_elsewhere, faults_.reorder_percent / 100.0)) return false;
    ++last_post_;
    const auto delay_ms = std::max<int64_t>(options_.fate.delay_ms, 1) * REORDER_DELAYS;
    agenda_.add(now.now_ms + delay_ms, telling{what.message, what.step, true});
    return true;
}

std::optional<channel_post> channel_world::make_post(channel_message& message, const channel_step& step,
                                                     const moment& now) {
    const auto number = ++last_post_;
    const auto& given = message.send.callback_url;
    const auto url = given.empty() ? callback_url(options_, message.where) : given;
    note(message, step.event);
    const callback_place place{.url = url,
                               .keys = keys_of(message.where),
                               .now = {.utc_ms = utc_ms(now.now_ms), .real_utc_ms = now.real_utc_ms},
                               .number = number};
    auto call = dialect_of(message.where).make_callback(message, step, place);
    if (!call) return std::nullopt;
    ++message.told;
    ++counts_.callbacks;
    posts_.emplace(number, open_post{*call, 1, step.is_forged});
    return channel_post{number, std::move(*call)};
}

std::optional<channel_post> channel_world::poll_post() {
    if (unsent_.empty()) return std::nullopt;
    const auto number = unsent_.front();
    unsent_.pop_front();
    return channel_post{number, posts_.at(number).call};
}

void channel_world::handle_posted(uint64_t number, int status, int64_t now_ms) {
    const auto found = posts_.find(number);
    ASSERT(found != posts_.end());
    auto& post = found->second;
    const bool is_taken = status >= STATUS_GOOD_FIRST && status <= STATUS_GOOD_LAST;
    const bool is_given_up = post.is_forged || post.tries >= options_.callback_tries;
    if (is_taken || is_given_up) {
        ++(is_taken ? counts_.callbacks_answered : counts_.callbacks_given_up);
        posts_.erase(found);
        return;
    }
    const auto doublings = std::min(post.tries - 1, DOUBLINGS_MAX);
    ++post.tries;
    agenda_.add(now_ms + (options_.callback_retry_ms << doublings), repeat{number});
}

}  // namespace kaskad::gateway::simulators
