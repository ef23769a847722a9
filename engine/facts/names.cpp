#include "engine/facts/codec.hpp"
#include "engine/facts/effect.hpp"

namespace kaskad::facts {

std::string_view to_string(fact_kind kind) {
    switch (kind) {
        case fact_kind::none:
            return "none";
        case fact_kind::message_accepted:
            return "message_accepted";
        case fact_kind::message_queued:
            return "message_queued";
        case fact_kind::part_submitting:
            return "part_submitting";
        case fact_kind::part_accepted:
            return "part_accepted";
        case fact_kind::part_refused:
            return "part_refused";
        case fact_kind::part_not_sent:
            return "part_not_sent";
        case fact_kind::part_in_doubt:
            return "part_in_doubt";
        case fact_kind::attempt_failed:
            return "attempt_failed";
        case fact_kind::attempt_started:
            return "attempt_started";
        case fact_kind::receipt_matched:
            return "receipt_matched";
        case fact_kind::receipt_repeated:
            return "receipt_repeated";
        case fact_kind::receipt_conflict:
            return "receipt_conflict";
        case fact_kind::receipt_parked:
            return "receipt_parked";
        case fact_kind::message_ended:
            return "message_ended";
        case fact_kind::message_sent:
            return "message_sent";
        case fact_kind::charged:
            return "charged";
        case fact_kind::released:
            return "released";
        case fact_kind::accrued:
            return "accrued";
        case fact_kind::event_raised:
            return "event_raised";
        case fact_kind::endpoint_advanced:
            return "endpoint_advanced";
        case fact_kind::recalled:
            return "recalled";
        case fact_kind::expired_keys:
            return "expired_keys";
        case fact_kind::link_declared:
            return "link_declared";
        case fact_kind::link_learnt:
            return "link_learnt";
        case fact_kind::message_replaced:
            return "message_replaced";
        case fact_kind::link_held:
            return "link_held";
        case fact_kind::part_queried:
            return "part_queried";
        case fact_kind::estimates_saved:
            return "estimates_saved";
        case fact_kind::feedback_given:
            return "feedback_given";
        case fact_kind::prices_imported:
            return "prices_imported";
        case fact_kind::import_undone:
            return "import_undone";
        case fact_kind::number_learnt:
            return "number_learnt";
        case fact_kind::lookup_asked:
            return "lookup_asked";
        case fact_kind::lookup_answered:
            return "lookup_answered";
        case fact_kind::route_test_started:
            return "route_test_started";
        case fact_kind::probe_received:
            return "probe_received";
        case fact_kind::route_test_ended:
            return "route_test_ended";
        case fact_kind::checkpoint_saved:
            return "checkpoint_saved";
        case fact_kind::numbers_forgotten:
            return "numbers_forgotten";
        case fact_kind::quota_used:
            return "quota_used";
        case fact_kind::balance_watched:
            return "balance_watched";
        case fact_kind::money_ordered:
            return "money_ordered";
        case fact_kind::order_decided:
            return "order_decided";
        case fact_kind::rates_imported:
            return "rates_imported";
        case fact_kind::client_changed:
            return "client_changed";
        case fact_kind::credited:
            return "credited";
        case fact_kind::adjusted:
            return "adjusted";
        case fact_kind::paid:
            return "paid";
        case fact_kind::fee_charged:
            return "fee_charged";
        case fact_kind::step_credited:
            return "step_credited";
        case fact_kind::commitment_charged:
            return "commitment_charged";
        case fact_kind::price_corrected:
            return "price_corrected";
        case fact_kind::contract_changed:
            return "contract_changed";
        case fact_kind::invoice_issued:
            return "invoice_issued";
        case fact_kind::invoice_taken_back:
            return "invoice_taken_back";
        case fact_kind::invoice_paid:
            return "invoice_paid";
        case fact_kind::period_closed:
            return "period_closed";
        case fact_kind::cascade_saved:
            return "cascade_saved";
        case fact_kind::step_begun:
            return "step_begun";
        case fact_kind::step_held:
            return "step_held";
        case fact_kind::attempt_read:
            return "attempt_read";
        case fact_kind::attempt_revoked:
            return "attempt_revoked";
        case fact_kind::message_stopped:
            return "message_stopped";
        case fact_kind::contact_changed:
            return "contact_changed";
        case fact_kind::supplier_paid:
            return "supplier_paid";
        case fact_kind::supplier_credited:
            return "supplier_credited";
        case fact_kind::supplier_adjusted:
            return "supplier_adjusted";
        case fact_kind::reconciled:
            return "reconciled";
        case fact_kind::reconciliation_changed:
            return "reconciliation_changed";
        case fact_kind::piece_taken:
            return "piece_taken";
        case fact_kind::text_joined:
            return "text_joined";
        case fact_kind::link_removed:
            return "link_removed";
        case fact_kind::client_declared:
            return "client_declared";
        case fact_kind::client_removed:
            return "client_removed";
        case fact_kind::endpoint_declared:
            return "endpoint_declared";
        case fact_kind::endpoint_removed:
            return "endpoint_removed";
        case fact_kind::prices_declared:
            return "prices_declared";
        case fact_kind::number_plan_declared:
            return "number_plan_declared";
        case fact_kind::topped_up:
            return "topped_up";
        case fact_kind::job_started:
            return "job_started";
        case fact_kind::job_advanced:
            return "job_advanced";
        case fact_kind::job_ended:
            return "job_ended";
        case fact_kind::account_opened:
            return "account_opened";
        case fact_kind::reserved:
            return "reserved";
        case fact_kind::inbound_part_received:
            return "inbound_part_received";
        case fact_kind::inbound_received:
            return "inbound_received";
        case fact_kind::resumed:
            return "resumed";
    }
    return "unknown";
}

std::string_view to_string(message_state state) {
    switch (state) {
        case message_state::accepted:
            return "accepted";
        case message_state::scheduled:
            return "scheduled";
        case message_state::in_progress:
            return "in_progress";
        case message_state::delivered:
            return "delivered";
        case message_state::read:
            return "read";
        case message_state::failed:
            return "failed";
        case message_state::expired:
            return "expired";
        case message_state::cancelled:
            return "cancelled";
        case message_state::rejected:
            return "rejected";
        case message_state::unknown:
            return "unknown";
    }
    return "unknown";
}

std::string_view to_string(attempt_state state) {
    switch (state) {
        case attempt_state::pending:
            return "pending";
        case attempt_state::submitting:
            return "submitting";
        case attempt_state::accepted:
            return "accepted";
        case attempt_state::sent:
            return "sent";
        case attempt_state::delivered:
            return "delivered";
        case attempt_state::read:
            return "read";
        case attempt_state::rejected:
            return "rejected";
        case attempt_state::undelivered:
            return "undelivered";
        case attempt_state::expired:
            return "expired";
        case attempt_state::cancelled:
            return "cancelled";
        case attempt_state::skipped:
            return "skipped";
        case attempt_state::unknown:
            return "unknown";
    }
    return "unknown";
}

std::string_view to_string(part_state state) {
    switch (state) {
        case part_state::pending:
            return "pending";
        case part_state::submitting:
            return "submitting";
        case part_state::in_doubt:
            return "in_doubt";
        case part_state::accepted:
            return "accepted";
        case part_state::sent:
            return "sent";
        case part_state::delivered:
            return "delivered";
        case part_state::rejected:
            return "rejected";
        case part_state::undelivered:
            return "undelivered";
        case part_state::expired:
            return "expired";
        case part_state::unknown:
            return "unknown";
    }
    return "unknown";
}

std::string_view to_string(event_kind kind) {
    switch (kind) {
        case event_kind::sent:
            return "message.sent";
        case event_kind::delivered:
            return "message.delivered";
        case event_kind::read:
            return "message.read";
        case event_kind::failed:
            return "message.failed";
        case event_kind::expired:
            return "message.expired";
        case event_kind::cancelled:
            return "message.cancelled";
        case event_kind::unknown:
            return "message.unknown";
        case event_kind::inbound:
            return "message.inbound";
        case event_kind::balance_low:
            return "balance.low";
        case event_kind::balance_restored:
            return "balance.restored";
        case event_kind::quota_low:
            return "quota.low";
        case event_kind::attempt_started:
            return "message.attempt.started";
        case event_kind::attempt_failed:
            return "message.attempt.failed";
        case event_kind::attempt_delivered:
            return "message.attempt.delivered";
        case event_kind::attempt_read:
            return "message.attempt.read";
        case event_kind::prices_noticed:
            return "prices.noticed";
        case event_kind::invoice_overdue:
            return "invoice.overdue";
    }
    return "message.unknown";
}

std::string_view to_string(text_encoding encoding) {
    switch (encoding) {
        case text_encoding::gsm7:
            return "gsm7";
        case text_encoding::ucs2:
            return "ucs2";
        case text_encoding::ascii:
            return "ascii";
        case text_encoding::latin1:
            return "latin1";
        case text_encoding::iso8859_5:
            return "iso8859_5";
        case text_encoding::iso8859_8:
            return "iso8859_8";
    }
    return "ucs2";
}

std::string_view to_string(link_hold value) {
    switch (value) {
        case link_hold::none:
            return "none";
        case link_hold::paused:
            return "paused";
        case link_hold::draining:
            return "draining";
        case link_hold::leaving:
            return "leaving";
    }
    return "none";
}

std::string_view to_string(matched_by value) {
    switch (value) {
        case matched_by::nothing:
            return "nothing";
        case matched_by::id:
            return "id";
        case matched_by::address:
            return "address";
        case matched_by::part:
            return "part";
        case matched_by::query:
            return "query";
    }
    return "nothing";
}

// Read can still follow delivered, and a late receipt lifts expired, failed or unknown: final is what a client waits
// for.
bool is_final(message_state state) {
    return state >= message_state::delivered;
}

bool is_doubtful(const part& value) {
    return value.state == part_state::in_doubt || (value.state == part_state::pending && value.doubts > 0);
}

bool is_in_flight(const message& value) {
    if (value.joining != joining_rule::none) return true;
    bool pending = false;
    for (const auto& attempt : value.attempts) {
        const bool last = attempt.number == value.attempts.back().number;
        for (const auto& part : attempt.parts) {
            if (part.state == part_state::submitting || is_doubtful(part)) return true;
            pending = pending || (last && part.state == part_state::pending);
        }
    }
    return pending && !value.queue_link && value.wake_steady == 0 && !is_final(value.state);
}

}  // namespace kaskad::facts
