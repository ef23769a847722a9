#include "engine/facts/effect.hpp"

#include <string_view>

namespace kaskad::facts {

std::string_view to_string(refusal_code code) {
    switch (code) {
        case refusal_code::overloaded:
            return "overloaded";
        case refusal_code::client_disabled:
            return "client_disabled";
        case refusal_code::idempotency_mismatch:
            return "idempotency_mismatch";
        case refusal_code::invalid_recipient:
            return "invalid_recipient";
        case refusal_code::invalid_sender:
            return "invalid_sender";
        case refusal_code::empty_text:
            return "empty_text";
        case refusal_code::invalid_text:
            return "invalid_text";
        case refusal_code::too_many_parts:
            return "too_many_parts";
        case refusal_code::invalid_class:
            return "invalid_class";
        case refusal_code::invalid_validity:
            return "invalid_validity";
        case refusal_code::invalid_send_at:
            return "invalid_send_at";
        case refusal_code::invalid_callback_url:
            return "invalid_callback_url";
        case refusal_code::invalid_client_ref:
            return "invalid_client_ref";
        case refusal_code::no_network:
            return "no_network";
        case refusal_code::no_price:
            return "no_price";
        case refusal_code::no_route:
            return "no_route";
        case refusal_code::insufficient_balance:
            return "insufficient_balance";
        case refusal_code::not_found:
            return "not_found";
        case refusal_code::invalid_declaration:
            return "invalid_declaration";
        case refusal_code::not_cancellable:
            return "not_cancellable";
        case refusal_code::not_replaceable:
            return "not_replaceable";
        case refusal_code::duplicate:
            return "duplicate";
        case refusal_code::not_sent:
            return "not_sent";
        case refusal_code::already_said:
            return "already_said";
        case refusal_code::traffic_blocked:
            return "traffic_blocked";
        case refusal_code::traffic_held:
            return "traffic_held";
        case refusal_code::traffic_loops:
            return "traffic_loops";
        case refusal_code::prices_moved:
            return "prices_moved";
        case refusal_code::not_undoable:
            return "not_undoable";
        case refusal_code::no_lookup:
            return "no_lookup";
        case refusal_code::budget_spent:
            return "budget_spent";
        case refusal_code::destination_denied:
            return "destination_denied";
        case refusal_code::quota_exceeded:
            return "quota_exceeded";
        case refusal_code::rate_exceeded:
            return "rate_exceeded";
        case refusal_code::reseller_no_money:
            return "reseller_no_money";
        case refusal_code::reseller_disabled:
            return "reseller_disabled";
        case refusal_code::reseller_quota:
            return "reseller_quota";
        case refusal_code::below_cost:
            return "below_cost";
        case refusal_code::declared_in_config:
            return "declared_in_config";
        case refusal_code::already_exists:
            return "already_exists";
        case refusal_code::not_yours:
            return "not_yours";
        case refusal_code::already_decided:
            return "already_decided";
        case refusal_code::no_rate:
            return "no_rate";
        case refusal_code::payment_overdue:
            return "payment_overdue";
        case refusal_code::period_closed:
            return "period_closed";
        case refusal_code::outdated:
            return "outdated";
    }
    return "overloaded";
}

}  // namespace kaskad::facts
