#include "gateway/simulators/channel_dialect.hpp"

#include "gateway/simulators/channel_dialects.hpp"
#include "gateway/simulators/channel_json.hpp"
#include "net/secret.hpp"
#include "net/url.hpp"

#include <algorithm>
#include <array>

namespace kaskad::gateway::simulators {

net::http_response channel_dialect::answer_status(const channel_message*, const channel_keys&) const {
    return json_answer(404, {{"error", "there is no such call"}});
}

net::http_response channel_dialect::answer_revoke(const channel_message*, bool, const channel_keys&) const {
    return json_answer(404, {{"error", "there is no such call"}});
}

std::string_view key_of(const channel_keys& keys, std::string_view name) {
    const auto found = keys.find(name);
    return found == keys.end() ? std::string_view{} : std::string_view{found->second};
}

std::span<const channel_dialect* const> channel_dialects() {
    static const std::array<const channel_dialect*, PROVIDERS.size()> ALL{
        &whatsapp_dialect(), &viber_dialect(), &telegram_gateway_dialect(), &telegram_bot_dialect(), &fcm_dialect(),
        &twilio_dialect(),   &voice_dialect(), &webhook_dialect(),          &email_dialect()};
    return ALL;
}

const channel_dialect& dialect_of(provider who) {
    return *channel_dialects()[static_cast<size_t>(who)];
}

const channel_dialect* find_dialect(std::string_view path) {
    const auto all = channel_dialects();
    const auto found = std::ranges::find_if(all, [&](const auto* each) { return each->is_addressed(path); });
    return found == all.end() ? nullptr : *found;
}

net::http_call make_post(const std::string& url, std::string body) {
    net::http_call call{.url = url, .body = std::move(body)};
    call.fields.add("Content-Type", "application/json");
    return call;
}

std::string digits_of(std::string_view text) {
    std::string digits;
    std::ranges::copy_if(text, std::back_inserter(digits), [](char each) { return each >= '0' && each <= '9'; });
    return digits;
}

bool has_bearer(const net::http_request& request, std::string_view token) {
    constexpr std::string_view SCHEME = "Bearer ";
    const auto given = request.header("Authorization").value_or("");
    return given.starts_with(SCHEME) && net::is_same_secret(given.substr(SCHEME.size()), token);
}

net::http_response refuse_method() {
    return json_answer(405, {{"error", "another method is expected"}});
}

std::vector<std::string_view> segments_of(std::string_view path) {
    std::vector<std::string_view> segments;
    while (!path.empty()) {
        const auto slash = std::min(path.find('/'), path.size());
        if (slash > 0) segments.push_back(path.substr(0, slash));
        path.remove_prefix(std::min(slash + 1, path.size()));
    }
    return segments;
}

std::optional<channel_keys> fields_of(const net::http_request& request) {
    channel_keys fields;
    if (request.header("Content-Type").value_or("").starts_with("application/x-www-form-urlencoded")) {
        const auto form = net::parse_query(request.body);
        if (!form) return std::nullopt;
        for (const auto& [name, value] : *form) {
            auto& all = fields[name];
            all.append(all.empty() ? "" : " ").append(value);
        }
        return fields;
    }
    const auto body = parse_object(request.body);
    if (!body) return std::nullopt;
    for (const auto& each : body->as_object())
        fields[std::string{each.key()}] =
            each.value().is_string() ? std::string{each.value().as_string()} : boost::json::serialize(each.value());
    return fields;
}

bool is_missing(std::string_view template_name) {
    return template_name.starts_with("missing_");
}

}  // namespace kaskad::gateway::simulators
