#include "gateway/clients/refusal_status.hpp"

namespace kaskad::gateway::clients {

using facts::refusal_code;
using smpp::command_status;

command_status status_of(refusal_code code) {
    switch (code) {
        case refusal_code::overloaded:
            return command_status::rmsgqful;
        case refusal_code::rate_exceeded:
            return command_status::rthrottled;
        case refusal_code::client_disabled:
            return command_status::rprohibited;
        case refusal_code::invalid_recipient:
        case refusal_code::no_network:
            return command_status::rinvdstadr;
        case refusal_code::invalid_sender:
            return command_status::rinvsrcadr;
        case refusal_code::empty_text:
        case refusal_code::too_many_parts:
            return command_status::rinvmsglen;
        case refusal_code::invalid_text:
            return command_status::rinvdcs;
        case refusal_code::invalid_validity:
            return command_status::rinvexpiry;
        case refusal_code::invalid_send_at:
            return command_status::rinvsched;
        // No code says "no credit" to every client; this one is final for all of them.
        case refusal_code::insufficient_balance:
        case refusal_code::no_price:
        case refusal_code::no_route:
        case refusal_code::duplicate:
        case refusal_code::not_sent:
        case refusal_code::already_said:
        case refusal_code::traffic_blocked:
        case refusal_code::traffic_held:
        case refusal_code::traffic_loops:
        case refusal_code::destination_denied:
        case refusal_code::quota_exceeded:
        case refusal_code::reseller_no_money:
        case refusal_code::reseller_disabled:
        case refusal_code::reseller_quota:
        case refusal_code::below_cost:
        case refusal_code::no_rate:
        case refusal_code::payment_overdue:
        case refusal_code::suppressed:
        case refusal_code::store_full:
            return command_status::rsubmitfail;
        // Of the TLVs by which a submit brings its cascade.
        case refusal_code::invalid_cascade:
        case refusal_code::unknown_cascade:
        case refusal_code::invalid_content:
            return command_status::rinvtlvval;
        // Of query_sm, cancel_sm and replace_sm: that a message is another's is not told.
        case refusal_code::not_found:
            return command_status::rinvmsgid;
        case refusal_code::not_cancellable:
            return command_status::rcancelfail;
        case refusal_code::not_replaceable:
            return command_status::rreplacefail;
        // What no submit_sm can lead to.
        case refusal_code::prices_moved:
        case refusal_code::not_undoable:
        case refusal_code::no_lookup:
        case refusal_code::budget_spent:
        case refusal_code::declared_in_config:
        case refusal_code::already_exists:
        case refusal_code::not_yours:
        case refusal_code::already_decided:
        case refusal_code::period_closed:
        case refusal_code::outdated:
        case refusal_code::not_stoppable:
        case refusal_code::not_closable:
        case refusal_code::idempotency_mismatch:
        case refusal_code::invalid_class:
        case refusal_code::invalid_callback_url:
        case refusal_code::invalid_client_ref:
        case refusal_code::invalid_declaration:
            return command_status::rsyserr;
    }
    return command_status::rsyserr;
}

command_status submit_status_of(refusal_code code, bool names_cascade) {
    const bool is_default_missing = code == refusal_code::unknown_cascade && !names_cascade;
    return is_default_missing ? command_status::rsubmitfail : status_of(code);
}

std::string_view to_string(password_verdict verdict) {
    switch (verdict) {
        case password_verdict::busy:
            return "busy";
        case password_verdict::locked:
            return "locked";
        case password_verdict::wrong:
            return "password";
        case password_verdict::right:
            return "";
    }
    return "";
}

command_status status_of(password_verdict verdict, bool names_credentials) {
    switch (verdict) {
        case password_verdict::busy:
            return command_status::rsyserr;
        case password_verdict::wrong:
            return names_credentials ? command_status::rinvpaswd : command_status::rbindfail;
        case password_verdict::locked:
            return command_status::rbindfail;
        case password_verdict::right:
            return command_status::rok;
    }
    return command_status::rbindfail;
}

}  // namespace kaskad::gateway::clients
