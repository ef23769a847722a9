#pragma once

#include "core/channel.hpp"
#include "core/id.hpp"
#include "core/reason.hpp"
#include "engine/facts/channel.hpp"
#include "engine/facts/channel_traffic.hpp"
#include "net/http_client.hpp"
#include "net/http_message.hpp"

#include <cstdint>
#include <expected>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// One provider's interface as a translator without state: what is to be sent becomes a call, the reply an answer, a
// callback becomes reports. No socket, no clock, no memory: who calls, repeats, counts and waits is
// channel_account.hpp. Errors by class: docs/providers.md. An adapter is a file of its own.

namespace kaskad::channels {

// What a person writes under [[channel]] for that adapter.
struct setting_form {
    std::string_view name;
    bool is_required = false;
    bool is_secret = false;
    std::string_view usual{};    // what holds where it is not written; the provider's own base URL for `base_url`
    std::string_view meaning{};  // a sentence
};

// An account with its secrets opened, on its shard.
struct account {
    core::link_id id;
    std::string name;
    std::map<std::string, std::string, std::less<>> settings;
    std::string token{};              // as the provider's token service gave it, for adapters that need one
    std::string callback_url{};       // where the provider reports to; empty = it is told elsewhere, or not at all
    std::string open_callback_url{};  // the same without its key, for requests that need none

    // As written; empty = it is not. What is usual then, its adapter knows: adapter::setting.
    std::string_view get(std::string_view name) const;
};

struct reply_reading {
    facts::channel_outcome outcome = facts::channel_outcome::accepted;
    std::string provider_id{};
    core::reason reason = core::reason::none;
    std::string code{};
    std::string text{};
    int64_t retry_after_ms = 0;
    bool is_sent = false;
    bool is_ambiguous = false;  // it may have been carried out: a 5xx of a provider that does not say it was not
};

struct callback_reading {
    std::vector<facts::channel_reported> reports;
    std::vector<facts::channel_heard> heard;
    uint32_t unknown = 0;         // of states that mean nothing to us; they are counted, and kept as evidence
    net::http_response answer{};  // what the provider wants to be told when all of it is durable
};

// 401 for what its signature does not fit, 400 for what cannot be read.
struct callback_fault {
    int status = 400;
    std::string why;
};

struct token_reading {
    std::string token;
    int64_t valid_ms = 0;
};

class mail_adapter;

class adapter {
  public:
    virtual ~adapter() = default;

    virtual std::string_view name() const = 0;  // in [[channel]] adapter = "..."
    virtual core::channel channel() const = 0;
    virtual facts::channel_capability capability() const = 0;
    // Of an account with these settings: less, where it is a setting that makes it possible.
    virtual facts::channel_capability capability_of(std::span<const facts::channel_setting>) const {
        return capability();
    }
    virtual std::span<const setting_form> settings() const = 0;
    // False: whoever knows the address can call back, so a part of it must be a secret.
    virtual bool signs_callbacks() const { return true; }
    // False: what it says proves itself, though the account's other callbacks need the secret part.
    virtual bool needs_key(const net::http_request&) const { return true; }
    // Itself, if it sends mails instead of making calls (mail_adapter.hpp).
    virtual const mail_adapter* by_mail() const { return nullptr; }
    // As written, or as usual; empty = neither.
    std::string_view setting(const account& of, std::string_view name) const;
    // 0 for what is no whole number.
    int64_t whole_setting(const account& of, std::string_view name) const;

    // Refused, with a sentence: content that the provider cannot be given. Then nothing is sent.
    virtual std::expected<net::http_call, std::string> make_call(const facts::send_over_channel& wanted,
                                                                 const account& from) const = 0;
    virtual reply_reading read_reply(const net::http_response& reply) const = 0;

    // Nothing: it cannot be taken back.
    virtual std::optional<net::http_call> make_revocation(const facts::revoke_over_channel& wanted,
                                                          const account& from) const;
    virtual facts::revoke_answered read_revocation(const net::http_response& reply) const;

    // Verified on the raw octets first. A GET is the provider's question whether the address is ours.
    virtual std::expected<callback_reading, callback_fault> read_callback(const net::http_request& request,
                                                                          const account& to, int64_t utc_ms) const = 0;

    // Nothing: the settings hold all it needs.
    virtual std::optional<net::http_call> make_token_call(const account& from, int64_t utc_ms) const;
    virtual std::expected<token_reading, std::string> read_token(const net::http_response& reply) const;
};

// In order of their names; they live for ever.
std::span<const adapter* const> adapters();
// nullptr: there is none of that name.
const adapter* find_adapter(std::string_view name);

// What a provider is given to echo: "<message id>.<attempt>", at most 24 characters.
std::string to_text(const facts::part_ref& attempt);
// An empty one (message 0) where it is not ours.
facts::part_ref parse_attempt(std::string_view text);

}  // namespace kaskad::channels
