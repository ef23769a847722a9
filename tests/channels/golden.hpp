#pragma once

#include "channels/adapter.hpp"

#include <map>
#include <string>
#include <string_view>

// Requests as they go over the wire, from tests/data/channels/*/*.http: lines of comment, the request with plain line
// ends, and a body that ends before the file's last line end.

namespace kaskad::channels {

inline constexpr core::message_id MESSAGE{265325021208576001};
inline constexpr std::string_view ATTEMPT = "265325021208576001.1";
inline constexpr int64_t NOW_MS = 1'700'000'000'000;
inline constexpr facts::part_ref PART{MESSAGE, 1, 1};

// path: below tests/data/channels.
std::string read_data(std::string_view path);
// The file without its comments.
std::string golden(std::string_view path);
net::http_request golden_request(std::string_view path);

// As the client would send it.
std::string to_wire(const net::http_call& call);
// What is sent, or why it is not.
std::string to_wire(const std::expected<net::http_call, std::string>& call);

// To 79161234567, of the class transactional.
facts::send_over_channel make_wanted(facts::channel_content content);
account make_account(std::map<std::string, std::string, std::less<>> settings, std::string callback_url = {});

net::http_response make_reply(int status, std::string body);

// "sent", or "undelivered not_on_channel".
std::string describe(const facts::channel_reported& report);
// "next not_on_channel", with " in doubt" behind it.
std::string describe(const reply_reading& reading);

// The same request with another body, or with the field left out or put in.
net::http_request with_body(net::http_request request, std::string body);
net::http_request with_field(const net::http_request& request, std::string_view name, std::string_view value);

}  // namespace kaskad::channels
