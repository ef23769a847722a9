#include "channels/mail_codes.hpp"

#include "channels/answer_reading.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace kaskad::channels {

namespace {

using core::reason;
using facts::channel_outcome;
using net::mail_stage;

constexpr size_t CODE_PART_MAX = 3;  // digits: RFC 3463 §2
constexpr int TAKEN = 250;
constexpr int CLOSING = 421;
constexpr int MUST_LOG_IN = 530;

struct status_meaning {
    std::string_view status;  // without its class; of a subject alone it stands for what else has it
    reason why;
};

// not_on_channel and unknown_subscriber have the address forgotten: only what says that nobody is there, and will not
// be tomorrow, is one of them.
constexpr std::array STATUSES{
    status_meaning{"1.1", reason::unknown_subscriber},   // no such mailbox
    status_meaning{"1.2", reason::unknown_subscriber},   // no such domain
    status_meaning{"1.3", reason::invalid_recipient},    // no address
    status_meaning{"1.6", reason::unknown_subscriber},   // moved, and nobody says where
    status_meaning{"1.7", reason::invalid_sender},       // the sender's address is none
    status_meaning{"1.8", reason::invalid_sender},       // the sender's domain is none
    status_meaning{"1.10", reason::unknown_subscriber},  // the domain takes no mail (RFC 7505)
    status_meaning{"2.1", reason::not_on_channel},       // the mailbox is closed
    status_meaning{"2.2", reason::handset_memory_full},  // the mailbox is full
    status_meaning{"2.3", reason::content_too_long},     // for this mailbox
    status_meaning{"3.4", reason::content_too_long},     // for this server
    status_meaning{"4.1", reason::network_timeout},      // nobody answers
    status_meaning{"4.7", reason::validity_expired},     // tried for days
    status_meaning{"4", reason::network_failure},        // and the like, of the way there
    status_meaning{"3", reason::network_failure},        // of the server there
    status_meaning{"5", reason::link_misconfigured},     // of the commands
    status_meaning{"6.7", reason::invalid_recipient},    // letters that not all can write
    status_meaning{"6", reason::content_rejected},       // of the content
    status_meaning{"7.20", reason::sender_not_allowed},  // no DKIM signature that fits (RFC 7372)
    status_meaning{"7.21", reason::sender_not_allowed},
    status_meaning{"7.22", reason::sender_not_allowed},
    status_meaning{"7.23", reason::sender_not_allowed},  // SPF
    status_meaning{"7.24", reason::sender_not_allowed},
    status_meaning{"7.25", reason::sender_not_allowed},  // no name of the sending address
    status_meaning{"7.26", reason::sender_not_allowed},  // several of these
    status_meaning{"7.27", reason::invalid_sender},      // the sender's domain takes no mail
    status_meaning{"7.28", reason::recipient_flooded},
    status_meaning{"7", reason::rejected_by_network},  // of the rules there
};

const status_meaning* find_status(std::string_view without_class) {
    const auto* exact = std::ranges::find(STATUSES, without_class, &status_meaning::status);
    if (exact != STATUSES.end()) return exact;
    const auto subject = without_class.substr(0, without_class.find('.'));
    const auto* alike = std::ranges::find(STATUSES, subject, &status_meaning::status);
    return alike == STATUSES.end() ? nullptr : alike;
}

// Before anybody is named the server speaks of us.
code_meaning refusal_of_us(mail_stage stage, reason why) {
    if (stage == mail_stage::login) return {{}, channel_outcome::account, reason::link_credentials};
    if (stage < mail_stage::login) return {{}, channel_outcome::account, reason::link_rejected};
    switch (why) {
        case reason::rejected_by_network:
        case reason::sender_not_allowed:
            return {{}, channel_outcome::account, reason::sender_not_allowed};
        case reason::content_too_long:
        case reason::invalid_sender:
            return {{}, channel_outcome::config, why};
        default:  // a command or parameter that it does not know, RET among them
            return {{}, channel_outcome::config, reason::link_misconfigured};
    }
}

// What is wrong with the mail itself is for a person to look at.
code_meaning refusal_of_content(reason why) {
    switch (why) {
        case reason::undeliverable:
        case reason::rejected_by_network:
            return {{}, channel_outcome::config, reason::content_rejected};
        case reason::content_too_long:
        case reason::content_rejected:
        case reason::invalid_sender:
        case reason::sender_not_allowed:
        case reason::link_misconfigured:
            return {{}, channel_outcome::config, why};
        default:  // some servers say only here that nobody is there
            return {{}, channel_outcome::next, why};
    }
}

code_meaning refusal_of_recipient(reason why) {
    const bool is_ours = why == reason::link_misconfigured || why == reason::invalid_sender;
    return {{}, is_ours ? channel_outcome::config : channel_outcome::next, why};
}

code_meaning meaning_for_good(const net::mail_reply& reply, reason why) {
    if (reply.code == MUST_LOG_IN) return {{}, channel_outcome::account, reason::link_credentials};
    if (reply.stage == mail_stage::recipient) return refusal_of_recipient(why);
    if (reply.stage == mail_stage::content) return refusal_of_content(why);
    return refusal_of_us(reply.stage, why);
}

// Grey lists among them. A server that is full says so before anybody has said anything.
code_meaning meaning_for_now(const net::mail_reply& reply) {
    const bool is_full = reply.code == CLOSING && reply.stage <= mail_stage::hello;
    if (is_full) return {{}, channel_outcome::throttle, reason::link_throttled};
    return {{}, channel_outcome::retry, reason::link_system_error};
}

// Digits of one part of a code, taken from the front; empty: there are none, or too many.
std::string_view take_digits(std::string_view& text) {
    const auto end = std::min(text.find_first_not_of("0123456789"), text.size());
    const auto digits = text.substr(0, end);
    text.remove_prefix(end);
    return end <= CODE_PART_MAX ? digits : std::string_view{};
}

}  // namespace

std::string enhanced_code(std::string_view text) {
    const auto whole = text;
    const bool is_class = text.starts_with("2.") || text.starts_with("4.") || text.starts_with("5.");
    if (!is_class) return {};
    text.remove_prefix(2);
    if (take_digits(text).empty() || !text.starts_with('.')) return {};
    text.remove_prefix(1);
    if (take_digits(text).empty() || (!text.empty() && text.front() != ' ')) return {};
    return std::string{whole.substr(0, whole.size() - text.size())};
}

core::reason reason_of_status(std::string_view status) {
    const auto code = enhanced_code(status);
    const auto* known = code.empty() ? nullptr : find_status(std::string_view{code}.substr(2));
    return known ? known->why : reason::undeliverable;
}

reply_reading read_mail_answer(const net::mail_reply& reply) {
    const auto enhanced = enhanced_code(reply.text);
    provider_words said{std::to_string(reply.code), reply.text};
    if (!enhanced.empty()) said.code += " " + enhanced;
    if (reply.stage == mail_stage::content && reply.code == TAKEN) {
        auto taken = make_acceptance({});
        taken.is_sent = true;
        taken.code = said.code;
        taken.text = said.text;
        return taken;
    }
    const bool is_for_good = reply.code >= 500 && reply.code <= 599;
    if (is_for_good) return make_refusal(meaning_for_good(reply, reason_of_status(enhanced)), std::move(said));
    if (reply.code >= 400 && reply.code <= 499) return make_refusal(meaning_for_now(reply), std::move(said));
    // Another 2xx to the content was not refused.
    if (reply.stage == mail_stage::content) return make_doubt(std::move(said));
    return make_refusal({{}, channel_outcome::config, reason::link_misconfigured}, std::move(said));
}

}  // namespace kaskad::channels
