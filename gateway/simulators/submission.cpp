#include "gateway/simulators/submission.hpp"

#include "net/digest.hpp"
#include "smpp/joined_text.hpp"

namespace kaskad::gateway::simulators {

namespace {

template <typename Message>
submission read(const Message& message) {
    const smpp::text_piece piece{.octets = std::string{smpp::text_octets(message)},
                                 .has_udh = (message.esm_class & smpp::esm::UDHI) != 0,
                                 .data_coding = message.data_coding};
    submission result{.source = message.source,
                      .destination = message.destination,
                      .registered_delivery = message.registered_delivery,
                      .data_coding = message.data_coding,
                      .text = {},
                      .place = smpp::find_place(piece, message.tlvs)};
    auto joined = smpp::join_pieces({&piece, 1});
    result.text = joined.text ? std::move(*joined.text) : net::to_hex(joined.octets);
    return result;
}

}  // namespace

std::optional<submission> read_submission(const smpp::pdu_body& body) {
    if (const auto* submit = std::get_if<smpp::submit_sm>(&body)) return read(*submit);
    if (const auto* data = std::get_if<smpp::data_sm>(&body)) return read(*data);
    return std::nullopt;
}

}  // namespace kaskad::gateway::simulators
