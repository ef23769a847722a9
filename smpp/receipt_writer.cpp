#include "core/assert.hpp"
#include "smpp/alphabet.hpp"
#include "smpp/receipt.hpp"
#include "smpp/time_format.hpp"

#include <array>
#include <cstdio>
#include <utility>

// Receipts of a server: SMPP 3.4 Appendix B to the letter, in GSM 03.38 septets, and the TLVs that say the same.

namespace kaskad::smpp {

namespace {

constexpr size_t REPEATED_CHARACTERS_MAX = 20;
constexpr uint8_t NETWORK_GSM = 3;

std::string three_digits(uint32_t value) {
    std::array<char, 16> buffer{};
    const int length = std::snprintf(buffer.data(), buffer.size(), "%03u", value);
    return {buffer.data(), static_cast<size_t>(length)};
}

std::string first_characters(std::string_view text) {
    std::string septets;
    utf8_reader reader{text};
    for (size_t count = 0; count < REPEATED_CHARACTERS_MAX; ++count) {
        const auto code_point = reader.next();
        if (!code_point) break;
        append_gsm7(septets, find_gsm_code(*code_point).value_or(gsm_code{'?', false}));
    }
    return septets;
}

tlv network_error_tlv(uint16_t code) {
    tlv made{tag::network_error_code, std::string(1, static_cast<char>(NETWORK_GSM))};
    append_uint16(made.value, code);
    return made;
}

}  // namespace

std::string build_receipt_text(const receipt_facts& facts) {
    const bool is_delivered = facts.state == message_state::delivered;
    std::string text = "id:" + facts.id;
    text += " sub:" + three_digits(facts.submitted_count);
    text += " dlvrd:" + three_digits(facts.delivered_count.value_or(is_delivered ? facts.submitted_count : 0));
    text += " submit date:" + format_receipt_date(facts.submit_utc_ms, facts.zone, facts.has_seconds);
    text += " done date:" + format_receipt_date(facts.done_utc_ms, facts.zone, facts.has_seconds);
    text += " stat:" + std::string{stat_word(facts.state)};
    text += " err:" + (facts.err.empty() ? three_digits(facts.error_number) : facts.err);
    text += " text:" + first_characters(facts.text);
    return text;
}

deliver_sm build_receipt(const receipt_facts& facts) {
    ASSERT(facts.id.size() <= 64);
    deliver_sm message;
    message.source = facts.source;
    message.destination = facts.destination;
    message.esm_class = facts.is_intermediate ? esm::INTERMEDIATE : esm::RECEIPT;
    message.short_message = build_receipt_text(facts);
    if (!facts.has_tlvs) return message;
    message.tlvs.push_back(make_text_tlv(tag::receipted_message_id, facts.id));
    message.tlvs.push_back(make_tlv8(tag::message_state, static_cast<uint8_t>(facts.state)));
    if (facts.network_code) message.tlvs.push_back(network_error_tlv(*facts.network_code));
    return message;
}

data_sm to_data_sm(deliver_sm receipt) {
    data_sm made{.service_type = std::move(receipt.service_type),
                 .source = std::move(receipt.source),
                 .destination = std::move(receipt.destination),
                 .esm_class = receipt.esm_class,
                 .registered_delivery = receipt.registered_delivery,
                 .data_coding = receipt.data_coding,
                 .tlvs = std::move(receipt.tlvs)};
    made.tlvs.push_back({tag::message_payload, std::move(receipt.short_message)});
    return made;
}

}  // namespace kaskad::smpp
