#include "billing/refusal.hpp"

namespace kaskad::billing {

std::string_view to_string(refusal value) {
    switch (value) {
        case refusal::already_posted:
            return "already_posted";
        case refusal::already_voided:
            return "already_voided";
        case refusal::already_expired:
            return "already_expired";
        case refusal::still_open:
            return "still_open";
        case refusal::already_charged_late:
            return "already_charged_late";
        case refusal::no_units:
            return "no_units";
        case refusal::too_many_units:
            return "too_many_units";
        case refusal::negative_price:
            return "negative_price";
        case refusal::too_many_transfers:
            return "too_many_transfers";
        case refusal::non_positive_amount:
            return "non_positive_amount";
        case refusal::same_account:
            return "same_account";
        case refusal::unknown_account:
            return "unknown_account";
        case refusal::currency_mismatch:
            return "currency_mismatch";
        case refusal::reservation_exceeded:
            return "reservation_exceeded";
        case refusal::amount_too_large:
            return "amount_too_large";
        case refusal::insufficient_funds:
            return "insufficient_funds";
    }
    return "unknown";
}

}  // namespace kaskad::billing
