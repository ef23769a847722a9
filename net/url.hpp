#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// The little of RFC 3986 that a gateway needs: an absolute http(s) address for calls, and query parameters of requests.

namespace kaskad::net {

inline constexpr std::size_t URL_LENGTH_MAX = 2048;
inline constexpr std::size_t QUERY_PARAMETERS_MAX = 100;

struct url {
    bool secure = false;
    std::string host;  // lower case, without the brackets of an IPv6 address
    uint16_t port = 0;
    std::string target;  // path and query as given, at least "/"

    // "https://host:port", the same for every way of writing it.
    std::string origin() const;
    // What the Host field carries: the port only where it is not the scheme's own.
    std::string authority() const;
};

// Refused: other schemes, user names, fragments, control characters, spaces, over URL_LENGTH_MAX. The error is a
// sentence.
std::expected<url, std::string> parse_url(std::string_view text);

using query_parameters = std::vector<std::pair<std::string, std::string>>;

// "a=1&b=x+y%21": names and values decoded, in order. Nothing on a broken escape or more than QUERY_PARAMETERS_MAX.
std::optional<query_parameters> parse_query(std::string_view query);

// Also decodes '+' as a space where asked. Nothing on a broken escape.
std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space);

}  // namespace kaskad::net
