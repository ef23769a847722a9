#pragma once

#include <string_view>

// An e-mail address as anybody has one (RFC 5321 §4.1.2): a dot-string, "@" and a name of the DNS with a dot in it, in
// plain letters. No quoted local parts, no addresses in brackets, no comments; a domain of other letters is written as
// "xn--...". Whether anybody is there, only the server of that domain knows.

namespace kaskad::core {

inline constexpr size_t MAIL_ADDRESS_MAX = 254;

bool is_mail_address(std::string_view text);

// Behind the last "@"; empty where there is none.
std::string_view domain_of_mail(std::string_view address);

}  // namespace kaskad::core
