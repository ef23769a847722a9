#pragma once

#include <expected>
#include <string>
#include <string_view>

// The text of a 1CClientBankExchange file in UTF-8. Its head says «Кодировка=Windows» (windows-1251) or «Кодировка=DOS»
// (cp866), in just that encoding; what is UTF-8 throughout was written so, whatever its head says.

namespace kaskad::gateway {

// Refused, in words: octets that are none of the three.
std::expected<std::string, std::string> exchange_text_to_utf8(std::string_view octets);

}  // namespace kaskad::gateway
