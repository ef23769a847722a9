#include "core/message_class.hpp"

namespace kaskad::core {

namespace {

constexpr std::array<std::string_view, MESSAGE_CLASS_COUNT> NAMES{"otp", "transactional", "service", "marketing"};

}  // namespace

std::string_view to_string(message_class value) {
    return NAMES[static_cast<size_t>(value)];
}

std::string_view to_string(class_source value) {
    switch (value) {
        case class_source::request:
            return "request";
        case class_source::client_default:
            return "client_default";
        case class_source::account_default:
            return "account_default";
        case class_source::account_rule:
            return "account_rule";
    }
    return "";
}

std::optional<message_class> parse_message_class(std::string_view text) {
    for (size_t index = 0; index < NAMES.size(); ++index) {
        if (NAMES[index] == text) return static_cast<message_class>(index);
    }
    return std::nullopt;
}

}  // namespace kaskad::core
