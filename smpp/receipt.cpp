#include "smpp/receipt.hpp"

#include "smpp/alphabet.hpp"
#include "smpp/digits.hpp"
#include "smpp/letter_case.hpp"
#include "smpp/receipt_text.hpp"
#include "smpp/time_format.hpp"
#include "smpp/udh.hpp"

#include <algorithm>

namespace kaskad::smpp {

namespace {

std::optional<uint32_t> parse_number(const std::optional<std::string_view>& text) {
    return text ? parse_decimal<uint32_t>(*text) : std::nullopt;
}

bool ends_message(message_state state, const receipt_options& options) {
    switch (state) {
        case message_state::delivered:
        case message_state::expired:
        case message_state::deleted:
        case message_state::undeliverable:
        case message_state::rejected:
        case message_state::skipped:
            return true;
        case message_state::accepted:
            return options.is_accepted_final;
        case message_state::scheduled:
        case message_state::enroute:
        case message_state::unknown:
            return false;
    }
    return false;
}

std::optional<message_state> state_of(std::string_view stat, const receipt_options& options) {
    for (const auto& rule : options.stats)
        if (equal_ignoring_case(rule.stat, stat)) return rule.state;
    return parse_stat(stat);
}

void take_stat(receipt& result, std::string_view stat, const receipt_options& options) {
    result.stat = stat;
    const auto state = state_of(stat, options);
    result.state = state.value_or(message_state::unknown);
    result.is_state_given = state.has_value();
}

// A pattern like "<id> <stat>" fits nearly any text; it is believed where it finds a state that exists.
receipt_fields cut(std::string_view text, const receipt_options& options) {
    receipt_fields fields;
    for (const auto& pattern : options.patterns) {
        const bool fits = pattern.match(text, fields);
        if (fits && (!fields.stat || state_of(*fields.stat, options))) return fields;
    }
    return split_receipt(text);
}

// What the text says; the message's own words in it are left to the caller, who knows their coding.
receipt read_fields(const receipt_fields& fields, const receipt_options& options) {
    receipt result;
    result.has_text_id = fields.id && !fields.id->empty();
    result.id = fields.id.value_or("");
    if (fields.stat) take_stat(result, *fields.stat, options);
    result.err = fields.err.value_or("");
    result.error_number = parse_number(fields.err);
    result.submitted_count = parse_number(fields.sub);
    result.delivered_count = parse_number(fields.dlvrd);
    result.submit_date = fields.submit_date.value_or("");
    result.done_date = fields.done_date.value_or("");
    result.submit_utc_ms = parse_receipt_date(result.submit_date, options.zone);
    result.done_utc_ms = parse_receipt_date(result.done_date, options.zone);
    for (const auto word : fields.extra)
        result.extra.append(result.extra.empty() ? "" : " ").append(word);
    return result;
}

// Receipts are written in ASCII under data_coding 0, whatever alphabet the operator's messages have; only control
// octets betray real GSM 03.38, and high ones UTF-8 or Latin-1.
std::string decode_repeated_text(std::string_view raw) {
    const auto is_control = [](char letter) {
        return static_cast<uint8_t>(letter) < 0x20 && letter != '\n' && letter != '\r';
    };
    const auto is_high = [](char letter) { return static_cast<uint8_t>(letter) >= 0x80; };
    if (std::ranges::any_of(raw, is_high)) return decode_utf8(as_octets(raw));
    return std::ranges::any_of(raw, is_control) ? decode_gsm7(as_octets(raw)) : std::string{raw};
}

// The octets of a text without UDH and final NULs; UCS-2 brought to UTF-8, so that keywords can be found, in `decoded`.
std::string_view readable_text(std::string_view raw, uint8_t esm_class, uint8_t data_coding, std::string& decoded) {
    if ((esm_class & esm::UDHI) != 0)
        if (const auto header = parse_udh(as_octets(raw))) raw.remove_prefix(header->size);
    const bool is_wide = alphabet_of(data_coding) == text_alphabet::ucs2 && raw.size() >= 2 && raw.contains('\0');
    if (is_wide) return decoded = decode_utf16(as_octets(raw));
    const auto last = raw.find_last_not_of('\0');
    return raw.substr(0, last == std::string_view::npos ? 0 : last + 1);
}

void take_id_tlv(receipt& result, const tlv_list& tlvs) {
    const auto id = text_tlv(tlvs, tag::receipted_message_id);
    if (!id || id->empty()) return;
    if (result.has_text_id && *id != result.id) result.text_id = result.id;
    result.id = *id;
    result.is_id_from_tlv = true;
}

void take_state_tlv(receipt& result, const tlv_list& tlvs) {
    const auto state = integer_tlv(tlvs, tag::message_state);
    const auto known = state ? message_state_of(*state) : std::nullopt;
    if (!known) return;
    result.state = *known;
    result.is_state_given = true;
}

// Three octets: network type and code. Some operators write three digits instead.
void take_network_tlv(receipt& result, const tlv_list& tlvs) {
    const tlv* const found = find_tlv(tlvs, tag::network_error_code);
    if (found == nullptr || found->value.size() != 3) return;
    if (const auto digits = parse_decimal<uint32_t>(found->value)) {
        result.network_code = static_cast<uint16_t>(*digits);
        return;
    }
    result.network_type = static_cast<uint8_t>(found->value[0]);
    result.network_code = load_uint16(as_octets(found->value).data() + 1);
}

// SMPP 3.4 §5.2.12, masked: other bits occur together with these.
struct receipt_type {
    bool is_receipt;
    bool is_intermediate;
};

receipt_type type_of(uint8_t esm_class) {
    const uint8_t type = esm_class & esm::MESSAGE_TYPE_MASK;
    const bool is_final = (type & esm::RECEIPT) != 0 || type == esm::DELIVERY_ACKNOWLEDGEMENT;
    const bool is_intermediate = (type & esm::INTERMEDIATE) != 0;
    return {is_final || is_intermediate, is_intermediate && !is_final};
}

bool has_receipt_tlvs(const tlv_list& tlvs) {
    return find_tlv(tlvs, tag::receipted_message_id) != nullptr && find_tlv(tlvs, tag::message_state) != nullptr;
}

// An id, a state that exists and a date: hardly a text from a handset.
bool looks_like_receipt(const receipt& candidate) {
    const bool has_date = !candidate.submit_date.empty() || !candidate.done_date.empty();
    return candidate.has_text_id && candidate.is_state_given && has_date;
}

template <typename Message>
std::optional<receipt> parse(const Message& message, const receipt_options& options) {
    std::string decoded;
    const auto text = readable_text(text_octets(message), message.esm_class, message.data_coding, decoded);
    const receipt_fields fields = cut(text, options);
    receipt result = read_fields(fields, options);
    const receipt_type type = type_of(message.esm_class);
    const bool is_marked = type.is_receipt || has_receipt_tlvs(message.tlvs);
    if (!is_marked && !(options.accept_by_text && looks_like_receipt(result))) return std::nullopt;

    result.is_by_text = !is_marked;
    result.is_intermediate = type.is_intermediate;
    result.text = decode_repeated_text(fields.text.value_or(""));
    take_id_tlv(result, message.tlvs);
    take_state_tlv(result, message.tlvs);
    take_network_tlv(result, message.tlvs);
    result.is_final = !result.is_intermediate && ends_message(result.state, options);
    return result;
}

}  // namespace

std::optional<receipt> parse_receipt(const deliver_sm& message, const receipt_options& options) {
    return parse(message, options);
}

std::optional<receipt> parse_receipt(const data_sm& message, const receipt_options& options) {
    return parse(message, options);
}

receipt parse_receipt_text(std::string_view text, const receipt_options& options) {
    const receipt_fields fields = cut(text, options);
    receipt result = read_fields(fields, options);
    result.text = decode_repeated_text(fields.text.value_or(""));
    result.is_final = ends_message(result.state, options);
    return result;
}

}  // namespace kaskad::smpp
