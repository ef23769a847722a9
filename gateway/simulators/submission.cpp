#include "gateway/simulators/submission.hpp"

#include "smpp/text_reading.hpp"

#include <fmt/format.h>

namespace kaskad::gateway::simulators {

namespace {

// SMPP 3.4 §5.3.2.22: the other way to say which part it is.
std::optional<smpp::concatenation> find_sar(const smpp::tlv_list& tlvs) {
    const auto reference = smpp::integer_tlv(tlvs, smpp::tag::sar_msg_ref_num);
    const auto total = smpp::integer_tlv(tlvs, smpp::tag::sar_total_segments);
    const auto number = smpp::integer_tlv(tlvs, smpp::tag::sar_segment_seqnum);
    if (!reference || !total || !number) return std::nullopt;
    if (*total < 1 || *total > 255 || *number < 1 || *number > *total) return std::nullopt;
    return smpp::concatenation{smpp::reference_width::bits_16, static_cast<uint16_t>(*reference),
                               static_cast<uint8_t>(*total), static_cast<uint8_t>(*number)};
}

std::string to_hex(std::string_view octets) {
    std::string hex;
    for (const char each : octets)
        hex += fmt::format("{:02x}", static_cast<uint8_t>(each));
    return hex;
}

template <typename Message>
submission read(const Message& message) {
    submission result{.source = message.source,
                      .destination = message.destination,
                      .registered_delivery = message.registered_delivery,
                      .data_coding = message.data_coding,
                      .text = {},
                      .place = find_sar(message.tlvs)};
    auto octets = smpp::text_octets(message);
    if ((message.esm_class & smpp::esm::UDHI) != 0) {
        if (const auto header = smpp::parse_udh(smpp::as_octets(octets))) {
            if (const auto place = smpp::find_concatenation(*header)) result.place = place;
            octets.remove_prefix(header->size);
        }
    }
    auto text = smpp::decode_text(smpp::as_octets(octets), message.data_coding);
    result.text = text ? std::move(*text) : to_hex(octets);
    return result;
}

}  // namespace

std::optional<submission> read_submission(const smpp::pdu_body& body) {
    if (const auto* submit = std::get_if<smpp::submit_sm>(&body)) return read(*submit);
    if (const auto* data = std::get_if<smpp::data_sm>(&body)) return read(*data);
    return std::nullopt;
}

}  // namespace kaskad::gateway::simulators
