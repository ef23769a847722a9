#include "gateway/clients/inbound_form.hpp"

#include "core/assert.hpp"
#include "smpp/fields.hpp"
#include "smpp/tlv.hpp"
#include "smpp/version.hpp"

namespace kaskad::gateway::clients {

namespace {

constexpr size_t SHORT_MESSAGE_MAX = 254;  // SMPP 3.4 §4.6.1; the next is message_payload's

smpp::tlv parts_received(const facts::inbound_text& text) {
    std::string value;
    value.push_back(static_cast<char>(text.parts_received));
    value.push_back(static_cast<char>(text.parts));
    return {PARTS_RECEIVED_TAG, std::move(value)};
}

}  // namespace

bool fits(const facts::event& event, uint8_t interface_version) {
    ASSERT(event.inbound.size() == 1 && event.pieces.size() == 1);
    const bool has_payload = interface_version >= smpp::VERSION_34;
    const auto most = has_payload ? smpp::TLV_VALUE_MAX : smpp::fields::short_message_max(interface_version);
    return event.pieces.front().octets.size() <= most;
}

smpp::deliver_sm make_inbound(const facts::event& event, uint8_t interface_version) {
    ASSERT(fits(event, interface_version));
    const auto& text = event.inbound.front();
    const auto& piece = event.pieces.front();
    smpp::deliver_sm pdu;
    pdu.source = text.source;
    pdu.destination = text.destination;
    pdu.esm_class = piece.has_udh ? smpp::esm::UDHI : uint8_t{0};
    pdu.data_coding = piece.data_coding;
    if (piece.octets.size() <= SHORT_MESSAGE_MAX) {
        pdu.short_message = piece.octets;
    } else {
        pdu.tlvs.push_back({smpp::tag::message_payload, piece.octets});
    }
    const bool may_have_tlvs = interface_version >= smpp::VERSION_34;
    if (may_have_tlvs && !facts::is_complete(text)) pdu.tlvs.push_back(parts_received(text));
    return pdu;
}

}  // namespace kaskad::gateway::clients
