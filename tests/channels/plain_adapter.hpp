#pragma once

#include "channels/adapter.hpp"

#include <array>
#include <charconv>
#include <string>

// An adapter of a provider that there is not: texts go as they are, the status says what became of them.

namespace kaskad::channels {

class plain_adapter : public adapter {
  public:
    std::string_view name() const override { return "plain"; }
    core::channel channel() const override { return core::channel::viber; }
    facts::channel_capability capability() const override { return {.takes_text = true}; }
    std::span<const setting_form> settings() const override { return SETTINGS; }

    std::expected<net::http_call, std::string> make_call(const facts::send_over_channel& wanted,
                                                         const account& from) const override {
        if (wanted.content.text.empty()) return std::unexpected("there is no text");
        auto call = call_of(from, "/send");
        if (wanted.content.text == "bad") call.url = "no address";
        call.body = to_text(wanted.part) + " " + wanted.content.text;
        if (!from.token.empty()) call.fields.add("Authorization", "Bearer " + from.token);
        return call;
    }

    reply_reading read_reply(const net::http_response& reply) const override {
        reply_reading reading;
        if (reply.status == 200) reading.provider_id = reply.body;
        if (reply.status == 404) reading.outcome = facts::channel_outcome::next;
        if (reply.status == 429) reading.outcome = facts::channel_outcome::throttle;
        if (reply.status == 401) reading.outcome = facts::channel_outcome::account;
        if (reply.status == 429) reading.retry_after_ms = number_of(reply.body);
        reading.is_ambiguous = reply.status == 500;
        reading.code = std::to_string(reply.status);
        return reading;
    }

    std::optional<net::http_call> make_revocation(const facts::revoke_over_channel& wanted,
                                                  const account& from) const override {
        if (wanted.provider_id.empty()) return std::nullopt;
        return call_of(from, "/revoke/" + wanted.provider_id);
    }
    facts::revoke_answered read_revocation(const net::http_response& reply) const override {
        return {.result = reply.status == 200 ? facts::revocation::revoked : facts::revocation::too_late};
    }

    // One report for each "+" of the body, one word for each "?".
    std::expected<callback_reading, callback_fault> read_callback(const net::http_request& request, const account&,
                                                                  int64_t) const override {
        if (request.header("X-Signature") != "good") return std::unexpected(callback_fault{401, "forged"});
        if (request.body.starts_with("!")) return std::unexpected(callback_fault{400, "what is this"});
        callback_reading reading;
        for (const auto letter : request.body) {
            if (letter == '+') reading.reports.push_back({.provider_id = "p"});
            if (letter == '?') reading.heard.push_back({.recipient = "491512345678"});
        }
        reading.unknown = request.body.empty() ? 1 : 0;
        reading.answer.body = "thanks";
        return reading;
    }

    std::optional<net::http_call> make_token_call(const account& from, int64_t) const override {
        if (from.get("with_token").empty()) return std::nullopt;
        return call_of(from, "/token");
    }
    std::expected<token_reading, std::string> read_token(const net::http_response& reply) const override {
        if (reply.status != 200) return std::unexpected("no");
        return token_reading{reply.body, 60'000};
    }

  private:
    static net::http_call call_of(const account& from, const std::string& path) {
        net::http_call call;
        call.url = std::string{from.get("base_url")} + path;
        return call;
    }
    static int64_t number_of(std::string_view text) {
        int64_t value = 0;
        std::from_chars(text.data(), text.data() + text.size(), value);
        return value;
    }

    static constexpr std::array SETTINGS{setting_form{.name = "base_url", .is_required = true}};
};

}  // namespace kaskad::channels
