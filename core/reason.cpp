#include "core/reason.hpp"

namespace kaskad::core {

namespace {

struct entry {
    reason code;
    std::string_view name;
    culprit who;
};

constexpr entry CATALOGUE[] = {
    {reason::none, "none", culprit::none},
    {reason::absent_subscriber, "absent_subscriber", culprit::subscriber},
    {reason::unknown_subscriber, "unknown_subscriber", culprit::subscriber},
    {reason::barred_subscriber, "barred_subscriber", culprit::subscriber},
    {reason::handset_memory_full, "handset_memory_full", culprit::subscriber},
    {reason::invalid_recipient, "invalid_recipient", culprit::client},
    {reason::recipient_blocked, "recipient_blocked", culprit::subscriber},
    {reason::invalid_sender, "invalid_sender", culprit::sender},
    {reason::sender_not_allowed, "sender_not_allowed", culprit::sender},
    {reason::content_rejected, "content_rejected", culprit::content},
    {reason::content_too_long, "content_too_long", culprit::content},
    {reason::invalid_coding, "invalid_coding", culprit::content},
    {reason::cancelled_by_client, "cancelled_by_client", culprit::client},
    {reason::no_money, "no_money", culprit::client},
    {reason::no_price, "no_price", culprit::client},
    {reason::deadline_passed, "deadline_passed", culprit::link},
    {reason::no_network, "no_network", culprit::client},
    {reason::no_link, "no_link", culprit::link},
    {reason::link_not_bound, "link_not_bound", culprit::link},
    {reason::link_disabled, "link_disabled", culprit::link},
    {reason::link_without_price, "link_without_price", culprit::link},
    {reason::link_does_not_cover, "link_does_not_cover", culprit::link},
    {reason::link_tried_before, "link_tried_before", culprit::link},
    {reason::dearer, "dearer", culprit::none},
    {reason::link_throttled, "link_throttled", culprit::link},
    {reason::link_queue_full, "link_queue_full", culprit::link},
    {reason::link_system_error, "link_system_error", culprit::link},
    {reason::link_rejected, "link_rejected", culprit::link},
    {reason::link_lost, "link_lost", culprit::link},
    {reason::link_credentials, "link_credentials", culprit::link},
    {reason::link_misconfigured, "link_misconfigured", culprit::link},
    {reason::link_no_answer, "link_no_answer", culprit::link},
    {reason::link_out_of_credit, "link_out_of_credit", culprit::link},
    {reason::validity_expired, "validity_expired", culprit::subscriber},
    {reason::undeliverable, "undeliverable", culprit::network},
    {reason::deleted_by_operator, "deleted_by_operator", culprit::network},
    {reason::rejected_by_network, "rejected_by_network", culprit::network},
    {reason::network_failure, "network_failure", culprit::network},
    {reason::no_receipt, "no_receipt", culprit::unknown},
    {reason::in_doubt, "in_doubt", culprit::link},
    {reason::unknown, "unknown", culprit::unknown},
};

const entry& find(reason value) {
    for (const auto& candidate : CATALOGUE) {
        if (candidate.code == value) return candidate;
    }
    return CATALOGUE[std::size(CATALOGUE) - 1];
}

}  // namespace

std::string_view to_string(reason value) {
    return find(value).name;
}

culprit culprit_of(reason value) {
    return find(value).who;
}

std::string_view to_string(culprit value) {
    switch (value) {
        case culprit::none:
            return "none";
        case culprit::subscriber:
            return "subscriber";
        case culprit::sender:
            return "sender";
        case culprit::content:
            return "content";
        case culprit::client:
            return "client";
        case culprit::link:
            return "link";
        case culprit::network:
            return "network";
        case culprit::unknown:
            return "unknown";
    }
    return "unknown";
}

}  // namespace kaskad::core
