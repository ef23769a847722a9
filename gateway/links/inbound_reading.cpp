#include "gateway/links/inbound_reading.hpp"

#include <utility>

namespace kaskad::gateway::links {

namespace {

std::string payload_of(const smpp::tlv_list& tlvs) {
    const auto* payload = smpp::find_tlv(tlvs, smpp::tag::message_payload);
    return payload == nullptr ? std::string{} : payload->value;
}

template <typename Message>
facts::inbound_received read(const smpp::request_ref& ref, Message& message, std::string octets) {
    facts::inbound_received command;
    command.sequence_number = ref.sequence_number;
    command.data_sm = ref.id == smpp::command_id::data_sm;
    command.source = std::move(message.source);
    command.destination = std::move(message.destination);
    command.piece = {std::move(octets), (message.esm_class & smpp::esm::UDHI) != 0, message.data_coding};
    command.place = smpp::find_place(command.piece, message.tlvs);
    return command;
}

}  // namespace

std::optional<facts::inbound_received> read_inbound(smpp::event::request_received& request) {
    if (auto* deliver = std::get_if<smpp::deliver_sm>(&request.body)) {
        auto text = deliver->short_message.empty() ? payload_of(deliver->tlvs) : std::move(deliver->short_message);
        return read(request.ref, *deliver, std::move(text));
    }
    if (auto* data = std::get_if<smpp::data_sm>(&request.body)) return read(request.ref, *data, payload_of(data->tlvs));
    return std::nullopt;
}

}  // namespace kaskad::gateway::links
