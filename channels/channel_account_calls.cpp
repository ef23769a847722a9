#include "channels/channel_account.hpp"
#include "channels/channel_text.hpp"
#include "channels/mail_adapter.hpp"
#include "core/assert.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <chrono>
#include <utility>

// What an account sends and hears: calls and their ends, revocations, tokens and callbacks.

namespace kaskad::channels {

namespace {

constexpr int UNAUTHORIZED = 401;

int64_t steady_ms() {
    return std::chrono::duration_cast<std::chrono::milliseconds>(net::clock::now().time_since_epoch()).count();
}

reply_reading config_fault(core::reason reason, std::string text) {
    reply_reading reading;
    reading.outcome = facts::channel_outcome::config;
    reading.reason = reason;
    reading.text = std::move(text);
    return reading;
}

// Never to be sent, however often it is tried.
bool is_our_fault(const net::http_error& error) {
    return error.code == net::http_error_code::bad_call;
}

}  // namespace

void channel_account::call(facts::send_over_channel effect, int64_t now) {
    const flight of{how_, effect.bind, effect.part, now};
    if (const auto* mailer = how_->by_mail()) {
        auto made = mailer->make_mail(effect, opened_->value, around_.utc_ms());
        return made ? mail(of, std::move(*made)) : refuse(of, std::move(made.error()));
    }
    auto made = how_->make_call(effect, opened_->value);
    if (!made) return refuse(of, std::move(made.error()));
    ++under_way_;
    ++counts_.calls;
    client_.send(by_proxy(std::move(*made)), [weak = weak_from_this(), of](const net::http_result& result) {
        if (const auto self = weak.lock()) self->take_result(of, result);
    });
}

void channel_account::refuse(const flight& of, std::string why) {
    ++counts_.refused;
    answer(of, config_fault(core::reason::template_refused, std::move(why)), {});
}

net::http_call channel_account::by_proxy(net::http_call call) const {
    call.proxy = opened_->proxy;
    return call;
}

void channel_account::mail(const flight& of, net::mail what) {
    if (!mail_client_)
        mail_client_.emplace(
            around_.home, net::mail_client_options{.mails_max = WINDOW_MAX, .mail_deadline = options_.mail_deadline});
    ++under_way_;
    ++counts_.calls;
    mail_client_->send(std::move(what), [weak = weak_from_this(), of](const net::mail_result& result) {
        if (const auto self = weak.lock()) self->take_mailed(of, result);
    });
}

void channel_account::take_result(const flight& of, const net::http_result& result) {
    ASSERT(under_way_ > 0);
    --under_way_;
    const auto now = steady_ms();
    if (result) {
        take_reply(of, *result, now);
    } else {
        take_error(of, result.error(), now);
    }
    settle_soon();
}

// As of a call.
void channel_account::take_mailed(const flight& of, const net::mail_result& result) {
    ASSERT(under_way_ > 0);
    --under_way_;
    const auto now = steady_ms();
    settle_soon();
    if (result) {
        note_answer(of, now);
        return take_reading(of, of.how->by_mail()->read_mail_reply(*result), result->text, now);
    }
    const auto& error = result.error();
    if (error.is_bad_mail) return answer(of, config_fault(core::reason::link_misconfigured, error.text), {});
    if (error.is_sent) return tell_unanswered(of);
    note_unsent(of, fmt::format("at {}: {}", to_string(error.stage), error.text), now);
}

void channel_account::note_answer(const flight& of, int64_t now) {
    health_.note_answer();
    counts_.response_ms = now - of.began;
    counts_.call_ms += static_cast<uint64_t>(now - of.began);
}

void channel_account::take_reply(const flight& of, const net::http_response& reply, int64_t now) {
    note_answer(of, now);
    // It may have been taken back before its time.
    if (needs_token_ && reply.status == UNAUTHORIZED) token_.forget(now);
    take_reading(of, of.how->read_reply(reply), reply.body, now);
}

void channel_account::take_reading(const flight& of, const reply_reading& reading, std::string_view said, int64_t now) {
    if (reading.outcome == facts::channel_outcome::throttle) throttle(reading.retry_after_ms, now);
    if (reading.is_ambiguous) return tell_unanswered(of);
    answer(of, reading, kept_evidence(said));
}

void channel_account::take_error(const flight& of, const net::http_error& error, int64_t now) {
    if (is_our_fault(error)) return answer(of, config_fault(core::reason::link_misconfigured, error.text), {});
    if (error.sent) return tell_unanswered(of);
    note_unsent(of, fmt::format("{} {}", to_string(error.code), error.text), now);
}

void channel_account::note_unsent(const flight& of, std::string_view why, int64_t now) {
    ++counts_.not_sent;
    around_.out.send(facts::submit_not_sent{of.bind, of.part});
    if (!health_.note_failure(of.began, now)) return;
    ++counts_.downs;
    spdlog::warn("channel {}: down: its provider cannot be reached: {}", terms_.name, why);
}

void channel_account::answer(const flight& of, const reply_reading& reading, std::string evidence) {
    ++counts_.outcomes[static_cast<size_t>(reading.outcome)];
    around_.out.send(facts::channel_answered{.bind = of.bind,
                                             .part = of.part,
                                             .outcome = reading.outcome,
                                             .provider_id = reading.provider_id,
                                             .reason = reading.reason,
                                             .code = reading.code,
                                             .text = reading.text,
                                             .retry_after_ms = reading.retry_after_ms,
                                             .is_sent = reading.is_sent,
                                             .evidence = std::move(evidence)});
}

void channel_account::tell_unanswered(const flight& of) {
    ++counts_.unanswered;
    around_.out.send(facts::submit_unanswered{of.bind, of.part});
}

// A long rest is none to be waited out with messages in hand: others may carry them.
void channel_account::throttle(int64_t retry_after_ms, int64_t now) {
    const auto wanted = retry_after_ms > 0 ? retry_after_ms : options_.throttle_pause_ms;
    const auto pause = std::min(wanted, options_.throttle_pause_max_ms);
    pace_.cut(pause, now);
    if (pause <= options_.hold_max_ms) return;
    ++counts_.downs;
    health_.rest(pause, now);
}

void channel_account::slow() {
    throttle(0, steady_ms());
    settle_soon();
}

void channel_account::revoke(const facts::revoke_over_channel& effect) {
    const auto tell = [this, account = effect.account, part = effect.part](facts::revoke_answered what) {
        what.account = account;
        what.part = part;
        if (what.result == facts::revocation::revoked) ++counts_.revoked;
        around_.out.send(what);
    };
    ++counts_.revocations;
    auto call = opened_ ? how_->make_revocation(effect, opened_->value) : std::nullopt;
    if (!call || revoking_ >= REVOCATIONS_MAX) return tell({.result = facts::revocation::failed});
    ++revoking_;
    around_.aside.send(
        by_proxy(std::move(*call)), [weak = weak_from_this(), how = how_, tell](const net::http_result& result) {
            const auto self = weak.lock();
            if (!self) return;
            --self->revoking_;
            tell(result ? how->read_revocation(*result) : facts::revoke_answered{.result = facts::revocation::failed});
            self->settle_soon();
        });
}

void channel_account::ask_for_token(int64_t now) {
    auto call = how_->make_token_call(opened_->value, around_.utc_ms());
    if (!call) return token_.note_failure(now);
    token_.note_asked();
    around_.aside.send(by_proxy(std::move(*call)),
                       [weak = weak_from_this(), how = how_, version = version_](const net::http_result& result) {
                           const auto self = weak.lock();
                           if (self && self->version_ == version) self->take_token(*how, result);
                       });
}

void channel_account::take_token(const adapter& how, const net::http_result& result) {
    const auto now = steady_ms();
    auto read = result ? how.read_token(*result)
                       : std::expected<token_reading, std::string>{std::unexpected(result.error().text)};
    if (read) {
        token_.take(std::move(*read), now);
        opened_->value.token = token_.value();
    } else {
        token_.note_failure(now);
        spdlog::warn("channel {}: its provider gives no token: {}", terms_.name, read.error());
    }
    if (!token_.has(now)) ++counts_.token_failures;
    settle_soon();
}

std::expected<callback_reading, callback_fault> channel_account::read_callback(std::string_view key,
                                                                               const net::http_request& request) {
    if (!opened_) return std::unexpected(callback_fault{503, "the account cannot be used"});
    auto refused = how_->needs_key(request) ? why_not_caller(*opened_, key, request.remote_address) : std::nullopt;
    auto read =
        refused ? std::unexpected(std::move(*refused)) : how_->read_callback(request, opened_->value, around_.utc_ms());
    if (!read) {
        const bool is_forged = read.error().status == 401 || read.error().status == 404;
        ++(is_forged ? counts_.callbacks_forged : counts_.callbacks_unreadable);
        return read;
    }
    ++counts_.callbacks;
    counts_.reports += read->reports.size();
    counts_.heard += read->heard.size();
    counts_.unknown_states += read->unknown;
    for (auto& report : read->reports) {
        if (report.evidence.empty()) report.evidence = kept_evidence(request.body);
    }
    return read;
}

}  // namespace kaskad::channels
