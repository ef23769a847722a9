#pragma once

#include <boost/json/fwd.hpp>

#include <expected>
#include <string>
#include <string_view>

// JSON Web Tokens (RFC 7519) signed with RS256, by OpenSSL: with one of these a service account of Google's asks for
// its access token.

namespace kaskad::channels {

// key: an RSA key in PEM; "\n" written as two characters, as in Google's JSON files, is a line's end too. The error is
// a sentence, and holds nothing of the key.
std::expected<std::string, std::string> sign_token(const boost::json::object& claims, std::string_view key);

}  // namespace kaskad::channels
