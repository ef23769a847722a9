#include "engine/retry_class.hpp"

#include "engine/operator_code.hpp"
#include "smpp/status.hpp"

namespace kaskad::engine {

namespace {

using core::reason;
using smpp::command_status;

struct entry {
    command_status status;
    response_rule rule;
};

constexpr entry TABLE[] = {
    {command_status::rok, {retry_class::accepted, reason::none}},
    {command_status::rinvmsglen, {retry_class::final, reason::content_too_long}},
    {command_status::rinvcmdlen, {retry_class::final, reason::link_misconfigured, true}},
    {command_status::rinvcmdid, {retry_class::final, reason::link_misconfigured, true}},
    {command_status::rinvbndsts, {retry_class::rebind, reason::link_lost}},
    {command_status::ralybnd, {retry_class::rebind, reason::link_lost}},
    {command_status::rinvprtflg, {retry_class::final, reason::link_misconfigured, true}},
    {command_status::rinvregdlvflg, {retry_class::final, reason::link_misconfigured, true}},
    {command_status::rsyserr, {retry_class::same_link, reason::link_system_error}},
    {command_status::rinvsrcadr, {retry_class::other_link, reason::invalid_sender}},
    {command_status::rinvdstadr, {retry_class::final, reason::invalid_recipient}},
    {command_status::rinvmsgid, {retry_class::other_link, reason::link_rejected}},
    {command_status::rbindfail, {retry_class::other_link, reason::link_credentials, true}},
    {command_status::rinvpaswd, {retry_class::other_link, reason::link_credentials, true}},
    {command_status::rinvsysid, {retry_class::other_link, reason::link_credentials, true}},
    {command_status::rinvsystyp, {retry_class::other_link, reason::link_credentials, true}},
    {command_status::rmsgqful, {retry_class::throttle_recipient, reason::link_queue_full}},
    {command_status::rinvsertyp, {retry_class::final, reason::link_misconfigured, true}},
    {command_status::rinvesmclass, {retry_class::final, reason::link_misconfigured, true}},
    {command_status::rsubmitfail, {retry_class::other_link, reason::link_rejected}},
    {command_status::rinvsrcton, {retry_class::final, reason::link_misconfigured, true}},
    {command_status::rinvsrcnpi, {retry_class::final, reason::link_misconfigured, true}},
    {command_status::rinvdstton, {retry_class::final, reason::link_misconfigured, true}},
    {command_status::rinvdstnpi, {retry_class::final, reason::link_misconfigured, true}},
    {command_status::rthrottled, {retry_class::throttle_link, reason::link_throttled}},
    {command_status::rinvsched, {retry_class::final, reason::link_misconfigured}},
    {command_status::rinvexpiry, {retry_class::final, reason::link_misconfigured}},
    {command_status::rx_t_appn, {retry_class::same_link, reason::link_system_error}},
    {command_status::rx_p_appn, {retry_class::final, reason::recipient_blocked}},
    {command_status::rx_r_appn, {retry_class::final, reason::rejected_by_network}},
    {command_status::rinvtlvstream, {retry_class::final, reason::link_misconfigured, true}},
    {command_status::rtlvnotallwd, {retry_class::final, reason::link_misconfigured, true}},
    {command_status::rinvtlvlen, {retry_class::final, reason::link_misconfigured, true}},
    {command_status::rmissingtlv, {retry_class::final, reason::link_misconfigured, true}},
    {command_status::rinvtlvval, {retry_class::final, reason::link_misconfigured, true}},
    {command_status::rdeliveryfailure, {retry_class::same_link, reason::undeliverable}},
    {command_status::runknownerr, {retry_class::other_link, reason::link_rejected}},
    {command_status::rsertypunavail, {retry_class::same_link, reason::link_system_error}},
    {command_status::rprohibited, {retry_class::final, reason::sender_not_allowed}},
    {command_status::rinvdcs, {retry_class::final, reason::invalid_coding}},
};

constexpr uint32_t STANDARD_FINAL_MIN = 0x30;
constexpr uint32_t STANDARD_FINAL_MAX = 0x67;
constexpr uint32_t BROADCAST_MIN = 0x100;
constexpr uint32_t BROADCAST_MAX = 0x112;

retry_class class_of(reason mapped) {
    if (mapped == reason::link_throttled) return retry_class::throttle_link;
    if (mapped == reason::link_queue_full) return retry_class::throttle_recipient;
    switch (core::describe(mapped).help) {
        case core::remedy::none:
            return retry_class::final;
        case core::remedy::later:
            return retry_class::same_link;
        case core::remedy::elsewhere:
            return retry_class::other_link;
    }
    return retry_class::final;
}

response_rule rule_of_map(const facts::reason_rule& rule) {
    const bool alarm = rule.reason == reason::link_misconfigured || rule.reason == reason::link_out_of_credit ||
                       rule.reason == reason::link_credentials;
    return {.action = class_of(rule.reason),
            .reason = rule.reason,
            .alarm = alarm,
            .retry_delay_ms = rule.retry_delay_ms,
            .retries_max = rule.retries_max};
}

}  // namespace

response_rule rule_of(uint32_t command_status, std::span<const facts::reason_rule> rules) {
    const bool is_refused = command_status != static_cast<uint32_t>(smpp::command_status::rok);
    const auto* const rule = is_refused ? find_rule(rules, {.command_status = command_status}) : nullptr;
    if (rule != nullptr) return rule_of_map(*rule);
    for (const auto& entry : TABLE) {
        if (static_cast<uint32_t>(entry.status) == command_status) return entry.rule;
    }
    const bool standard = command_status >= STANDARD_FINAL_MIN && command_status <= STANDARD_FINAL_MAX;
    const bool broadcast = command_status >= BROADCAST_MIN && command_status <= BROADCAST_MAX;
    const bool named = !smpp::status_name(static_cast<smpp::command_status>(command_status)).empty();
    if (named && (standard || broadcast)) return {retry_class::final, reason::link_misconfigured, true};
    // Vendor and reserved numbers: 0x400 is "no credit" at one operator and "not routeable" at another, so another
    // link is asked once and nothing is assumed.
    return {retry_class::other_link, reason::link_rejected, false, false};
}

}  // namespace kaskad::engine
