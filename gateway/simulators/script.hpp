#pragma once

#include "smpp/receipt.hpp"
#include "smpp/status.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

// Recipients whose fate stands in their last four digits, so that a person or a test without access to the simulator
// can choose it.

namespace kaskad::gateway::simulators {

// What is fixed; what is not is left to chance.
struct scripted_fate {
    bool is_silent = false;  // never answered
    smpp::command_status status = smpp::command_status::rok;
    std::optional<smpp::message_state> state;  // of the final receipt
    uint32_t error_code = 0;
    bool has_no_receipt = false;
    bool is_taken_silently = false;  // its receipt comes though it was never answered
    bool is_receipt_first = false;
    bool is_receipt_twice = false;
    bool has_enroute = false;  // an intermediate receipt comes before the final one
};

// Empty: the recipient is like any other.
std::optional<scripted_fate> find_script(std::string_view recipient);

inline constexpr std::string_view SCRIPT_HELP =
    R"(Recipients by their last four digits (--no-script switches it off):
  0000  accepted, receipt UNDELIV err:001 (unknown subscriber)
  0001  refused with ESME_RINVDSTADR
  0002  never answered
  0003  accepted, receipt EXPIRED
  0004  accepted, receipt REJECTD
  0005  refused with ESME_RSYSERR
  0006  refused with ESME_RMSGQFUL (this recipient's queue is full)
  0007  accepted, no receipt ever
  0008  accepted, receipt DELIVRD twice
  0009  accepted, receipt DELIVRD before the response
  0010  accepted, receipts ENROUTE, then DELIVRD
  0011  accepted, receipt DELIVRD whatever --delivered says
  0012  never answered, but taken: the receipt DELIVRD comes
)";

}  // namespace kaskad::gateway::simulators
