#include "gateway/tlv_json.hpp"

#include "net/digest.hpp"
#include "smpp/tlv_rule.hpp"
#include "smpp/unicode.hpp"

namespace kaskad::gateway {

namespace {

namespace json = boost::json;

json::value name_of(uint16_t tag, bool are_areas_failed) {
    // SMPP 5.0 §4.8.4.12: one tag, two names.
    if (tag == smpp::tag::broadcast_area_identifier && are_areas_failed) return "failed_broadcast_area_identifier";
    const std::string_view name = smpp::tag_name(tag);
    if (name.empty()) return nullptr;
    return json::string{name.data(), name.size()};
}

json::value value_of(const smpp::tlv& parameter) {
    const auto* const rule = smpp::find_tlv_rule(parameter.tag);
    const auto kind = rule != nullptr ? rule->kind : smpp::tlv_kind::octet_string;
    const smpp::tlv_list alone{parameter};
    if (kind == smpp::tlv_kind::c_octet_string) return readable(*smpp::text_tlv(alone, parameter.tag));
    if (kind == smpp::tlv_kind::integer)
        if (const auto number = smpp::integer_tlv(alone, parameter.tag)) return *number;
    return json::string{net::to_hex(parameter.value)};
}

}  // namespace

json::array tlvs_json(const smpp::tlv_list& tlvs, bool are_areas_failed) {
    json::array list;
    for (const smpp::tlv& parameter : tlvs)
        list.push_back({{"tag", parameter.tag},
                        {"name", name_of(parameter.tag, are_areas_failed)},
                        {"length", parameter.value.size()},
                        {"value_hex", net::to_hex(parameter.value)},
                        {"value", value_of(parameter)}});
    return list;
}

json::string readable(std::string_view raw) {
    std::string text;
    for (const char octet : raw)
        smpp::append_utf8(text, static_cast<uint8_t>(octet));
    return json::string{text};
}

}  // namespace kaskad::gateway
