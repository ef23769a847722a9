#include "smpp/pdu.hpp"

namespace kaskad::smpp {

namespace {

std::string_view payload_of(const tlv_list& tlvs, std::string_view otherwise) {
    const tlv* const payload = find_tlv(tlvs, tag::message_payload);
    return payload != nullptr ? std::string_view{payload->value} : otherwise;
}

}  // namespace

std::string_view text_octets(const submit_sm& message) {
    return payload_of(message.tlvs, message.short_message);
}

std::string_view text_octets(const deliver_sm& message) {
    return payload_of(message.tlvs, message.short_message);
}

std::string_view text_octets(const data_sm& message) {
    return payload_of(message.tlvs, {});
}

}  // namespace kaskad::smpp
