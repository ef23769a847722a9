#include "channels/provider_call.hpp"

#include "channels/channel_text.hpp"
#include "channels/form_body.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

#include <utility>

namespace kaskad::channels {

namespace {

net::http_call make_call(std::string url, std::string_view type, std::string body) {
    net::http_call call;
    call.url = std::move(url);
    call.fields.add("Content-Type", type);
    call.body = std::move(body);
    return call;
}

}  // namespace

std::string join_url(std::string_view base, std::string_view path) {
    while (base.ends_with('/'))
        base.remove_suffix(1);
    return std::string{base} + std::string{path};
}

net::http_call make_json_call(std::string url, const boost::json::value& body) {
    return make_call(std::move(url), "application/json", boost::json::serialize(body));
}

net::http_call make_form_call(std::string url, std::string body) {
    return make_call(std::move(url), FORM_TYPE, std::move(body));
}

void add_bearer(net::http_call& call, std::string_view token) {
    call.fields.add("Authorization", fmt::format("Bearer {}", token));
}

std::expected<void, std::string> check_content(const facts::channel_content& content,
                                               const facts::channel_capability& capability) {
    if (capability.needs_code) {
        if (content.code.empty()) return std::unexpected("this channel carries a code and nothing else: give `code`");
        return {};
    }
    const bool has_template = !content.template_name.empty();
    if (has_template && !capability.takes_template)
        return std::unexpected("this channel has no templates: give `text` instead");
    if (!has_template && content.text.empty()) return std::unexpected("there is no text for this channel: give `text`");
    const auto length = count_characters(content.text);
    if (!has_template && capability.text_max != 0 && length > capability.text_max)
        return std::unexpected(
            fmt::format("the text has {} characters; this channel takes {}", length, capability.text_max));
    return {};
}

std::expected<void, std::string> check_ttl(uint32_t ttl_s, const facts::channel_capability& capability) {
    const bool fits = ttl_s == 0 || (ttl_s >= capability.ttl_min_s && ttl_s <= capability.ttl_max_s);
    if (fits || capability.ttl_max_s == 0) return {};
    return std::unexpected(fmt::format("`ttl_s` is {}; this provider takes {} to {} seconds", ttl_s,
                                       capability.ttl_min_s, capability.ttl_max_s));
}

}  // namespace kaskad::channels
