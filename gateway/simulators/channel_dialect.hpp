#pragma once

#include "gateway/simulators/channel_fate.hpp"
#include "net/http_client.hpp"
#include "net/http_message.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// One provider's interface as it is from the outside, written from its own documents (channels.md 3) and not from our
// adapters: two readings that must agree. Pure: requests become orders, verdicts become answers, events become posts. A
// dialect is a file of its own.

namespace kaskad::gateway::simulators {

// What the provider and its customer share, by the names our settings have.
using channel_keys = std::map<std::string, std::string, std::less<>>;

// Empty where there is none of that name.
std::string_view key_of(const channel_keys& keys, std::string_view name);

// How a key comes about that nobody gave.
enum class key_source : uint8_t { given, digits, secret, webhook_secret, rsa };

struct key_form {
    std::string_view name;
    key_source source = key_source::given;
    std::string_view usual{};  // of a given one; else what stands in front of the generated part
};

struct channel_send {
    std::string address;  // its last two digits decide
    std::string echo;     // given back in callbacks
    std::string template_name;
    std::string text;
    std::string callback_url;  // empty: the account's
    std::string checked_id;    // of an earlier check whose fee is used
    channel_keys options;      // what else its dialect wants to know later
};

// What a provider keeps of a send it took.
struct channel_message {
    provider where = provider::whatsapp;
    std::string id;
    uint64_t number = 0;  // of all sends, from 1
    channel_send send;
    int64_t utc_ms = 0;  // when it came
    revoke_fate revoke = revoke_fate::by_state;
    channel_event state = channel_event::sent;  // what was told last
    bool is_delivered = false;
    bool is_revoked = false;
    bool is_checked_only = false;  // asked whether it could go, and not yet sent
    uint32_t told = 0;             // callbacks made so far
};

struct channel_order {
    enum class kind : uint8_t { answer, send, check, status, revoke };

    kind wants = kind::answer;
    net::http_response answer{};  // at once: what is refused, or asks for no message
    channel_send send{};
    std::string id{};  // of the message a status or revocation is about
};

// A moment: of the simulated clock, and of the real one, by which tokens and signatures go, for others check those.
struct channel_time {
    int64_t utc_ms = 0;
    int64_t real_utc_ms = 0;
};

// What a callback needs beside the message and what is told.
struct callback_place {
    const std::string& url;
    const channel_keys& keys;
    channel_time now;
    uint64_t number = 0;  // of all callbacks, unique also over restarts
};

class channel_dialect {
  public:
    virtual ~channel_dialect() = default;

    virtual provider who() const = 0;
    virtual std::span<const key_form> keys() const = 0;
    virtual bool is_addressed(std::string_view path) const = 0;
    // The same send twice arrives once: its id comes from what the sender calls it.
    virtual bool is_idempotent() const { return false; }
    virtual channel_order read(const net::http_request& request, const channel_keys& keys,
                               const channel_time& now) const = 0;

    // `number`: unique, also over restarts.
    virtual std::string make_id(uint64_t number, const channel_send& send, const channel_keys& keys) const = 0;
    virtual net::http_response answer_send(const channel_message& message, channel_verdict verdict,
                                           const channel_keys& keys) const = 0;
    // nullptr: there is no such message.
    virtual net::http_response answer_status(const channel_message* message, const channel_keys& keys) const;
    virtual net::http_response answer_revoke(const channel_message* message, bool is_revoked,
                                             const channel_keys& keys) const;

    // Nothing: that is not told.
    virtual std::optional<net::http_call> make_callback(const channel_message& message, const channel_step& step,
                                                        const callback_place& to) const = 0;
};

// In the order of PROVIDERS; they live for ever.
std::span<const channel_dialect* const> channel_dialects();
const channel_dialect& dialect_of(provider who);
// nullptr: none has such a path.
const channel_dialect* find_dialect(std::string_view path);

// A POST of JSON.
net::http_call make_post(const std::string& url, std::string body);
// "+7 (916) 123" to "7916123".
std::string digits_of(std::string_view text);
// Whether the header is "Bearer <token>".
bool has_bearer(const net::http_request& request, std::string_view token);
net::http_response refuse_method();
// Of a path, without empty ones: "/v1/x" is {"v1", "x"}.
std::vector<std::string_view> segments_of(std::string_view path);
// The fields of a form or of a flat JSON object, by the content type; nothing for what is neither.
std::optional<channel_keys> fields_of(const net::http_request& request);
// Templates nobody approved: "missing_*".
bool is_missing(std::string_view template_name);

}  // namespace kaskad::gateway::simulators
