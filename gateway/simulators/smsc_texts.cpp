#include "gateway/simulators/smsc_simulator.hpp"
#include "smpp/segmentation.hpp"

#include <boost/json.hpp>

#include <utility>

// Texts from handsets in the simulated message centre: to every account that can receive, the parts in turn over its
// binds. What is not taken is not sent again, and said.

namespace kaskad::gateway::simulators {

namespace {

smpp::address address_of(const std::string& number) {
    constexpr size_t SHORT_CODE_MAX = 6;
    const bool is_short = number.size() <= SHORT_CODE_MAX;
    return {is_short ? smpp::ton::UNKNOWN : smpp::ton::INTERNATIONAL, smpp::npi::E164, number};
}

smpp::deliver_sm make_deliver(const handset_text& what, const smpp::segmented& cut, size_t index) {
    const auto& part = cut.parts[index];
    smpp::deliver_sm pdu;
    pdu.source = address_of(what.from);
    pdu.destination = address_of(what.to);
    pdu.esm_class = part.has_udh() ? smpp::esm::UDHI : uint8_t{0};
    pdu.data_coding = cut.data_coding;
    pdu.short_message = part.short_message();
    return pdu;
}

}  // namespace

void smsc_simulator::send_text(const handset_text& what) {
    const auto cut = smpp::segment(what.text, {.reference = ++last_reference_});
    if (!cut) return print_line(R"({"event":"text_refused","why":"too many parts"})");
    for (auto& [system_id, account] : accounts_) {
        for (size_t index = 0; index < cut->parts.size(); ++index) {
            auto* bind = account.choose(0, false);
            const auto sent = bind != nullptr &&
                              bind->connection->deliver(make_deliver(what, *cut, index), TEXT_TOKENS + ++last_text_);
            const boost::json::object line{{"event", sent ? "text" : "text_not_sent"},
                                           {"system_id", system_id},
                                           {"from", what.from},
                                           {"to", what.to},
                                           {"part", index + 1},
                                           {"parts", cut->parts.size()},
                                           {"number", sent ? last_text_ : 0}};
            print_line(boost::json::serialize(line));
        }
    }
    flush();
}

void smsc_simulator::handle_text_answer(const smpp::event::response_received& response) {
    const boost::json::object line{{"event", "text_answered"},
                                   {"number", response.token - TEXT_TOKENS},
                                   {"status", smpp::status_name(response.status)}};
    print_line(boost::json::serialize(line));
    flush();
}

}  // namespace kaskad::gateway::simulators
