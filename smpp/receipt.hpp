#pragma once

#include "smpp/message_state.hpp"
#include "smpp/pdu.hpp"
#include "smpp/receipt_pattern.hpp"
#include "smpp/time_zone.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Delivery receipts: recognising, reading and writing them. The text (SMPP 3.4 Appendix B) is vendor specific, so it is
// searched by keyword, every field may be missing, and the TLVs win. Which message it belongs to is not decided here.

namespace kaskad::smpp {

struct receipt {
    std::string id;  // of the operator, as it came; empty when there is none
    message_state state = message_state::unknown;
    bool is_state_given = false;   // false: neither a stat nor a message_state was readable
    bool is_intermediate = false;  // esm_class says so: never closes the message
    // Ends the message: delivered, expired, deleted, undeliverable, rejected, skipped; accepted only by option.
    bool is_final = false;
    std::string stat;                         // raw
    std::string err;                          // raw: "000", "21b", "null"
    std::optional<uint32_t> error_number;     // err, where it is a decimal number
    std::optional<uint8_t> network_type;      // TLV network_error_code: 3 = GSM ...
    std::optional<uint16_t> network_code;     // the same TLV
    std::optional<uint32_t> submitted_count;  // sub
    std::optional<uint32_t> delivered_count;  // dlvrd; may contradict stat, which is then right
    std::string submit_date;                  // raw
    std::string done_date;                    // raw
    std::optional<int64_t> submit_utc_ms;
    std::optional<int64_t> done_utc_ms;
    std::string text;     // UTF-8; the first characters of the message, if the receipt repeats them
    std::string extra;    // other fields, as they came, a space between them: "mcc:250 mnc:01"
    std::string text_id;  // the id of the text where it differs from the TLV's; else empty
    bool is_id_from_tlv = false;
    bool has_text_id = false;  // the text named an id, be it the same
    bool is_by_text = false;   // recognised by its text alone (esm_class 0, no TLVs)
};

// What a word of stat means at one operator.
struct stat_rule {
    std::string stat;  // in any case
    message_state state = message_state::unknown;

    friend bool operator==(const stat_rule&, const stat_rule&) = default;
};

// An operator's habits.
struct receipt_options {
    time_zone zone;                         // of its dates
    bool accept_by_text = true;             // some operators leave esm_class 0
    bool is_accepted_final = false;         // the specification says so; most operators mean "taken over"
    std::vector<stat_rule> stats;           // asked before parse_stat()
    std::vector<receipt_pattern> patterns;  // asked in this order, before the keywords
};

// Empty: this is not a receipt but a message from a handset.
std::optional<receipt> parse_receipt(const deliver_sm& message, const receipt_options& options = {});
std::optional<receipt> parse_receipt(const data_sm& message, const receipt_options& options = {});

// The text alone, of `kaskad receipt STRING`; always gives what could be read.
receipt parse_receipt_text(std::string_view text, const receipt_options& options = {});

// For the server side.
struct receipt_facts {
    std::string id;
    message_state state = message_state::delivered;
    uint32_t error_number = 0;  // three decimal digits in the text
    std::string err;            // in its place, where not empty
    int64_t submit_utc_ms = 0;
    int64_t done_utc_ms = 0;
    std::string text;  // UTF-8; the first 20 characters that GSM 03.38 can hold are repeated
    address source;    // of the receipt: the original destination
    address destination;
    bool is_intermediate = false;
    std::optional<uint16_t> network_code;  // GSM, sent as TLV
    time_zone zone;
    bool has_tlvs = true;  // receipted_message_id and message_state; not towards 3.3
    // What the text counts: messages, of which there is one, or its parts.
    uint32_t submitted_count = 1;
    std::optional<uint32_t> delivered_count;  // nothing: all of them, or none
    bool has_seconds = false;                 // in its dates
};
deliver_sm build_receipt(const receipt_facts& facts);
// The same in a data_sm, which has a text in message_payload only (SMPP 3.4 §4.7).
data_sm to_data_sm(deliver_sm receipt);
std::string build_receipt_text(const receipt_facts& facts);

}  // namespace kaskad::smpp
