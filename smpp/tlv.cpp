#include "smpp/tlv.hpp"

#include "smpp/octets.hpp"

#include <algorithm>

namespace kaskad::smpp {

const tlv* find_tlv(const tlv_list& list, uint16_t tag) {
    const auto found = std::ranges::find(list, tag, &tlv::tag);
    return found != list.end() ? &*found : nullptr;
}

std::optional<uint32_t> integer_tlv(const tlv_list& list, uint16_t tag) {
    const tlv* const found = find_tlv(list, tag);
    if (found == nullptr) return std::nullopt;
    const size_t size = found->value.size();
    if (size != 1 && size != 2 && size != 4) return std::nullopt;
    uint32_t value = 0;
    for (const char octet : found->value)
        value = value << 8 | static_cast<uint8_t>(octet);
    return value;
}

std::optional<std::string_view> text_tlv(const tlv_list& list, uint16_t tag) {
    const tlv* const found = find_tlv(list, tag);
    if (found == nullptr) return std::nullopt;
    const auto last = found->value.find_last_not_of('\0');
    return std::string_view{found->value}.substr(0, last == std::string::npos ? 0 : last + 1);
}

tlv make_tlv8(uint16_t tag, uint8_t value) {
    return {tag, std::string(1, static_cast<char>(value))};
}

tlv make_tlv16(uint16_t tag, uint16_t value) {
    tlv made{tag, {}};
    append_uint16(made.value, value);
    return made;
}

tlv make_tlv32(uint16_t tag, uint32_t value) {
    tlv made{tag, {}};
    append_uint32(made.value, value);
    return made;
}

tlv make_text_tlv(uint16_t tag, std::string_view text) {
    tlv made{tag, std::string{text}};
    made.value.push_back('\0');
    return made;
}

}  // namespace kaskad::smpp
