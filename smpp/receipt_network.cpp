#include "smpp/receipt_network.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace kaskad::smpp {

namespace {

constexpr size_t MCC_DIGITS = 3;
constexpr size_t MNC_DIGITS_MAX = 3;

bool is_digits(std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789") == text.npos;
}

// ITU-T E.212: an MNC has 2 or 3 digits.
std::string joined(std::string_view mcc, std::string_view mnc) {
    const bool is_code = mcc.size() == MCC_DIGITS && is_digits(mcc) && mnc.size() <= MNC_DIGITS_MAX && is_digits(mnc);
    if (!is_code) return {};
    return std::string{mcc} + (mnc.size() == 1 ? "0" : "") + std::string{mnc};
}

std::string split_code(std::string_view code) {
    if (code.size() <= MCC_DIGITS) return {};
    return joined(code.substr(0, MCC_DIGITS), code.substr(MCC_DIGITS));
}

char lower(char each) {
    return each >= 'A' && each <= 'Z' ? static_cast<char>(each - 'A' + 'a') : each;
}

// The value of the field of this name in "mcc:262 mnc:01"; empty: it is not there.
std::string_view field_of(std::string_view fields, std::string_view name) {
    while (!fields.empty()) {
        const auto end = std::min(fields.find(' '), fields.size());
        const auto field = fields.substr(0, end);
        const auto colon = field.find(':');
        const bool is_it = colon != field.npos && std::ranges::equal(field.substr(0, colon), name, {}, lower);
        if (is_it) return field.substr(colon + 1);
        fields.remove_prefix(std::min(end + 1, fields.size()));
    }
    return {};
}

// A C-Octet String at some, an Octet String at others.
std::string_view value_of(const tlv_list& tlvs, uint16_t tag) {
    const auto found = std::ranges::find(tlvs, tag, &tlv::tag);
    if (found == tlvs.end()) return {};
    std::string_view value = found->value;
    return value.ends_with('\0') ? value.substr(0, value.size() - 1) : value;
}

}  // namespace

std::string reported_network(const receipt& value, const tlv_list& tlvs, std::span<const uint16_t> tags) {
    if (tags.size() == 1) return split_code(value_of(tlvs, tags[0]));
    if (tags.size() > 1) return joined(value_of(tlvs, tags[0]), value_of(tlvs, tags[1]));
    constexpr std::array NAMES{"mccmnc", "mcc-mnc", "mcc_mnc"};
    for (const auto* name : NAMES) {
        if (auto code = split_code(field_of(value.extra, name)); !code.empty()) return code;
    }
    auto code = joined(field_of(value.extra, "mcc"), field_of(value.extra, "mnc"));
    return code.empty() ? joined(value_of(tlvs, MCC_TAG), value_of(tlvs, MNC_TAG)) : code;
}

}  // namespace kaskad::smpp
