#include "channels/answer_reading.hpp"

#include "channels/channel_text.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace kaskad::channels {

namespace {

using facts::channel_outcome;

constexpr int64_t RETRY_AFTER_MAX_S = 86'400;

bool is_success(int status) {
    return status >= 200 && status <= 299;
}

code_meaning read_refusal(int status) {
    switch (status) {
        case 401:
        case 403:
            return {{}, channel_outcome::account, core::reason::link_credentials};
        case 402:
            return {{}, channel_outcome::account, core::reason::link_out_of_credit};
        case 429:
            return {{}, channel_outcome::throttle, core::reason::link_throttled};
        case 413:
            return {{}, channel_outcome::config, core::reason::content_too_long};
        case 400:
        case 422:
            return {{}, channel_outcome::config, core::reason::link_rejected};
        default:  // redirects among them: the provider is not at that address
            return {{}, channel_outcome::config, core::reason::link_misconfigured};
    }
}

// 408: the provider gave up on a call that it may have read whole.
bool may_be_done(int status) {
    return is_success(status) || status == 408 || status >= 500;
}

}  // namespace

const code_meaning* find_meaning(std::span<const code_meaning> table, std::string_view code) {
    const auto found = std::ranges::find(table, code, &code_meaning::code);
    return found == table.end() ? nullptr : &*found;
}

reply_reading make_acceptance(std::string provider_id) {
    return {.outcome = channel_outcome::accepted, .provider_id = kept_id(provider_id)};
}

reply_reading make_refusal(const code_meaning& meaning, provider_words said) {
    return {.outcome = meaning.outcome,
            .reason = meaning.reason,
            .code = kept_words(said.code),
            .text = kept_words(said.text),
            .retry_after_ms = meaning.retry_after_ms};
}

reply_reading make_doubt(provider_words said) {
    auto reading = make_refusal({{}, channel_outcome::retry, core::reason::in_doubt}, std::move(said));
    reading.is_ambiguous = true;
    return reading;
}

reply_reading read_status(const net::http_response& reply, repetition repeated, provider_words said) {
    if (said.code.empty()) said.code = "HTTP " + std::to_string(reply.status);
    reply_reading reading;
    if (!may_be_done(reply.status)) {
        reading = make_refusal(read_refusal(reply.status), std::move(said));
    } else if (repeated == repetition::harmless) {
        reading = make_refusal({{}, channel_outcome::retry, core::reason::link_system_error}, std::move(said));
    } else {
        reading = make_doubt(std::move(said));
    }
    reading.retry_after_ms = retry_after_ms(reply);
    return reading;
}

reply_reading read_code(const code_meaning* meaning, const net::http_response& reply, repetition repeated,
                        provider_words said) {
    if (!meaning) return read_status(reply, repeated, std::move(said));
    auto reading = make_refusal(*meaning, std::move(said));
    reading.retry_after_ms = std::max(reading.retry_after_ms, retry_after_ms(reply));
    return reading;
}

int64_t retry_after_ms(const net::http_response& reply) {
    const auto text = reply.header("Retry-After").value_or("");
    int64_t seconds = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (error != std::errc{} || end != text.data() + text.size() || seconds < 0) return 0;
    return std::min(seconds, RETRY_AFTER_MAX_S) * 1'000;
}

}  // namespace kaskad::channels
