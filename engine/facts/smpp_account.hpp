#pragma once

#include "core/channel.hpp"
#include "core/message_class.hpp"
#include "engine/facts/message.hpp"

#include <cstdint>
#include <string>
#include <vector>

// How a client's program logs in over SMPP, what it may do, and what its receipts look like.

namespace kaskad::facts {

// What an account's receipts look like. The first of each is what SMPP 3.4 Appendix B and our own numbers make of it.
enum class receipt_date_form : uint8_t { minutes = 0, seconds = 1 };    // YYMMDDhhmm, YYMMDDhhmmss
enum class receipt_err_source : uint8_t { reason = 0, operator_ = 1 };  // ours; the operator's as it came, else ours
enum class receipt_counting : uint8_t { message = 0, parts = 1 };       // what sub and dlvrd count
enum class receipt_pdu_kind : uint8_t { deliver_sm = 0, data_sm = 1 };  // data_sm: to 3.4 and later

// Which of an account's messages are of this class: those that fit everything that is said here.
struct class_rule {
    core::message_class klass = core::message_class::transactional;
    uint16_t tag = 0;                 // a TLV they have; 0 = any or none
    std::string value;                // and its octets; empty = whatever they are
    std::string service_type;         // empty = any
    std::string sender;               // empty = any
    std::vector<uint8_t> priorities;  // priority_flag; empty = any

    friend bool operator==(const class_rule&, const class_rule&) = default;
};

// The TLV of a submit that holds the text for one channel.
struct content_tag {
    core::channel channel = core::channel::sms;
    uint16_t tag = 0;

    friend bool operator==(const content_tag&, const content_tag&) = default;
};

// How a client's program logs in over SMPP, and what it may do.
struct smpp_account {
    std::string system_id;
    std::string password_hash;           // net::password_hash
    std::vector<std::string> addresses;  // it may come from: CIDR blocks; empty = from anywhere
    std::vector<std::string> senders;    // it may use; empty = any
    core::message_class default_class = core::message_class::transactional;
    uint32_t binds = 4;     // at once
    uint32_t window = 100;  // of each bind: its submits without a response, and ours towards it
    uint32_t rate = 0;      // segments a second over all binds; 0 = no limit
    message_id_form id_form = message_id_form::plain;  // of the ids it is told, in answers and receipts
    std::string receipt_zone;                          // of the dates, by its IANA name; empty = UTC
    receipt_date_form receipt_date = receipt_date_form::minutes;
    receipt_err_source receipt_err = receipt_err_source::reason;
    receipt_counting receipt_counts = receipt_counting::message;
    receipt_pdu_kind receipt_pdu = receipt_pdu_kind::deliver_sm;
    bool receipt_without_tlvs = false;
    uint16_t receipt_network_tag = 0;  // TLVs of vendors' tags; 0 = none
    uint16_t receipt_parts_tag = 0;
    uint16_t receipt_price_tag = 0;
    uint32_t join_s = 60;  // for the other pieces of a text, from its first
    joining_rule incomplete = joining_rule::send;
    uint32_t joining_max = 1'000;                              // texts of which pieces are missing, at once
    core::message_class class_max = core::message_class::otp;  // no message of it goes before this class
    std::vector<class_rule> classes;                           // the first that fits counts
    uint32_t duplicate_s = 0;                                  // what came within it is a repeat; 0 = no filter
    bool refuses_duplicates = false;                           // else they are answered with the first one's id
    std::string cascade;  // by which its messages go that bring none: a saved one of the client; empty = SMS alone
    // TLVs of its submits: the channels in their order ("V,S"), when the next one begins (channels.md 2a: N, Y, S), the
    // name of a saved cascade, and what goes over one channel. 0 = not read.
    uint16_t cascade_order_tag = 0;
    uint16_t cascade_mode_tag = 0;
    uint16_t cascade_name_tag = 0;
    std::vector<content_tag> content_tags;
    uint16_t receipt_via_tag = 0;  // TLV of its receipts: over which channels the message arrived; 0 = none
    uint32_t cascade_step_s = 0;   // of a step that came with a TLV, until the next; 0 = 60
};

}  // namespace kaskad::facts
