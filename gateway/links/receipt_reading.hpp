#pragma once

#include "core/reason.hpp"
#include "engine/facts/command.hpp"
#include "engine/facts/declaration.hpp"
#include "smpp/message_id_forms.hpp"
#include "smpp/receipt.hpp"
#include "smpp/session_event.hpp"

#include <optional>

// An operator's deliver_sm or data_sm as the engine's command. Pure. What is only probable stays out of the reason; the
// raw stat and err go along in any case.

namespace kaskad::gateway::links {

struct receipt_terms {
    smpp::id_mode ids = smpp::id_mode::exact;
    smpp::receipt_options options;
};

// What a link's declaration says of its receipts, made ready for reading them.
receipt_terms make_receipt_terms(const facts::link& link);

// Without its bind_ref. Empty: not a receipt but a message from a handset.
std::optional<facts::receipt_received> read_receipt(const smpp::event::request_received& request,
                                                    const receipt_terms& terms);

facts::part_state part_state_of(const smpp::receipt& receipt);
core::reason reason_of(const smpp::receipt& receipt);

}  // namespace kaskad::gateway::links
