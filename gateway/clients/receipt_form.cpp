#include "gateway/clients/receipt_form.hpp"

#include "core/assert.hpp"
#include "smpp/receipt.hpp"
#include "smpp/version.hpp"

#include <fmt/format.h>

namespace kaskad::gateway::clients {

namespace {

// `cancelled` is a message deleted before it was delivered (SMPP 3.4 Appendix B).
smpp::message_state state_of(const facts::event& event) {
    using facts::event_kind;
    switch (event.kind) {
        case event_kind::sent:
            return smpp::message_state::enroute;
        case event_kind::delivered:
        case event_kind::read:
            return smpp::message_state::delivered;
        case event_kind::failed:
            return event.state == facts::message_state::rejected ? smpp::message_state::rejected
                                                                 : smpp::message_state::undeliverable;
        case event_kind::expired:
            return smpp::message_state::expired;
        case event_kind::cancelled:
            return smpp::message_state::deleted;
        case event_kind::unknown:
            return smpp::message_state::unknown;
    }
    return smpp::message_state::unknown;
}

}  // namespace

std::string message_id_text(core::message_id id, uint32_t alias) {
    return alias == 0 ? core::to_string(id) : fmt::format("{:08X}", alias);
}

smpp::deliver_sm make_receipt(const facts::event& event, uint8_t interface_version) {
    ASSERT(!event.submissions.empty());
    const auto& asked = event.submissions.front();
    const auto id = asked.id ? asked.id : event.message;
    return smpp::build_receipt({.id = message_id_text(id, asked.alias),
                                .state = state_of(event),
                                .error_number = static_cast<uint32_t>(event.reason),
                                .submit_utc_ms = event.accepted_utc,
                                .done_utc_ms = event.utc,
                                .text = {},
                                .source = {asked.destination_ton, asked.destination_npi, event.recipient},
                                .destination = {asked.source_ton, asked.source_npi, event.sender},
                                .is_intermediate = event.kind == facts::event_kind::sent,
                                .network_code = {},
                                .zone = {},
                                .has_tlvs = interface_version >= smpp::VERSION_34});
}

}  // namespace kaskad::gateway::clients
