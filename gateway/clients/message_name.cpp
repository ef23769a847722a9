#include "gateway/clients/message_name.hpp"

#include "gateway/clients/padding.hpp"

#include <fmt/format.h>

#include <charconv>

namespace kaskad::gateway::clients {

namespace {

using facts::message_id_form;

constexpr size_t ALIAS_HEX = 8;
constexpr size_t ALIAS_DECIMAL = 10;
constexpr size_t ID_HEX = 16;

// 0 is no id.
template <typename Number>
std::optional<Number> number_of(std::string_view digits, int base) {
    Number value = 0;
    const auto* end = digits.data() + digits.size();
    const auto [stop, error] = std::from_chars(digits.data(), end, value, base);
    if (error != std::errc{} || stop != end || value == 0) return std::nullopt;
    return value;
}

std::optional<message_name> alias_of(std::string_view digits, int base) {
    const auto alias = number_of<uint32_t>(digits, base);
    if (!alias) return std::nullopt;
    return message_name{.id = {}, .alias = *alias};
}

std::optional<message_name> id_of(std::string_view digits, int base) {
    const auto id = number_of<uint64_t>(digits, base);
    if (!id) return std::nullopt;
    return message_name{.id = {*id}, .alias = 0};
}

}  // namespace

std::string message_id_text(core::message_id id, uint32_t alias, message_id_form form) {
    if (alias != 0)
        return form == message_id_form::short_decimal ? fmt::format("{:010}", alias) : fmt::format("{:08X}", alias);
    return form == message_id_form::hexadecimal ? fmt::format("{:016x}", id.value) : core::to_string(id);
}

// An id of ours has 17 digits or more since February 2025.
std::optional<message_name> read_message_id(std::string_view text, message_id_form form) {
    const auto digits = without_padding(text);
    const bool is_short = form == message_id_form::short_decimal && digits.size() < ALIAS_DECIMAL;
    if (is_short || digits.size() == ALIAS_DECIMAL) return alias_of(digits, 10);
    if (digits.size() <= ALIAS_HEX) return alias_of(digits, 16);
    return id_of(digits, digits.size() == ID_HEX ? 16 : 10);
}

}  // namespace kaskad::gateway::clients
