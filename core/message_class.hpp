#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

// What a message is for. It decides queue, deadline, retries and hours; a lower value goes first.

namespace kaskad::core {

enum class message_class : uint8_t { otp = 0, transactional = 1, service = 2, marketing = 3 };
inline constexpr size_t MESSAGE_CLASS_COUNT = 4;

// Who said so: the request, the default of the client or of its SMPP account, or a rule of that account.
enum class class_source : uint8_t { request = 0, client_default = 1, account_default = 2, account_rule = 3 };

std::string_view to_string(message_class value);
std::string_view to_string(class_source value);
std::optional<message_class> parse_message_class(std::string_view text);

}  // namespace kaskad::core
