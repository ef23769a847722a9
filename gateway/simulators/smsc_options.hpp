#pragma once

#include "gateway/simulators/delay_law.hpp"
#include "smpp/status.hpp"

#include <cstddef>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

// What a simulated message centre does. Every member is an option of `kaskad smsc`, named like it; the defaults make a
// friendly operator. Probabilities are 0 to 1.

namespace kaskad::gateway::simulators {

enum class id_form : uint8_t { decimal, hex };
enum class receipt_policy : uint8_t { as_asked, always, never };

struct error_rate {
    smpp::command_status status = smpp::command_status::rsyserr;
    double probability = 0;

    friend bool operator==(const error_rate&, const error_rate&) = default;
};

struct smsc_options {
    std::string address = "127.0.0.1";
    uint16_t port = 2775;              // 0: any free one, see the first line of output
    std::string name = "kaskad-smsc";  // our system_id in bind_resp, at most 15 characters

    std::string system_id;  // empty: any is accepted
    std::string password;   // empty: any is accepted
    size_t binds_max = 0;   // per system_id, more are refused with ESME_RALYBND; 0: no limit

    id_form ids = id_form::decimal;          // in submit_sm_resp
    id_form receipt_ids = id_form::decimal;  // in the receipt's text and TLV
    uint64_t id_first = 0;                   // 0: from the clock, so that ids do not repeat after a restart

    receipt_policy receipts = receipt_policy::as_asked;
    delay_law receipt_delay{delay_law::kind::uniform, 200, 2'000};
    double delivered = 1;                         // probability; the rest ends UNDELIV
    std::vector<uint32_t> error_codes{1, 6, 27};  // err of undelivered ones, by chance
    bool receipt_tlvs = true;                     // receipted_message_id, message_state (SMPP 3.4 and later)
    int zone_minutes = 0;                         // of the dates in receipts, east of UTC
    double receipt_first = 0;                     // probability: the receipt leaves before the response
    double receipt_twice = 0;
    double receipt_elsewhere = 0;  // over another bind of the same system_id, if there is one
    size_t receipt_window = 100;   // deliver_sm without an answer on each bind
    int64_t receipt_retry_ms = 5'000;
    int64_t receipt_age_max_ms = 3'600'000;  // then it is dropped, and counted

    delay_law response_delay{};
    double no_answer = 0;              // probability: taken, but never answered
    bool no_answer_receipts = false;   // what is not answered, or cut off, was taken all the same: its receipt comes
    std::vector<error_rate> errors;    // refused with that status
    uint32_t rate = 0;                 // segments a second per system_id; above it ESME_RTHROTTLED; 0: no limit
    size_t messages_max = 1'000'000;   // waiting for an answer or receipt; above it ESME_RMSGQFUL
    uint64_t disconnect_submits = 0;   // each connection is cut at its n-th submit, unanswered; 0: never
    int64_t disconnect_ms = 0;         // each connection is cut so long after its bind; 0: never
    int64_t read_pause_ms = 0;         // pause after every read with a submit in it: a slow reader
    int64_t enquire_link_ms = 30'000;  // 0: never asks
    bool script = true;                // recipients by their last four digits, see SCRIPT_HELP

    uint64_t seed = 1;
    bool log_submits = false;       // a line of JSON for every submit_sm or data_sm
    int64_t statistics_ms = 1'000;  // 0: no line of statistics
};

// "RSYSERR=0.01,RINVDSTADR=0.005": names as in the specification, with or without ESME_, or numbers (0x45).
std::expected<std::vector<error_rate>, std::string> parse_error_rates(std::string_view text);
// "1,6,27".
std::expected<std::vector<uint32_t>, std::string> parse_error_codes(std::string_view text);
// "decimal" | "hex".
std::expected<id_form, std::string> parse_id_form(std::string_view text);
// "as_asked" | "always" | "never".
std::expected<receipt_policy, std::string> parse_receipt_policy(std::string_view text);

// What makes no sense, as a sentence for the command line; empty: all is well.
std::string find_fault(const smsc_options& options);

}  // namespace kaskad::gateway::simulators
