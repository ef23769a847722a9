#include "gateway/simulators/channel_dialects.hpp"
#include "gateway/simulators/channel_json.hpp"

#include <array>

// Viber Business Messages (channels.md 3.2): HTTP 200 whatever happens, the outcome in `status`; nothing is signed.

namespace kaskad::gateway::simulators {

namespace {

namespace json = boost::json;

constexpr std::array KEYS{key_form{"service_id", key_source::digits}};

// Viber's numbers.
enum class status : int {
    ok = 0,
    internal_failure = 1,
    bad_service_id = 2,
    bad_data = 3,
    bad_type = 4,
    bad_parameters = 6,
    user_blocked = 8,
    not_viber_user = 9,
    bad_label = 18,
    bad_ttl = 20,
    bad_template = 38,
    service_blocked = 43,
};

constexpr int64_t TTL_MIN_S = 30;
constexpr int64_t TTL_MAX_S = 1'209'600;

net::http_response answer(status value, std::string_view sequence, std::string_view token = {}) {
    json::object body{{"status", static_cast<int>(value)}};
    if (!sequence.empty()) body["seq"] = as_number(sequence);
    if (!token.empty()) body["message_token"] = token;
    return json_answer(200, body);
}

status status_of(channel_verdict verdict) {
    switch (verdict) {
        case channel_verdict::accepted:
            return status::ok;
        case channel_verdict::unreachable:
            return status::not_viber_user;
        case channel_verdict::opted_out:
            return status::user_blocked;
        case channel_verdict::suspended:
            return status::service_blocked;
        case channel_verdict::template_refused:
            return status::bad_template;
        case channel_verdict::throttled:  // Viber has no word for it
        case channel_verdict::broken:
            return status::internal_failure;
    }
    return status::internal_failure;
}

bool is_type(int64_t value) {
    return (value >= 200 && value < 300) || (value >= 1700 && value < 1800);
}

bool is_label(std::string_view value) {
    return value == "transaction" || value == "promotion" || value == "session";
}

status judge(const json::value& body, const channel_send& send, const channel_keys& keys) {
    if (text_at(body, "/service_id") != key_of(keys, "service_id")) return status::bad_service_id;
    if (!is_type(number_at(body, "/type").value_or(0))) return status::bad_type;
    if (digits_of(send.address).empty()) return status::bad_parameters;
    if (send.text.empty() && send.template_name.empty()) return status::bad_parameters;
    if (!is_label(text_at(body, "/label"))) return status::bad_label;
    const auto ttl = number_at(body, "/ttl").value_or(TTL_MAX_S);
    if (ttl < TTL_MIN_S || ttl > TTL_MAX_S) return status::bad_ttl;
    return is_missing(send.template_name) ? status::bad_template : status::ok;
}

int message_status(channel_event event) {
    switch (event) {
        case channel_event::delivered:
            return 0;
        case channel_event::read:
            return 1;
        case channel_event::expired:
            return 2;
        case channel_event::opted_out:
            return 5;
        default:
            return 99;
    }
}

class dialect : public channel_dialect {
  public:
    provider who() const override { return provider::viber; }
    std::span<const key_form> keys() const override { return KEYS; }
    bool is_addressed(std::string_view path) const override { return path == "/vibersrvc/1/send_message"; }

    channel_order read(const net::http_request& request, const channel_keys& keys, const channel_time&) const override {
        if (request.method != "POST") return {.answer = refuse_method()};
        const auto body = parse_object(request.body);
        if (!body) return {.answer = answer(status::bad_data, "")};
        channel_order order{.wants = channel_order::kind::send};
        order.send.address = text_at(*body, "/dest");
        order.send.echo = text_at(*body, "/tag");
        if (order.send.echo.empty()) order.send.echo = text_at(*body, "/message/#tracking_data");
        order.send.template_name = text_at(*body, "/message/#template_id");
        order.send.text = text_at(*body, "/message/#txt");
        order.send.options["seq"] = text_at(*body, "/seq");
        const auto verdict = judge(*body, order.send, keys);
        if (verdict != status::ok) return {.answer = answer(verdict, order.send.options["seq"])};
        return order;
    }

    std::string make_id(uint64_t number, const channel_send&, const channel_keys&) const override {
        constexpr uint64_t FIRST = 5'000'000'000'000'000'000;  // theirs have 19 digits
        return std::to_string(FIRST + number);
    }

    net::http_response answer_send(const channel_message& message, channel_verdict verdict,
                                   const channel_keys&) const override {
        const auto token = verdict == channel_verdict::accepted ? std::string_view{message.id} : std::string_view{};
        return answer(status_of(verdict), key_of(message.send.options, "seq"), token);
    }

    std::optional<net::http_call> make_callback(const channel_message& message, const channel_step& step,
                                                const callback_place& to) const override {
        json::object body{{"message_token", message.id},
                          {"phone_number", digits_of(message.send.address)},
                          {"service_id", as_number(key_of(to.keys, "service_id"))}};
        if (step.event == channel_event::reply) {
            body["message_token"] = std::to_string(to.number);
            body["time"] = to.now.utc_ms;
            body["message"] = {{"text", step.text}, {"tracking_data", message.send.echo}};
        } else {
            body["message_status"] = message_status(step.event);
            body["message_time"] = to.now.utc_ms;
        }
        // Only the address tells that a callback is Viber's: one that is not comes to another.
        return make_post(step.is_forged ? to.url + "/forged" : to.url, json::serialize(body));
    }
};

}  // namespace

const channel_dialect& viber_dialect() {
    static const dialect ONE;
    return ONE;
}

}  // namespace kaskad::gateway::simulators
