#include "smpp/udh.hpp"

#include "core/assert.hpp"

namespace kaskad::smpp {

namespace {

std::optional<concatenation> read_concatenation(const information_element& element) {
    const auto octet = [&element](size_t i) { return static_cast<uint8_t>(element.data[i]); };
    if (element.id == iei::CONCATENATION_8 && element.data.size() == 3)
        return concatenation{reference_width::bits_8, octet(0), octet(1), octet(2)};
    if (element.id == iei::CONCATENATION_16 && element.data.size() == 4)
        return concatenation{reference_width::bits_16, static_cast<uint16_t>(octet(0) << 8 | octet(1)), octet(2),
                             octet(3)};
    return std::nullopt;
}

}  // namespace

std::optional<udh> parse_udh(octets input) {
    if (input.empty() || input[0] >= input.size()) return std::nullopt;
    udh header{{}, size_t{1} + input[0]};
    octets rest = input.subspan(1, input[0]);
    while (!rest.empty()) {
        if (rest.size() < 2 || rest[1] > rest.size() - 2) return std::nullopt;
        header.elements.push_back({rest[0], std::string{as_text(rest.subspan(2, rest[1]))}});
        rest = rest.subspan(size_t{2} + rest[1]);
    }
    return header;
}

std::optional<concatenation> find_concatenation(const udh& header) {
    std::optional<concatenation> found;
    for (const auto& element : header.elements) {
        const auto value = read_concatenation(element);
        if (value && value->number >= 1 && value->number <= value->total) found = value;
    }
    return found;
}

std::string build_udh(const concatenation& value) {
    ASSERT(value.number >= 1 && value.number <= value.total);
    const bool is_wide = value.width == reference_width::bits_16;
    std::string octets = is_wide ? std::string{"\x06\x08\x04"} : std::string{"\x05\x00\x03", 3};
    if (is_wide) octets.push_back(static_cast<char>(value.reference >> 8));
    octets.push_back(static_cast<char>(value.reference));
    octets.push_back(static_cast<char>(value.total));
    octets.push_back(static_cast<char>(value.number));
    return octets;
}

}  // namespace kaskad::smpp
