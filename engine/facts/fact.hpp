#pragma once

#include "billing/account.hpp"
#include "billing/invoice.hpp"
#include "billing/posting.hpp"
#include "core/boxed.hpp"
#include "core/now.hpp"
#include "engine/facts/cascade.hpp"
#include "engine/facts/contact.hpp"
#include "engine/facts/contract.hpp"
#include "engine/facts/declaration.hpp"
#include "engine/facts/exchange_rate.hpp"
#include "engine/facts/lookup.hpp"
#include "engine/facts/message.hpp"
#include "engine/facts/money_order.hpp"
#include "engine/facts/price_import.hpp"
#include "engine/facts/reconciliation.hpp"
#include "engine/facts/route_test.hpp"

#include <concepts>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

// A fact says what happened and carries, whole, every record it leaves changed. To apply it, and to project it, is to
// assign those records; nothing is added, compared or looked up. A kind never changes its meaning.

namespace kaskad::facts {

// Alternatives are appended, never moved: the place is the stored tag. A link is twice as large as any other, and far
// more seldom.
using record =
    std::variant<message, message_text, attempt_decision, operator_message, parked_receipt, idempotency, event,
                 endpoint_progress, billing::account, billing::posting, core::boxed<link>, client, endpoint, price_book,
                 number_plan, job, node, inbound_text, inbound_part, inbound_print, estimate, price_import,
                 learnt_number, lookup, route_test, checkpoint, quota_use, balance_watch, money_order, exchange_rate,
                 contract, billing::invoice, closed_period, cascade, contact, reconciliation>;

// nullptr: it is of another kind.
template <typename T>
T* find_in(record& value) {
    if constexpr (std::same_as<T, link>) {
        auto* box = std::get_if<core::boxed<link>>(&value);
        return box ? &**box : nullptr;
    } else {
        return std::get_if<T>(&value);
    }
}

struct change {
    record after;  // when gone: only the key members count
    bool gone = false;
};

enum class fact_kind : uint16_t {
    none = 0,
    message_accepted = 1,
    message_queued = 2,
    part_submitting = 3,
    part_accepted = 4,
    part_refused = 5,
    part_not_sent = 6,
    part_in_doubt = 7,
    attempt_failed = 8,
    attempt_started = 9,
    receipt_matched = 10,
    receipt_repeated = 11,
    receipt_conflict = 12,
    receipt_parked = 13,
    message_ended = 14,
    message_sent = 15,
    charged = 16,
    released = 17,
    accrued = 18,
    event_raised = 19,
    endpoint_advanced = 20,
    recalled = 21,
    expired_keys = 22,
    link_declared = 30,
    link_removed = 31,
    client_declared = 32,
    client_removed = 33,
    endpoint_declared = 34,
    endpoint_removed = 35,
    prices_declared = 36,
    number_plan_declared = 37,
    topped_up = 38,
    job_started = 40,
    job_advanced = 41,
    job_ended = 42,
    resumed = 43,
    account_opened = 44,
    reserved = 45,
    link_learnt = 46,
    message_replaced = 47,
    piece_taken = 48,
    text_joined = 49,
    inbound_part_received = 60,
    inbound_received = 61,
    link_held = 62,
    part_queried = 63,
    estimates_saved = 64,
    feedback_given = 65,
    prices_imported = 66,
    import_undone = 67,
    number_learnt = 68,
    lookup_asked = 69,
    lookup_answered = 70,
    route_test_started = 71,
    probe_received = 72,
    route_test_ended = 73,
    checkpoint_saved = 74,
    numbers_forgotten = 75,
    quota_used = 76,
    balance_watched = 77,
    money_ordered = 78,
    order_decided = 79,
    rates_imported = 80,
    client_changed = 81,
    credited = 82,
    adjusted = 83,
    paid = 84,
    fee_charged = 85,
    step_credited = 86,
    commitment_charged = 87,
    price_corrected = 88,
    contract_changed = 89,
    invoice_issued = 90,
    invoice_taken_back = 91,
    invoice_paid = 92,
    period_closed = 93,
    cascade_saved = 94,
    step_begun = 95,
    step_held = 96,
    attempt_read = 97,
    attempt_revoked = 98,
    message_stopped = 99,
    contact_changed = 100,
    supplier_paid = 101,
    supplier_credited = 102,
    supplier_adjusted = 103,
    reconciled = 104,
    reconciliation_changed = 105,
};

struct fact {
    fact_kind kind = fact_kind::none;
    core::message_id message;  // whom it is about, if a message
    uint8_t attempt = 0;
    uint8_t part = 0;
    core::link_id link;
    uint32_t command_status = 0;
    core::reason reason = core::reason::none;
    std::string note;  // a few words for people: who, which state, which receipt
    std::vector<change> changes;
    std::string evidence;  // the PDU behind it, as far as it is kept
};

// The unit of durability.
struct group {
    uint64_t position = 0;  // from 1, without gaps
    core::now now;
    std::vector<fact> facts;
};

}  // namespace kaskad::facts
