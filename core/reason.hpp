#pragma once

#include <cstdint>
#include <string_view>

// The one catalogue of why a message or an attempt did not succeed. Codes are public and stable: clients switch on
// them. Each has a culprit, so that a support engineer knows whom to ask. New reasons are appended, none changes.

namespace kaskad::core {

enum class culprit : uint8_t { none, subscriber, sender, content, client, link, network, unknown };

enum class reason : uint16_t {
    none = 0,
    // The subscriber's side.
    absent_subscriber = 1,
    unknown_subscriber = 2,
    barred_subscriber = 3,
    handset_memory_full = 4,
    invalid_recipient = 5,
    recipient_blocked = 6,
    // Sender and content.
    invalid_sender = 10,
    sender_not_allowed = 11,
    content_rejected = 12,
    content_too_long = 13,
    invalid_coding = 14,
    // The client's own wish or limit.
    cancelled_by_client = 20,
    no_money = 21,
    no_price = 22,
    deadline_passed = 23,
    // Routing.
    no_network = 30,
    no_link = 31,
    link_not_bound = 32,
    link_disabled = 33,
    link_without_price = 34,
    link_does_not_cover = 35,
    link_tried_before = 36,
    dearer = 37,
    // The operator link.
    link_throttled = 40,
    link_queue_full = 41,
    link_system_error = 42,
    link_rejected = 43,
    link_lost = 44,
    link_credentials = 45,
    link_misconfigured = 46,
    link_no_answer = 47,
    link_out_of_credit = 48,
    // The mobile network.
    validity_expired = 50,
    undeliverable = 51,
    deleted_by_operator = 52,
    rejected_by_network = 53,
    network_failure = 54,
    // Nobody knows.
    no_receipt = 60,
    in_doubt = 61,
    unknown = 62,
};

std::string_view to_string(reason value);
culprit culprit_of(reason value);
std::string_view to_string(culprit value);

}  // namespace kaskad::core
