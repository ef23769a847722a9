#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

// The one catalogue of why a message or an attempt did not succeed. Codes are public and stable: clients switch on
// them. Each says whom to ask (the culprit) and what may help. New reasons are added, none changes its meaning.

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
    handset_refused = 7,
    subscriber_busy = 8,
    // Sender and content.
    invalid_sender = 10,
    sender_not_allowed = 11,
    content_rejected = 12,
    content_too_long = 13,
    invalid_coding = 14,
    content_not_registered = 15,
    recipient_flooded = 16,
    duplicate_message = 17,
    incomplete_text = 18,
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
    link_quota_used = 49,
    // The mobile network.
    validity_expired = 50,
    undeliverable = 51,
    deleted_by_operator = 52,
    rejected_by_network = 53,
    network_failure = 54,
    network_not_covered = 55,
    network_congested = 56,
    network_timeout = 57,
    // Nobody knows.
    no_receipt = 60,
    in_doubt = 61,
    unknown = 62,
    // Routing, why a link was left out.
    link_ejected = 70,
    link_too_slow = 71,
    link_below_floor = 72,
    link_loses_money = 73,
    link_limit_reached = 74,
    link_owned_by_client = 75,
    link_not_allowed = 76,
    link_refuses_sender = 77,
    link_in_maintenance = 78,
    link_not_in_policy = 79,
    outdone = 80,
    link_had_last_code = 81,
    link_over_spend_limit = 82,
    link_without_rate = 83,
    // The client's traffic as a whole.
    traffic_held = 90,
    traffic_blocked = 91,
    traffic_loops = 92,
    // Steps of a cascade, and channels.
    step_timed_out = 100,
    not_read = 101,
    no_address = 102,
    suppressed = 103,
    quiet_hours = 104,
    step_too_dear = 105,
    step_not_applicable = 106,
    not_on_channel = 107,
    lately_unreachable = 108,
    no_channel_account = 109,
    template_refused = 110,
    superseded = 111,
    stopped_by_client = 112,
    conversation_closed = 113,
    call_not_answered = 114,
    answered_by_machine = 115,
    no_content = 116,
    revoked = 117,
    answered_by_recipient = 118,
};

// What may still bring the message through.
enum class remedy : uint8_t {
    none,       // nothing: the reason is final
    later,      // the same link, later
    elsewhere,  // another link
};

struct reason_entry {
    reason code = reason::unknown;
    std::string_view name;
    culprit who = culprit::unknown;
    remedy help = remedy::none;
    bool is_billed = false;  // a supplier that bills what it took commonly bills this
    std::string_view english;
    std::string_view russian;
};

// In the order of the codes.
std::span<const reason_entry> reason_catalogue();
// A code from a newer program is described as unknown.
const reason_entry& describe(reason value);
std::optional<reason> parse_reason(std::string_view name);

std::string_view to_string(reason value);
culprit culprit_of(reason value);
std::string_view to_string(culprit value);

}  // namespace kaskad::core
