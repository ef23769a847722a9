#pragma once

#include "engine/facts/command.hpp"
#include "engine/facts/declaration.hpp"
#include "smpp/message_id_forms.hpp"
#include "smpp/receipt.hpp"
#include "smpp/session_event.hpp"

#include <cstddef>
#include <optional>

// An operator's deliver_sm or data_sm as the engine's command. What its codes mean is not decided here: they go along
// as they came.

namespace kaskad::gateway::links {

// Of a receipt's PDU; a usual one has under 250.
inline constexpr size_t EVIDENCE_OCTETS_MAX = 512;

struct receipt_terms {
    smpp::id_mode ids = smpp::id_mode::exact;
    smpp::id_relation known_ids = smpp::id_relation::unknown;
    smpp::receipt_options options;
};

// What a link's declaration says of its receipts, made ready for reading them. Reads the system's time zones; what
// cannot be used is logged and left out.
receipt_terms make_receipt_terms(const facts::link& link);

// Without its bind_ref. Empty: not a receipt but a message from a handset.
std::optional<facts::receipt_received> read_receipt(const smpp::event::request_received& request,
                                                    const receipt_terms& terms);

facts::part_state part_state_of(const smpp::receipt& receipt);

}  // namespace kaskad::gateway::links
