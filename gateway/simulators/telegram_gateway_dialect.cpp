#include "gateway/simulators/channel_dialects.hpp"
#include "gateway/simulators/channel_json.hpp"
#include "gateway/simulators/channel_signature.hpp"
#include "net/secret.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>

// Telegram Gateway: codes by number (channels.md 3.4). Of its errors only ACCESS_TOKEN_INVALID is documented where we
// could read it; the other names are what clients report.

namespace kaskad::gateway::simulators {

namespace {

namespace json = boost::json;

constexpr std::array KEYS{key_form{"api_token", key_source::secret, "AAG"}};
constexpr size_t CODE_MIN = 4;
constexpr size_t CODE_MAX = 8;
constexpr uint32_t TTL_MIN_S = 30;
constexpr uint32_t TTL_MAX_S = 3600;
constexpr size_t PAYLOAD_MAX = 128;
constexpr size_t URL_MAX = 256;

net::http_response refuse(std::string_view error) {
    return json_answer(200, {{"ok", false}, {"error", error}});
}

std::string_view error_of(channel_verdict verdict) {
    switch (verdict) {
        case channel_verdict::throttled:
            return "FLOOD_WAIT_1";
        case channel_verdict::suspended:
            return "BALANCE_NOT_ENOUGH";
        case channel_verdict::broken:
            return "INTERNAL_ERROR";
        default:
            return "PHONE_NUMBER_NOT_FOUND";
    }
}

uint32_t as_count(std::string_view text) {
    uint32_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

bool is_code(std::string_view code) {
    return code.size() >= CODE_MIN && code.size() <= CODE_MAX && digits_of(code) == code;
}

// Empty: nothing is wrong.
std::string_view find_fault(const channel_keys& fields) {
    if (!key_of(fields, "phone_number").starts_with('+')) return "PHONE_NUMBER_INVALID";
    const auto code = key_of(fields, "code");
    const auto length = as_count(key_of(fields, "code_length"));
    if (!is_code(code) && (!code.empty() || length < CODE_MIN || length > CODE_MAX)) return "CODE_INVALID";
    const auto ttl = key_of(fields, "ttl");
    if (!ttl.empty() && (as_count(ttl) < TTL_MIN_S || as_count(ttl) > TTL_MAX_S)) return "TTL_INVALID";
    if (key_of(fields, "payload").size() > PAYLOAD_MAX) return "PAYLOAD_INVALID";
    return key_of(fields, "callback_url").size() > URL_MAX ? "CALLBACK_URL_INVALID" : "";
}

std::string_view status_name(channel_event event) {
    return event == channel_event::unknown ? "teleported" : to_string(event);
}

json::object make_status(const channel_message& message, channel_event event, int64_t utc_ms) {
    json::object result{{"request_id", message.id},
                        {"phone_number", message.send.address},
                        {"request_cost", 0.01},
                        {"is_refunded", event == channel_event::expired},
                        {"remaining_balance", 100.0}};
    if (!message.send.echo.empty()) result["payload"] = message.send.echo;
    if (!message.is_checked_only)
        result["delivery_status"] = {{"status", status_name(event)}, {"updated_at", utc_ms / 1000}};
    return result;
}

class dialect : public channel_dialect {
  public:
    provider who() const override { return provider::telegram_gateway; }
    std::span<const key_form> keys() const override { return KEYS; }

    bool is_addressed(std::string_view path) const override {
        return path == "/sendVerificationMessage" || path == "/checkSendAbility" ||
               path == "/checkVerificationStatus" || path == "/revokeVerificationMessage";
    }

    channel_order read(const net::http_request& request, const channel_keys& keys, const channel_time&) const override {
        const auto fields = fields_of(request);
        if (!has_token(request, fields, key_of(keys, "api_token"))) return {.answer = refuse("ACCESS_TOKEN_INVALID")};
        if (!fields) return {.answer = refuse("REQUEST_INVALID")};
        const std::string id{key_of(*fields, "request_id")};
        if (request.path() == "/checkVerificationStatus") return {.wants = channel_order::kind::status, .id = id};
        if (request.path() == "/revokeVerificationMessage") return {.wants = channel_order::kind::revoke, .id = id};
        if (request.path() == "/checkSendAbility") return read_check(*fields);
        return read_send(*fields, id);
    }

    std::string make_id(uint64_t number, const channel_send&, const channel_keys&) const override {
        return std::to_string(number);
    }

    net::http_response answer_send(const channel_message& message, channel_verdict verdict,
                                   const channel_keys&) const override {
        if (verdict == channel_verdict::broken) return json_answer(500, {{"ok", false}, {"error", error_of(verdict)}});
        if (verdict != channel_verdict::accepted) return refuse(error_of(verdict));
        return json_answer(200, {{"ok", true}, {"result", make_status(message, channel_event::sent, message.utc_ms)}});
    }

    net::http_response answer_status(const channel_message* message, const channel_keys&) const override {
        if (message == nullptr) return refuse("REQUEST_ID_INVALID");
        return json_answer(200, {{"ok", true}, {"result", make_status(*message, message->state, message->utc_ms)}});
    }

    // It says only that the wish was heard; what came of it is told by a report.
    net::http_response answer_revoke(const channel_message* message, bool, const channel_keys&) const override {
        if (message == nullptr) return refuse("REQUEST_ID_INVALID");
        return json_answer(200, {{"ok", true}, {"result", true}});
    }

    std::optional<net::http_call> make_callback(const channel_message& message, const channel_step& step,
                                                const callback_place& to) const override {
        auto call = make_post(to.url, json::serialize(make_status(message, step.event, to.now.utc_ms)));
        const auto timestamp = std::to_string(to.now.real_utc_ms / 1000);
        auto signature = sign_telegram_gateway(key_of(to.keys, "api_token"), timestamp, call.body);
        call.fields.add("X-Request-Timestamp", timestamp);
        call.fields.add("X-Request-Signature", step.is_forged ? forge(std::move(signature)) : signature);
        return call;
    }

  private:
    static bool has_token(const net::http_request& request, const std::optional<channel_keys>& fields,
                          std::string_view token) {
        return has_bearer(request, token) || (fields && net::is_same_secret(key_of(*fields, "access_token"), token));
    }

    static channel_order read_check(const channel_keys& fields) {
        channel_order order{.wants = channel_order::kind::check};
        order.send.address = key_of(fields, "phone_number");
        if (!order.send.address.starts_with('+')) return {.answer = refuse("PHONE_NUMBER_INVALID")};
        return order;
    }

    static channel_order read_send(const channel_keys& fields, const std::string& id) {
        if (const auto fault = find_fault(fields); !fault.empty()) return {.answer = refuse(fault)};
        channel_order order{.wants = channel_order::kind::send};
        order.send.address = key_of(fields, "phone_number");
        order.send.text = key_of(fields, "code");
        order.send.echo = key_of(fields, "payload");
        order.send.callback_url = key_of(fields, "callback_url");
        order.send.checked_id = id;
        return order;
    }
};

}  // namespace

const channel_dialect& telegram_gateway_dialect() {
    static const dialect ONE;
    return ONE;
}

}  // namespace kaskad::gateway::simulators
