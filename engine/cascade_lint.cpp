#include "engine/cascades.hpp"
#include "engine/facts/cascade_names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>

// What can be said against a cascade before anything goes by it (channels.md 4.2).

namespace kaskad::engine {

namespace {

using facts::cascade_remark;
using facts::cascade_step;
using facts::channel_capability;
using facts::step_goal;

constexpr uint32_t SECOND_MS = 1'000;
constexpr uint32_t STEP_MS_MIN = 1'000;
constexpr uint16_t DAY_MINUTES = 24 * 60;

// SMS has no word for reading.
channel_capability sms_capability(bool revokes) {
    channel_capability can;
    can.revokes = revokes;
    can.proves_sent = true;
    can.proves_delivered = true;
    can.takes_text = true;
    return can;
}

class judge {
  public:
    judge(const turn& turn, const facts::cascade& value) : turn_{turn}, value_{value} {}

    std::vector<cascade_remark> take() {
        if (value_.steps.empty()) error("no_steps", "a cascade has at least one step");
        if (value_.steps.size() > facts::CASCADE_STEPS_MAX)
            error("too_many_steps", fmt::format("a cascade has at most {} steps", facts::CASCADE_STEPS_MAX));
        for (step_ = 1; step_ <= value_.steps.size(); ++step_)
            look_at(value_.steps[step_ - 1U]);
        return std::move(remarks_);
    }

  private:
    void error(std::string code, std::string text) { say(true, std::move(code), std::move(text)); }
    void warn(std::string code, std::string text) { say(false, std::move(code), std::move(text)); }
    void say(bool is_error, std::string code, std::string text) {
        remarks_.push_back({is_error, step_, std::move(code), std::move(text)});
    }

    // Where they are ordered anew for each message, none is sure to be.
    bool is_last() const { return !is_reordered() && step_ == value_.steps.size(); }
    bool is_reordered() const { return value_.order == facts::step_order::expected_cost && value_.steps.size() > 1; }

    bool can_any_link_revoke() const {
        return std::ranges::any_of(turn_.memory.links, [](const auto& each) {
            return each.second.channel == core::channel::sms && each.second.capability.revokes;
        });
    }

    // Those that may carry the step; of sms the links, which can all do the same but for taking back.
    std::vector<channel_capability> accounts_of(const cascade_step& step) const {
        if (step.channel == core::channel::sms && step.account.empty()) return {sms_capability(can_any_link_revoke())};
        std::vector<channel_capability> able;
        for (const auto& [id, link] : turn_.memory.links) {
            if (link.channel != step.channel || (!step.account.empty() && link.name != step.account)) continue;
            able.push_back(link.channel == core::channel::sms ? sms_capability(link.capability.revokes)
                                                              : link.capability);
        }
        return able;
    }

    void look_at(const cascade_step& step) {
        look_at_time(step);
        look_at_hours(step);
        if (step.price_max.e6 < 0) error("invalid_price_max", "the most that a step may cost is not negative");
        const auto able = accounts_of(step);
        if (able.empty()) {
            const auto name = step.account.empty() ? std::string{core::to_string(step.channel)} : step.account;
            return error("no_account", "there is no account of this channel: " + name);
        }
        look_at_goal(step, able);
        look_at_ttl(step, able);
        look_at_order(step);
    }

    void look_at_time(const cascade_step& step) {
        const auto longest = turn_.limits.validity_max_ms;
        if (step.timeout_ms > 0 && (step.timeout_ms < STEP_MS_MIN || step.timeout_ms > longest))
            error("invalid_timeout", fmt::format("a step lasts 1 to {} seconds", longest / SECOND_MS));
        if (step.timeout_ms == 0 && !is_last())
            warn("no_timeout", "the next step begins only when this one fails: it has no timeout");
        if (value_.deadline_ms > 0 && begins_ms_ >= value_.deadline_ms && step_ > 1 && !is_reordered())
            error("never_begins", fmt::format("the steps before it take {} s, and the deadline is {} s after admission",
                                              begins_ms_ / SECOND_MS, value_.deadline_ms / SECOND_MS));
        begins_ms_ += step.timeout_ms;
    }

    void look_at_hours(const cascade_step& step) {
        if (step.from_minute >= DAY_MINUTES || step.to_minute > DAY_MINUTES)
            return error("invalid_hours", "hours lie between 00:00 and 24:00");
        const bool has_hours = step.from_minute != step.to_minute;
        const bool only_skips = has_hours && step.hours == facts::hours_rule::skip;
        if (only_skips && value_.steps.size() == 1)
            warn("dead_end_at_night", "outside its hours the only step is skipped, and the message refused");
    }

    static bool proves(const channel_capability& can, step_goal goal) {
        switch (goal) {
            case step_goal::accepted:
                return true;
            case step_goal::sent:
                return can.proves_sent || can.proves_delivered;
            case step_goal::delivered:
                return can.proves_delivered;
            case step_goal::read:
                return can.proves_read;
        }
        return false;
    }

    void look_at_goal(const cascade_step& step, const std::vector<channel_capability>& able) {
        const auto can = [&](step_goal goal) {
            return std::ranges::any_of(able, [&](const auto& each) { return proves(each, goal); });
        };
        const auto channel = core::to_string(step.channel);
        if (!can(step.success_on))
            return error("unprovable", fmt::format("{} cannot prove that a message was {}", channel,
                                                   facts::to_string(step.success_on)));
        if (step.success_on < step_goal::delivered && can(step_goal::delivered))
            warn("weak_goal", fmt::format("{} can prove delivery, and this step is content with {}", channel,
                                          facts::to_string(step.success_on)));
        if (step.success_on < step_goal::delivered && !can(step_goal::delivered))
            warn("unproved", fmt::format("the message ends unknown: {} does not say that it arrived", channel));
        // It says that a server took it, if it says anything: many servers keep silent (RFC 3461 is not for all).
        const bool by_mail =
            std::ranges::any_of(able, [](const auto& each) { return each.addressed_by == facts::address_kind::mail; });
        if (by_mail && step.success_on == step_goal::delivered)
            warn("weak_proof", fmt::format("delivered by {} is a mail server's word, and many say nothing", channel));
        if (step.revokes && std::ranges::none_of(able, &channel_capability::revokes))
            warn("no_revoke", fmt::format("nothing can be taken back over {}", channel));
    }

    void look_at_ttl(const cascade_step& step, const std::vector<channel_capability>& able) {
        const auto grace_ms = turn_.limits.cascade.grace_ms;
        if (step.ttl_s > 0 && step.timeout_ms > 0 && int64_t{step.ttl_s} * SECOND_MS + grace_ms > step.timeout_ms)
            error("ttl_over_timeout",
                  fmt::format("the provider's time and {} s of grace are longer than the step", grace_ms / SECOND_MS));
        for (const auto& can : able) {
            if (step.ttl_s > 0 && can.ttl_max_s > 0 && (step.ttl_s < can.ttl_min_s || step.ttl_s > can.ttl_max_s))
                error("invalid_ttl", fmt::format("the provider takes {} to {} s", can.ttl_min_s, can.ttl_max_s));
            if (is_last() || step.timeout_ms == 0) continue;
            const auto least = can.ttl_max_s > 0 ? can.ttl_min_s : can.provider_ttl_s;
            if (int64_t{least} * SECOND_MS > step.timeout_ms)
                warn("provider_goes_on",
                     fmt::format("the provider tries for {} s at least: the person may get this and the next", least));
        }
    }

    void look_at_order(const cascade_step& step) {
        if (step_ < 2 || is_reordered()) return;
        const auto& before = value_.steps[step_ - 2U];
        if (before.channel == step.channel && before.account == step.account && before.sender == step.sender)
            warn("same_again", "this step is the one before once more");
    }

    const turn& turn_;
    const facts::cascade& value_;
    uint8_t step_ = 0;
    uint64_t begins_ms_ = 0;
    std::vector<cascade_remark> remarks_;
};

}  // namespace

std::vector<cascade_remark> lint(const turn& turn, const facts::cascade& value) {
    return judge{turn, value}.take();
}

}  // namespace kaskad::engine
