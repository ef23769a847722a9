#include "gateway/simulators/channel_dialects.hpp"
#include "gateway/simulators/channel_json.hpp"
#include "gateway/simulators/channel_signature.hpp"
#include "net/base64.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

// WhatsApp Cloud API (channels.md 3.1).

namespace kaskad::gateway::simulators {

namespace {

namespace json = boost::json;

constexpr std::array KEYS{
    key_form{"access_token", key_source::secret, "EAA"},
    key_form{"app_secret", key_source::secret},
    key_form{"phone_number_id", key_source::digits},
    key_form{"verify_token", key_source::secret},
};

net::http_response graph_error(int status, int code, std::string_view message, std::string_view details) {
    return json_answer(status, {{"error",
                                 {{"message", fmt::format("(#{}) {}", code, message)},
                                  {"type", "OAuthException"},
                                  {"code", code},
                                  {"error_data", {{"messaging_product", "whatsapp"}, {"details", details}}},
                                  {"fbtrace_id", "AbCdEfGhIjKlMnOp"}}}});
}

net::http_response refuse_token() {
    return json_answer(401, {{"error",
                              {{"message", "Invalid OAuth access token - Cannot parse access token"},
                               {"type", "OAuthException"},
                               {"code", 190},
                               {"fbtrace_id", "AbCdEfGhIjKlMnOp"}}}});
}

net::http_response refuse_verdict(channel_verdict verdict) {
    switch (verdict) {
        case channel_verdict::unreachable:
            return graph_error(400, 131026, "Message undeliverable", "Message Undeliverable.");
        case channel_verdict::opted_out:
            return graph_error(400, 131050, "Unable to deliver the message",
                               "This recipient has chosen to stop receiving marketing messages from your business.");
        case channel_verdict::throttled:
            return graph_error(429, 130429, "Rate limit hit", "Cloud API message throughput has been reached.");
        case channel_verdict::suspended:
            return graph_error(403, 131031, "Business Account locked", "The account has been locked.");
        case channel_verdict::broken:
            return graph_error(500, 131000, "Something went wrong", "Something went wrong.");
        case channel_verdict::template_refused:
            return graph_error(400, 132015, "Template is Paused", "The template is paused due to low quality.");
        case channel_verdict::accepted:
            break;
    }
    return {};
}

bool is_version(std::string_view segment) {
    return segment.size() > 1 && segment.front() == 'v' && segment[1] >= '0' && segment[1] <= '9';
}

std::string_view status_name(channel_event event) {
    switch (event) {
        case channel_event::failed:
        case channel_event::opted_out:
            return "failed";
        case channel_event::unknown:
            return "teleported";
        default:
            return to_string(event);
    }
}

json::array errors_of(channel_event event) {
    const bool is_failed = event == channel_event::failed;
    const std::string_view title = is_failed ? "Message undeliverable" : "User has stopped marketing messages";
    return {{{"code", is_failed ? 131026 : 131050},
             {"title", title},
             {"message", title},
             {"error_data", {{"details", is_failed ? "Message Undeliverable." : "The recipient has opted out."}}},
             {"href", "https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/"}}};
}

json::object make_status(const channel_message& message, channel_event event, int64_t utc_ms) {
    json::object status{{"id", message.id},
                        {"status", status_name(event)},
                        {"timestamp", std::to_string(utc_ms / 1000)},
                        {"recipient_id", digits_of(message.send.address)}};
    if (!message.send.echo.empty()) status["biz_opaque_callback_data"] = message.send.echo;
    if (status["status"] == "failed") status["errors"] = errors_of(event);
    if (event == channel_event::sent || event == channel_event::delivered) {
        status["conversation"] = {{"id", "c0nversat10n"}, {"origin", {{"type", "utility"}}}};
        status["pricing"] = {{"billable", true}, {"pricing_model", "PMP"}, {"category", "utility"}};
    }
    return status;
}

json::array make_statuses(const channel_message& message, const channel_step& step, int64_t utc_ms) {
    json::array statuses;
    for (uint32_t number = 1; number < step.count; ++number) {
        channel_message stranger{.id = fmt::format("wamid.stranger.{}.{}", message.number, number)};
        stranger.send.address = fmt::format("799900000{:02}", number);
        statuses.push_back(make_status(stranger, step.event, utc_ms));
    }
    statuses.push_back(make_status(message, step.event, utc_ms));
    return statuses;
}

json::object make_value(const channel_message& message, const channel_step& step, const callback_place& to) {
    json::object value{
        {"messaging_product", "whatsapp"},
        {"metadata",
         {{"display_phone_number", "15550000000"}, {"phone_number_id", key_of(to.keys, "phone_number_id")}}}};
    if (step.event != channel_event::reply) {
        value["statuses"] = make_statuses(message, step, to.now.utc_ms);
        return value;
    }
    const auto person = digits_of(message.send.address);
    value["contacts"] = json::array{{{"profile", {{"name", "A person"}}}, {"wa_id", person}}};
    json::object text{{"from", person},
                      {"id", fmt::format("wamid.reply.{}", to.number)},
                      {"timestamp", std::to_string(to.now.utc_ms / 1000)},
                      {"type", "text"},
                      {"text", {{"body", step.text}}}};
    if (!message.id.empty()) text["context"] = {{"from", "15550000000"}, {"id", message.id}};
    value["messages"] = json::array{std::move(text)};
    return value;
}

class dialect : public channel_dialect {
  public:
    provider who() const override { return provider::whatsapp; }
    std::span<const key_form> keys() const override { return KEYS; }

    bool is_addressed(std::string_view path) const override {
        const auto segments = segments_of(path);
        return segments.size() == 3 && is_version(segments[0]) && segments[2] == "messages";
    }

    channel_order read(const net::http_request& request, const channel_keys& keys, const channel_time&) const override {
        if (request.method != "POST") return {.answer = refuse_method()};
        if (!has_bearer(request, key_of(keys, "access_token"))) return {.answer = refuse_token()};
        const auto id = segments_of(request.path())[1];
        if (id != key_of(keys, "phone_number_id"))
            return {.answer = graph_error(400, 100, "Unsupported post request",
                                          fmt::format("Object with ID '{}' does not exist.", id))};
        const auto body = parse_object(request.body);
        if (!body || text_at(*body, "/messaging_product") != "whatsapp")
            return {.answer = graph_error(400, 100, "Invalid parameter", "messaging_product must be whatsapp.")};
        return read_send(*body);
    }

    std::string make_id(uint64_t number, const channel_send& send, const channel_keys&) const override {
        return "wamid." + net::to_base64(fmt::format("{}.{}", digits_of(send.address), number));
    }

    net::http_response answer_send(const channel_message& message, channel_verdict verdict,
                                   const channel_keys&) const override {
        if (verdict != channel_verdict::accepted) return refuse_verdict(verdict);
        const auto person = digits_of(message.send.address);
        return json_answer(200, {{"messaging_product", "whatsapp"},
                                 {"contacts", json::array{{{"input", message.send.address}, {"wa_id", person}}}},
                                 {"messages", json::array{{{"id", message.id}, {"message_status", "accepted"}}}}});
    }

    std::optional<net::http_call> make_callback(const channel_message& message, const channel_step& step,
                                                const callback_place& to) const override {
        const json::value body{{"object", "whatsapp_business_account"},
                               {"entry", json::array{{{"id", "100000000000001"},
                                                      {"changes", json::array{{{"value", make_value(message, step, to)},
                                                                               {"field", "messages"}}}}}}}};
        auto call = make_post(to.url, json::serialize(body));
        auto signature = sign_whatsapp(key_of(to.keys, "app_secret"), call.body);
        call.fields.add("X-Hub-Signature-256", step.is_forged ? forge(std::move(signature)) : signature);
        return call;
    }

  private:
    static channel_order read_send(const json::value& body) {
        channel_order order{.wants = channel_order::kind::send};
        order.send.address = text_at(body, "/to");
        order.send.echo = text_at(body, "/biz_opaque_callback_data");
        order.send.template_name = text_at(body, "/template/name");
        order.send.text = text_at(body, "/text/body");
        const auto type = text_at(body, "/type");
        if (digits_of(order.send.address).empty())
            return {.answer = graph_error(400, 100, "Invalid parameter", "The parameter to is required.")};
        if (type == "template" ? order.send.template_name.empty() || text_at(body, "/template/language/code").empty()
                               : type != "text" || order.send.text.empty())
            return {.answer = graph_error(400, 131008, "Required parameter is missing", "Of this type: " + type)};
        if (is_missing(order.send.template_name))
            return {.answer = graph_error(404, 132001, "Template name does not exist in the translation",
                                          fmt::format("template name ({}) does not exist", order.send.template_name))};
        return order;
    }
};

}  // namespace

const channel_dialect& whatsapp_dialect() {
    static const dialect ONE;
    return ONE;
}

}  // namespace kaskad::gateway::simulators
