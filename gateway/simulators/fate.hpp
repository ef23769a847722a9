#pragma once

#include "gateway/simulators/smsc_options.hpp"
#include "gateway/simulators/submission.hpp"
#include "smpp/receipt.hpp"

#include <cstdint>
#include <string_view>

// What will become of one submit, decided when it comes. Pure: options, seed, the submit and its number in the order of
// arrival say it. All parts of a message end alike, for their outcome is drawn for the message (its addresses and
// reference), so nothing has to be joined or remembered.

namespace kaskad::gateway::simulators {

struct fate {
    bool is_silent = false;
    smpp::command_status status = smpp::command_status::rok;
    int64_t response_delay_ms = 0;

    // Behind an answer with ESME_ROK:
    bool has_receipt = false;
    smpp::message_state state = smpp::message_state::delivered;
    uint32_t error_code = 0;
    int64_t receipt_delay_ms = 0;
    bool is_receipt_first = false;
    bool is_receipt_twice = false;
    bool is_receipt_elsewhere = false;
    bool has_enroute = false;
};

// `ordinal`: the how many-th submit of all, from 1.
fate decide_fate(const smsc_options& options, std::string_view system_id, const submission& what, uint64_t ordinal);

}  // namespace kaskad::gateway::simulators
