#include "channels/answer_reading.hpp"
#include "channels/channel_text.hpp"
#include "channels/json_document.hpp"
#include "channels/provider_call.hpp"
#include "channels/providers.hpp"
#include "channels/whatsapp_callback.hpp"
#include "channels/whatsapp_code.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>

// WhatsApp Cloud API (developers.facebook.com/documentation/business-messaging/whatsapp). It knows no repeat of a send;
// biz_opaque_callback_data comes back with each status, so a message whose answer was lost is found again.

namespace kaskad::channels {

namespace {

namespace json = boost::json;

constexpr std::array SETTINGS{
    setting_form{.name = "phone_number_id",
                 .is_required = true,
                 .meaning = "The id of the number that sends (not the number itself), as the app's page \"API Setup\" "
                            "shows it. Callbacks about another number are counted and dropped."},
    setting_form{.name = "access_token",
                 .is_required = true,
                 .is_secret = true,
                 .meaning = "The token of a system user with the right whatsapp_business_messaging."},
    setting_form{.name = "app_secret",
                 .is_required = true,
                 .is_secret = true,
                 .meaning = "The secret of the app, with which Meta signs its callbacks."},
    setting_form{.name = "verify_token",
                 .is_required = true,
                 .is_secret = true,
                 .meaning = "A word of your own that Meta repeats when it first asks for the callbacks' address."},
    setting_form{.name = "api_version", .usual = "v21.0", .meaning = "The version of the Graph API."},
    setting_form{.name = "base_url", .usual = "https://graph.facebook.com", .meaning = "Where the API is."},
};

constexpr facts::channel_capability CAPABILITY{
    .proves_sent = true,
    .proves_delivered = true,
    .proves_read = true,
    .takes_text = true,
    .takes_template = true,
    .provider_ttl_s = 30 * 86'400,  // of a template that does not say less, and it says so to Meta, not to us
    .text_max = 4'096,
};

json::object make_value(const facts::channel_parameter& parameter) {
    json::object value;
    value["type"] = "text";
    if (!parameter.name.empty()) value["parameter_name"] = parameter.name;
    value["text"] = parameter.value;
    return value;
}

json::object make_component(std::string_view type, json::array values) {
    json::object component;
    component["type"] = type;
    component["parameters"] = std::move(values);
    return component;
}

// A template of the category authentication has its code twice: in the text, and on the button that copies it.
json::array make_code_components(const std::string& code) {
    const facts::channel_parameter value{{}, code};
    json::object button;
    button["type"] = "button";
    button["sub_type"] = "url";
    button["index"] = "0";
    button["parameters"] = json::array{make_value(value)};
    json::array components;
    components.push_back(make_component("body", json::array{make_value(value)}));
    components.push_back(std::move(button));
    return components;
}

json::array make_components(const facts::channel_content& content) {
    if (content.parameters.empty()) return content.code.empty() ? json::array{} : make_code_components(content.code);
    json::array values;
    for (const auto& parameter : content.parameters)
        values.push_back(make_value(parameter));
    json::array components;
    components.push_back(make_component("body", std::move(values)));
    return components;
}

json::object make_template(const facts::channel_content& content) {
    json::object language;
    language["code"] = content.language;
    json::object made;
    made["name"] = content.template_name;
    made["language"] = std::move(language);
    auto components = make_components(content);
    if (!components.empty()) made["components"] = std::move(components);
    return made;
}

// By WhatsApp's own name for the person (wa_id) where that is known to differ from the number.
const std::string& name_of(const facts::send_over_channel& wanted) {
    return is_digits(wanted.address) ? wanted.address : wanted.recipient;
}

json::object make_body(const facts::send_over_channel& wanted) {
    const bool is_template = !wanted.content.template_name.empty();
    json::object body;
    body["messaging_product"] = "whatsapp";
    body["recipient_type"] = "individual";
    body["to"] = name_of(wanted);
    body["type"] = is_template ? "template" : "text";
    body["biz_opaque_callback_data"] = to_text(wanted.part);
    if (is_template) {
        body["template"] = make_template(wanted.content);
    } else {
        json::object text;
        text["body"] = wanted.content.text;
        body["text"] = std::move(text);
    }
    return body;
}

bool are_named(const std::vector<facts::channel_parameter>& parameters) {
    return std::ranges::none_of(parameters, &std::string::empty, &facts::channel_parameter::name);
}

bool are_counted(const std::vector<facts::channel_parameter>& parameters) {
    return std::ranges::all_of(parameters, &std::string::empty, &facts::channel_parameter::name);
}

std::expected<void, std::string> check(const facts::channel_content& content) {
    if (const auto fits = check_content(content, CAPABILITY); !fits) return fits;
    if (!content.template_name.empty() && content.language.empty())
        return std::unexpected("a WhatsApp template needs its `language`, as \"ru\"");
    if (!are_named(content.parameters) && !are_counted(content.parameters))
        return std::unexpected("either all values of a WhatsApp template have names, or none has");
    if (!content.link_url.empty())
        return std::unexpected("a WhatsApp button is part of its template: leave `link_url` out");
    return {};
}

class whatsapp_cloud_adapter final : public adapter {
  public:
    std::string_view name() const override { return "whatsapp_cloud"; }
    core::channel channel() const override { return core::channel::whatsapp; }
    facts::channel_capability capability() const override { return CAPABILITY; }
    std::span<const setting_form> settings() const override { return SETTINGS; }

    std::expected<net::http_call, std::string> make_call(const facts::send_over_channel& wanted,
                                                         const account& from) const override {
        if (const auto fits = check(wanted.content); !fits) return std::unexpected(fits.error());
        const auto number = setting(from, "phone_number_id");
        if (!is_digits(number)) return std::unexpected("the account's phone_number_id must be digits");
        const auto path = fmt::format("/{}/{}/messages", setting(from, "api_version"), number);
        auto call = make_json_call(join_url(setting(from, "base_url"), path), make_body(wanted));
        add_bearer(call, setting(from, "access_token"));
        return call;
    }

    reply_reading read_reply(const net::http_response& reply) const override {
        const auto body = parse_json(reply.body);
        if (!body) return read_status(reply, repetition::sends_twice, {});
        if (find(*body, "/error"))
            return read_whatsapp_code(reply, {text_at(*body, "/error/code"), text_at(*body, "/error/message")});
        const auto id = text_at(*body, "/messages/0/id");
        if (reply.status != 200 || id.empty()) return read_status(reply, repetition::sends_twice, {});
        // A paused template is not sent; one that is held for a look at it may be, and is reported on.
        if (text_at(*body, "/messages/0/message_status") == "paused")
            return make_refusal({{}, facts::channel_outcome::config, core::reason::template_refused}, {"paused"});
        return make_acceptance(id);
    }

    std::expected<callback_reading, callback_fault> read_callback(const net::http_request& request, const account& to,
                                                                  int64_t) const override {
        return read_whatsapp_callback(request, to);
    }
};

}  // namespace

const adapter& whatsapp_cloud() {
    static const whatsapp_cloud_adapter ONE;
    return ONE;
}

}  // namespace kaskad::channels
