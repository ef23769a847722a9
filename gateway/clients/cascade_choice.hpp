#pragma once

#include "engine/facts/command.hpp"
#include "engine/facts/smpp_account.hpp"
#include "smpp/status.hpp"
#include "smpp/tlv.hpp"

#include <expected>

// By which cascade a client's submit goes, and what goes over each channel: by the TLVs that its account reads, else by
// the account's default. Judges form only; whether a cascade can do what it says is the engine's to say. Pure.

namespace kaskad::gateway::clients {

// The submit has a TLV that says which cascade: a fault of the cascade is then the fault of that TLV.
bool names_cascade(const facts::smpp_account& terms, const smpp::tlv_list& tlvs);

// A name goes before an order, an order before the account's default, and without any it goes by SMS alone.
// Refused: ESME_RINVTLVVAL.
std::expected<void, smpp::command_status> choose_cascade(facts::submit_message& command,
                                                         const facts::smpp_account& terms, const smpp::tlv_list& tlvs);

}  // namespace kaskad::gateway::clients
