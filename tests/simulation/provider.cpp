#include "tests/simulation/provider.hpp"

#include <fmt/format.h>

#include <functional>
#include <utility>

namespace kaskad::simulation {

namespace {

using core::channel;
using facts::attempt_state;
using facts::channel_outcome;

constexpr int64_t SECOND_MS = 1'000;
constexpr int64_t MINUTE_MS = 60'000;
constexpr int64_t PROMPT_MS_MAX = 20 * SECOND_MS;
constexpr int64_t LATE_MS_MAX = 20 * MINUTE_MS;
constexpr uint32_t RARELY = 100;
constexpr uint32_t EVEN = 500;

rare path_of(channel_outcome outcome) {
    switch (outcome) {
        case channel_outcome::accepted:
        case channel_outcome::next:
            return rare::channel_next;
        case channel_outcome::retry:
            return rare::channel_retry;
        case channel_outcome::throttle:
            return rare::channel_throttle;
        case channel_outcome::account:
            return rare::channel_account;
        case channel_outcome::config:
            return rare::channel_config;
    }
    return rare::channel_next;
}

}  // namespace

provider::provider(agenda& when, chance luck, const plan& made, watch& watch, callbacks& tells, facts::link terms)
    : when_{when},
      luck_{luck},
      habits_{made.messengers},
      fault_{made.fault},
      watch_{watch},
      tells_{tells},
      terms_{std::move(terms)} {}

// The same people for ever, others on each channel.
bool provider::is_absent(const std::string& recipient) const {
    chance own{std::stoull(recipient) * 8 + static_cast<uint64_t>(terms_.channel)};
    return own.happens(habits_.absent);
}

provider::reply provider::call(const facts::send_over_channel& sent) {
    watch_.calls.make(sent.part, terms_.capability.is_idempotent, watch_.broken);
    if (messages_.contains(sent.part)) return call_again(sent);
    reply made{.answer = judge(sent)};
    const bool is_slow = happens(habits_.report_early);
    made.delay_ms = is_slow ? luck_.between(SECOND_MS, 5 * SECOND_MS) : luck_.between(1, habits_.answer_ms_max);
    made.is_lost = happens(habits_.answer_lost);
    if (made.answer.outcome != channel_outcome::accepted) {
        ++watch_.counts[path_of(made.answer.outcome)];
        return made;
    }
    auto& kept = keep(sent);
    made.answer.provider_id = kept.id;
    kept.answer_due_ms = made.is_lost ? 0 : when_.now_ms() + made.delay_ms;
    made.answer.is_sent = terms_.channel == channel::telegram && luck_.happens(EVEN);
    plan_life(kept, is_slow ? 0 : made.delay_ms, is_absent(sent.recipient));
    return made;
}

// It knows the call by our name, and says what it said before.
provider::reply provider::call_again(const facts::send_over_channel& sent) {
    facts::channel_answered answer;
    answer.bind = sent.bind;
    answer.part = sent.part;
    answer.provider_id = messages_.at(sent.part).id;
    return {.answer = std::move(answer), .delay_ms = luck_.between(1, habits_.answer_ms_max)};
}

facts::channel_answered provider::judge(const facts::send_over_channel& sent) {
    facts::channel_answered answer;
    answer.bind = sent.bind;
    answer.part = sent.part;
    const bool knows_at_once = terms_.capability.refuses_at_once;
    if (when_.now_ms() < closed_until_ms_ || happens(habits_.account)) {
        refuse(answer, channel_outcome::account, core::reason::link_out_of_credit);
    } else if (happens(habits_.throttle)) {
        refuse(answer, channel_outcome::throttle, core::reason::link_throttled);
        answer.retry_after_ms = luck_.happens(EVEN) ? luck_.between(SECOND_MS, 10 * SECOND_MS) : 0;
    } else if (happens(habits_.retry)) {
        refuse(answer, channel_outcome::retry, core::reason::link_system_error);
    } else if (happens(habits_.config)) {
        refuse(answer, channel_outcome::config, core::reason::template_refused);
    } else if (knows_at_once && is_absent(sent.recipient)) {
        refuse(answer, channel_outcome::next, core::reason::not_on_channel);
    } else if (happens(habits_.refused)) {
        refuse(answer, channel_outcome::next, core::reason::recipient_blocked);
    }
    return answer;
}

void provider::refuse(facts::channel_answered& answer, channel_outcome outcome, core::reason reason) {
    answer.outcome = outcome;
    answer.reason = reason;
    answer.code = fmt::format("{}", static_cast<int>(outcome));
    answer.text = "no";
}

provider::message& provider::keep(const facts::send_over_channel& sent) {
    auto& kept = messages_[sent.part];
    kept.ref = sent.part;
    kept.id = fmt::format("{}-{}", terms_.name, ++last_id_);
    kept.recipient = sent.recipient;
    watch_.calls.accept(sent.part, kept.id, terms_.channel == channel::whatsapp);
    return kept;
}

// What becomes of it from here on.
void provider::plan_life(message& of, int64_t answer_ms, bool is_absent) {
    const bool is_late = happens(habits_.report_late);
    const auto delay_ms = answer_ms + (is_late                   ? luck_.between(MINUTE_MS, LATE_MS_MAX)
                                       : luck_.happens(EVEN / 2) ? luck_.between(0, 50)
                                                                 : luck_.between(0, PROMPT_MS_MAX));
    if (terms_.capability.proves_sent && luck_.happens(EVEN))
        report_later(of, attempt_state::sent, luck_.between(0, delay_ms));
    if (is_absent || happens(habits_.negative)) return plan_end(of, delay_ms);
    if (happens(habits_.report_contrary))
        report_later(of, attempt_state::expired, delay_ms + luck_.between(-delay_ms, MINUTE_MS));
    plan_arrival(of, delay_ms);
}

// It does not arrive.
void provider::plan_end(message& of, int64_t delay_ms) {
    if (happens(habits_.report_none)) return;
    of.is_refunded = terms_.channel == channel::telegram;
    const bool expires = of.is_refunded || luck_.happens(EVEN);
    report_later(of, expires ? attempt_state::expired : attempt_state::undelivered, delay_ms);
    const bool is_invented = fault_ == shell_fault::invents_delivery && luck_.happens(EVEN);
    if (is_invented) report_later(of, attempt_state::delivered, delay_ms);
}

void provider::plan_arrival(message& of, int64_t delay_ms) {
    after(delay_ms, [this, &of] {
        if (!of.is_revoked) arrive(of);
    });
}

void provider::arrive(message& of) {
    of.arrived = true;
    watch_.calls.arrive(of.ref);
    const bool is_read_at_once = luck_.happens(RARELY) && terms_.capability.proves_read;
    const bool is_silent = happens(habits_.report_none);
    if (!is_silent && !is_read_at_once) report_later(of, attempt_state::delivered, 0);
    if (!is_silent && is_read_at_once) watch_.calls.read(of.ref);
    if (!is_silent && is_read_at_once) report_later(of, attempt_state::read, 0);
    if (!is_silent && !is_read_at_once && terms_.capability.proves_read && luck_.happens(habits_.read))
        plan_reading(of);
    if (happens(habits_.report_contrary)) report_later(of, attempt_state::expired, luck_.between(0, MINUTE_MS));
    plan_answer(of);
}

void provider::plan_reading(message& of) {
    const auto delay_ms = happens(habits_.report_reversed) ? 0 : luck_.between(0, 2 * PROMPT_MS_MAX);
    after(delay_ms, [this, &of, delay_ms] {
        watch_.calls.read(of.ref);
        report_later(of, attempt_state::read, 0);
        if (delay_ms == 0) report_later(of, attempt_state::delivered, luck_.between(1, 5 * SECOND_MS));
    });
}

// People answer, and want no more of it, and want it again.
void provider::plan_answer(const message& of) {
    using enum facts::channel_heard::word;
    if (happens(habits_.replies)) after(luck_.between(0, MINUTE_MS), [this, &of] { hear(of, text, "thank you"); });
    if (!happens(habits_.opt_outs)) return;
    after(luck_.between(0, MINUTE_MS), [this, &of] { hear(of, opted_out, "STOP"); });
    after(luck_.between(2 * MINUTE_MS, 5 * MINUTE_MS), [this, &of] { hear(of, opted_in, "START"); });
}

void provider::hear(const message& of, facts::channel_heard::word said, std::string text) {
    facts::channel_heard told;
    told.account = terms_.id;
    told.recipient = of.recipient;
    told.said = said;
    told.text = std::move(text);
    told.source = "simulated";
    tells_.tell(std::move(told), {});
}

void provider::report_later(message& of, attempt_state state, int64_t delay_ms) {
    after(delay_ms, [this, &of, state] { report(of, state); });
    if (happens(habits_.report_twice))
        after(delay_ms + luck_.between(0, MINUTE_MS), [this, &of, state] { report(of, state); });
}

void provider::report(message& of, attempt_state state) {
    const bool is_positive = state == attempt_state::delivered || state == attempt_state::read;
    if (of.is_revoked && !is_positive) return;
    facts::channel_reported told;
    told.account = terms_.id;
    told.provider_id = of.id;
    if (terms_.channel == channel::whatsapp) told.part = of.ref;
    told.state = state;
    told.recipient = of.recipient;
    told.is_refunded = state == attempt_state::expired && of.is_refunded && !of.arrived;
    if (state == attempt_state::expired) told.reason = core::reason::validity_expired;
    if (state == attempt_state::undelivered) told.reason = core::reason::not_on_channel;
    if (when_.now_ms() < of.answer_due_ms) ++watch_.counts[rare::report_early];
    if (told.is_refunded) ++watch_.counts[rare::refund];
    watch_.report_sent(terms_.id, of.id, state);
    const auto taken = [this, &of, state] { watch_.report_taken(terms_.id, of.id, of.ref, state); };
    if (fault_ == shell_fault::drops_report && is_positive && luck_.happens(RARELY)) return taken();
    tells_.tell(std::move(told), taken);
}

provider::revocation provider::revoke(const facts::revoke_over_channel& asked) {
    revocation made;
    made.answer.account = terms_.id;
    made.answer.part = asked.part;
    made.delay_ms = luck_.between(1, happens(RARELY) ? 2 * PROMPT_MS_MAX : habits_.answer_ms_max);
    const auto found = messages_.find(asked.part);
    if (found == messages_.end() || found->second.id != asked.provider_id) {
        watch_.complain("a provider is asked to take back what it never took");
        return made;
    }
    auto& known = found->second;
    made.is_lost = happens(habits_.revoke_lost);
    made.answer.result = known.arrived ? facts::revocation::too_late : facts::revocation::revoked;
    if (happens(habits_.revoke_lost)) {
        made.answer.result = facts::revocation::failed;
        return made;
    }
    ++watch_.counts[known.arrived ? rare::revoke_late : rare::revoked];
    known.is_revoked = !known.arrived;
    made.answer.is_refunded = known.is_revoked && luck_.happens(EVEN);
    return made;
}

void provider::after(int64_t delay_ms, std::function<void()> what) {
    ++planned_;
    when_.after(delay_ms, [this, what = std::move(what)] {
        --planned_;
        what();
    });
}

}  // namespace kaskad::simulation
