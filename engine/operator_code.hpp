#pragma once

#include "core/reason.hpp"
#include "engine/facts/declaration.hpp"
#include "engine/facts/message.hpp"

#include <cstdint>
#include <span>
#include <string_view>

// What an operator said of one message in its own codes, and what that means in our catalogue: by the link's map, else
// by what all operators share. Pure look-up.

namespace kaskad::engine {

struct operator_code {
    std::string_view stat;
    std::string_view err;
    std::string_view network;     // as in facts::receipt_received
    uint32_t command_status = 0;  // of a response; 0 for a receipt
};

struct code_meaning {
    core::reason reason = core::reason::none;
    bool is_known = true;  // false: some code in it means nothing to us, and the reason is a general one
};

// The first rule whose every written member fits; null = none. A rule with a command_status is for responses, one
// without for receipts.
const facts::reason_rule* find_rule(std::span<const facts::reason_rule> rules, const operator_code& code);

// Of a receipt. Without a rule network_error_code of type 3 is read as a MAP error (3GPP TS 29.002 §17.6.6); numbers in
// err are the operator's own, so nothing is made of them.
code_meaning meaning_of_receipt(std::span<const facts::reason_rule> rules, const operator_code& code,
                                facts::part_state state);

}  // namespace kaskad::engine
