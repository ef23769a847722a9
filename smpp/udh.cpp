#include "smpp/udh.hpp"

#include "core/assert.hpp"

#include <algorithm>

namespace kaskad::smpp {

namespace {

constexpr size_t ELEMENT_HEAD = 2;  // identifier and length
constexpr size_t UDH_LENGTH_MAX = 255;
constexpr uint8_t TOOLKIT_FIRST = 0x70;
constexpr uint8_t TOOLKIT_LAST = 0x7F;

uint8_t octet_of(const information_element& element, size_t place) {
    return static_cast<uint8_t>(element.data[place]);
}

uint16_t pair_of(const information_element& element, size_t place) {
    return static_cast<uint16_t>(octet_of(element, place) << 8 | octet_of(element, place + 1));
}

std::optional<concatenation> read_concatenation(const information_element& element) {
    std::optional<concatenation> read;
    if (element.id == iei::CONCATENATION_8 && element.data.size() == 3)
        read = {reference_width::bits_8, octet_of(element, 0), octet_of(element, 1), octet_of(element, 2)};
    if (element.id == iei::CONCATENATION_16 && element.data.size() == 4)
        read = {reference_width::bits_16, pair_of(element, 0), octet_of(element, 2), octet_of(element, 3)};
    const bool is_possible = read && read->number >= 1 && read->number <= read->total;
    return is_possible ? read : std::nullopt;
}

std::optional<application_ports> read_ports(const information_element& element) {
    if (element.id == iei::PORTS_8 && element.data.size() == 2)
        return application_ports{false, octet_of(element, 0), octet_of(element, 1)};
    if (element.id == iei::PORTS_16 && element.data.size() == 4)
        return application_ports{true, pair_of(element, 0), pair_of(element, 2)};
    return std::nullopt;
}

// Bit 7: store; bits 1-0: what waits. A profile (bits 6-2) makes it one we do not know: "other".
std::optional<special_indication> read_special_indication(const information_element& element) {
    if (element.id != iei::SPECIAL_INDICATION || element.data.size() != 2) return std::nullopt;
    const uint8_t first = octet_of(element, 0);
    const bool is_plain = (first & 0x7C) == 0;
    return special_indication{(first & 0x80) != 0, static_cast<uint8_t>(is_plain ? first & 3 : 3),
                              octet_of(element, 1)};
}

// The last element that can be read so.
template <typename Value>
std::optional<Value> find_last(const udh& header, std::optional<Value> (*read)(const information_element&)) {
    std::optional<Value> found;
    for (const auto& element : header.elements)
        if (const auto value = read(element)) found = value;
    return found;
}

language read_language(const information_element& element) {
    const auto number = octet_of(element, 0);
    return number <= static_cast<uint8_t>(language::urdu) ? static_cast<language>(number) : language::none;
}

void append_element(std::string& out, uint8_t id, std::string_view data) {
    ASSERT(data.size() <= UDH_LENGTH_MAX - ELEMENT_HEAD);
    out.push_back(static_cast<char>(id));
    out.push_back(static_cast<char>(data.size()));
    out.append(data);
}

void append_place(std::string& out, const concatenation& value) {
    ASSERT(value.number >= 1 && value.number <= value.total);
    const bool is_wide = value.width == reference_width::bits_16;
    std::string data;
    if (is_wide) data.push_back(static_cast<char>(value.reference >> 8));
    data.push_back(static_cast<char>(value.reference));
    data.push_back(static_cast<char>(value.total));
    data.push_back(static_cast<char>(value.number));
    append_element(out, is_wide ? iei::CONCATENATION_16 : iei::CONCATENATION_8, data);
}

void append_shift(std::string& out, uint8_t id, language value) {
    if (value == language::none) return;
    append_element(out, id, std::string(1, static_cast<char>(value)));
}

struct named_element {
    uint8_t id;
    std::string_view name;
};

constexpr std::array NAMES{
    named_element{0x00, "concatenation_8"},
    named_element{0x01, "special_indication"},
    named_element{0x03, "not_line_feed"},
    named_element{0x04, "application_ports_8"},
    named_element{0x05, "application_ports_16"},
    named_element{0x06, "smsc_control"},
    named_element{0x07, "udh_source_indicator"},
    named_element{0x08, "concatenation_16"},
    named_element{0x09, "wireless_control_message"},
    named_element{0x0A, "text_formatting"},
    named_element{0x0B, "predefined_sound"},
    named_element{0x0C, "user_defined_sound"},
    named_element{0x0D, "predefined_animation"},
    named_element{0x0E, "large_animation"},
    named_element{0x0F, "small_animation"},
    named_element{0x10, "large_picture"},
    named_element{0x11, "small_picture"},
    named_element{0x12, "variable_picture"},
    named_element{0x13, "user_prompt_indicator"},
    named_element{0x14, "extended_object"},
    named_element{0x15, "reused_extended_object"},
    named_element{0x16, "compression_control"},
    named_element{0x17, "object_distribution_indicator"},
    named_element{0x18, "standard_wvg_object"},
    named_element{0x19, "character_size_wvg_object"},
    named_element{0x1A, "extended_object_data_request"},
    named_element{0x20, "rfc_822_e_mail_header"},
    named_element{0x21, "hyperlink_format"},
    named_element{0x22, "reply_address"},
    named_element{0x23, "enhanced_voice_mail"},
    named_element{0x24, "national_single_shift"},
    named_element{0x25, "national_locking_shift"},
};

}  // namespace

std::string_view element_name(uint8_t id) {
    if (id >= TOOLKIT_FIRST && id <= TOOLKIT_LAST) return "sim_toolkit_security_header";
    const auto* const found = std::ranges::find(NAMES, id, &named_element::id);
    return found == NAMES.end() ? std::string_view{} : found->name;
}

std::optional<udh> parse_udh(octets input) {
    if (input.empty() || input[0] >= input.size()) return std::nullopt;
    udh header{{}, size_t{1} + input[0]};
    octets rest = input.subspan(1, input[0]);
    while (!rest.empty()) {
        if (rest.size() < ELEMENT_HEAD || rest[1] > rest.size() - ELEMENT_HEAD) return std::nullopt;
        header.elements.push_back({rest[0], std::string{as_text(rest.subspan(ELEMENT_HEAD, rest[1]))}});
        rest = rest.subspan(ELEMENT_HEAD + rest[1]);
    }
    return header;
}

std::optional<concatenation> find_concatenation(const udh& header) {
    return find_last(header, read_concatenation);
}

std::optional<application_ports> find_ports(const udh& header) {
    return find_last(header, read_ports);
}

std::optional<special_indication> find_special_indication(const udh& header) {
    return find_last(header, read_special_indication);
}

shift_tables find_shift_tables(const udh& header) {
    shift_tables found;
    for (const auto& element : header.elements) {
        if (element.data.size() != 1) continue;
        const auto value = read_language(element);
        if (element.id == iei::SINGLE_SHIFT) found.single = value;
        if (element.id == iei::LOCKING_SHIFT) found.locking = has_locking_table(value) ? value : language::none;
    }
    return found;
}

std::string build_udh(const udh_content& content) {
    std::string elements;
    if (content.place) append_place(elements, *content.place);
    append_shift(elements, iei::SINGLE_SHIFT, content.shifts.single);
    append_shift(elements, iei::LOCKING_SHIFT, content.shifts.locking);
    elements.append(content.more);
    if (elements.empty()) return {};
    ASSERT(elements.size() <= UDH_LENGTH_MAX);
    return static_cast<char>(elements.size()) + elements;
}

size_t udh_size(const udh_content& content) {
    size_t size = content.more.size();
    if (content.place) size += ELEMENT_HEAD + (content.place->width == reference_width::bits_16 ? 4 : 3);
    if (content.shifts.single != language::none) size += ELEMENT_HEAD + 1;
    if (content.shifts.locking != language::none) size += ELEMENT_HEAD + 1;
    return size == 0 ? 0 : size + 1;
}

std::string build_element(const information_element& element) {
    std::string octets;
    append_element(octets, element.id, element.data);
    return octets;
}

}  // namespace kaskad::smpp
