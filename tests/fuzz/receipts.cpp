#include "choices.hpp"
#include "smpp/codec.hpp"
#include "smpp/id_relation.hpp"
#include "smpp/message_id_forms.hpp"
#include "smpp/receipt.hpp"
#include "smpp/unicode.hpp"

#include <algorithm>
#include <string>
#include <vector>

// A receipt of any octets, a pattern of any letters in front of it: every field lies within the text, every id has its
// keys, and a receipt written with what was read says the same.

namespace {

using namespace kaskad::smpp;

constexpr id_mode MODES[] = {
    id_mode::exact,
    id_mode::ignore_case,
    id_mode::response_hex_receipt_decimal,
    id_mode::response_decimal_receipt_hex,
    id_mode::decimal,
    id_mode::hex,
    id_mode::automatic,
};
constexpr receipt_field FIELDS[] = {
    &receipt_fields::id,        &receipt_fields::sub,  &receipt_fields::dlvrd, &receipt_fields::submit_date,
    &receipt_fields::done_date, &receipt_fields::stat, &receipt_fields::err,   &receipt_fields::text,
};

void check_fields(const receipt_fields& fields, std::string_view text) {
    size_t taken = 0;
    const auto check = [&](std::string_view value) {
        taken += value.size();
        must(value.empty() ||
             (value.data() >= text.data() && value.data() + value.size() <= text.data() + text.size()));
    };
    for (const auto field : FIELDS)
        check((fields.*field).value_or(""));
    for (const auto word : fields.extra)
        check(word);
    must(taken <= text.size());
}

void check_pattern(const receipt_pattern& pattern, std::string_view text) {
    receipt_fields fields;
    if (pattern.match(text, fields)) {
        must(fields.id || fields.stat);
        return check_fields(fields, text);
    }
    for (const auto field : FIELDS)
        must(!(fields.*field));
}

void check_keys(const receipt& value) {
    for (const auto mode : MODES) {
        (void)response_key(value.id, mode);
        auto keys = receipt_keys(value, mode);
        must(keys.empty() == value.id.empty());
        std::ranges::sort(keys);
        must(std::ranges::adjacent_find(keys) == keys.end());
    }
    auto readings = id_readings(value, id_relation::unknown);
    std::ranges::sort(readings, {}, &id_reading::key);
    must(std::ranges::adjacent_find(readings, {}, &id_reading::key) == readings.end());
    if (const auto hex = decimal_to_hex(value.id))
        must(hex_to_decimal(*hex) == hex_to_decimal(*decimal_to_hex(*hex_to_decimal(*hex))));
}

void check_meaning(const receipt& value) {
    must(!find_invalid_utf8(value.text));
    must(!value.is_final || !value.is_intermediate);
    must(value.is_state_given || value.state == message_state::unknown);
    check_keys(value);
}

void check_written_again(const receipt& value) {
    if (value.id.empty() || value.id.size() > 64 || value.id.contains('\0')) return;
    const auto written = build_receipt(
        {.id = value.id, .state = value.state, .text = value.text, .source = {}, .destination = {}, .zone = {}});
    std::string octets;
    must(encode({{}, 1}, &written, octets, {.interface_version = 0x34}).has_value());
    const auto again = parse_receipt(written);
    must(again && again->id == value.id && again->state == value.state && again->is_id_from_tlv);
    check_fields(split_receipt(written.short_message), written.short_message);
}

deliver_sm message_of(choices& input) {
    deliver_sm message;
    message.esm_class = input.octet();
    message.data_coding = input.octet();
    return message;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    choices input{data, size};
    auto message = message_of(input);
    const auto pattern = receipt_pattern::parse(as_text(input.take(input.octet())));
    message.short_message = as_text(input.rest());
    check_fields(split_receipt(message.short_message), message.short_message);
    receipt_options options;
    if (pattern) {
        check_pattern(*pattern, message.short_message);
        options.patterns = {*pattern};
    }
    const auto by_text = parse_receipt_text(message.short_message, options);
    check_meaning(by_text);
    check_written_again(by_text);
    const auto whole = parse_receipt(message, options);
    must(whole.has_value() || (message.esm_class & esm::RECEIPT) == 0);
    if (whole) check_meaning(*whole);
    return 0;
}
