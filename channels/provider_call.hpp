#pragma once

#include "channels/adapter.hpp"

#include <boost/json/fwd.hpp>

#include <expected>
#include <string>
#include <string_view>

// What calls to providers have in common.

namespace kaskad::channels {

// base: with or without a slash at its end. path begins with one.
std::string join_url(std::string_view base, std::string_view path);

net::http_call make_json_call(std::string url, const boost::json::value& body);
net::http_call make_form_call(std::string url, std::string body);
void add_bearer(net::http_call& call, std::string_view token);

// Refused, with a sentence: what such a channel cannot carry at all.
std::expected<void, std::string> check_content(const facts::channel_content& content,
                                               const facts::channel_capability& capability);
// Of what the provider may be told; 0 passes, as nothing is told then.
std::expected<void, std::string> check_ttl(uint32_t ttl_s, const facts::channel_capability& capability);

}  // namespace kaskad::channels
