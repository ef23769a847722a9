#include "gateway/sold_rows.hpp"

#include "billing/reconciliation/row_id.hpp"
#include "gateway/supplier_values.hpp"

#include <algorithm>
#include <string>

namespace kaskad::gateway {

namespace {

using billing::posting_code;
using billing::reconciliation::row;
using billing::reconciliation::row_status;
using facts::message_state;

constexpr uint64_t PARTS_MAX = 255;

row_status status_of(message_state state) {
    switch (state) {
        case message_state::delivered:
        case message_state::read:
            return row_status::delivered;
        case message_state::failed:
        case message_state::expired:
        case message_state::cancelled:
        case message_state::rejected:
            return row_status::failed;
        case message_state::accepted:
        case message_state::scheduled:
        case message_state::in_progress:
            return row_status::accepted;
        case message_state::unknown:
            return row_status::unknown;
    }
    return row_status::unknown;
}

// On the client's own level: what resellers above it pay is theirs.
core::amount charged(const store::told_message& told) {
    core::amount sum;
    for (const auto& posting : told.postings) {
        for (const auto& line : posting.transfers) {
            const bool is_charge =
                line.code == posting_code::message_charge || line.code == posting_code::message_late_charge;
            const bool is_its = line.message == told.message.id && line.level == 0;
            if (is_charge && is_its && line.side == billing::transfer_side::client) sum = sum + line.amount;
        }
    }
    return sum;
}

bool has_left(const facts::message& message) {
    return std::ranges::any_of(message.attempts, [](const facts::attempt& attempt) {
        return std::ranges::any_of(attempt.parts, [](const facts::part& part) { return part.submitted_utc > 0; });
    });
}

}  // namespace

bool add_sold_rows(const store::told_message& told, const sold_terms& terms, currency_list& currencies,
                   std::vector<row>& into) {
    const auto& message = told.message;
    if (message.client != terms.client || message.is_test) return true;
    const auto amount = charged(told);
    if (amount.e6 == 0 && !has_left(message)) return true;
    const auto currency = currencies.place_of(message.currency);
    if (!currency) return false;
    row made;
    set_id(made, terms.by_reference ? message.client_ref : core::to_string(message.id));
    made.price = message.sell_price;
    made.amount = amount;
    made.place = message.id.value;
    made.recipient = read_recipient(message.recipient, {}).value_or(0);
    made.sender = billing::reconciliation::sender_digest(message.sender);
    made.network = static_cast<uint32_t>(read_whole(message.network, 999'999).value_or(0));
    made.currency = *currency;
    made.time_ms = static_cast<uint64_t>(std::max<int64_t>(0, message.accepted_utc));
    made.parts = std::min<uint64_t>(PARTS_MAX, message.parts);
    made.state = static_cast<uint8_t>(status_of(message.state));
    into.push_back(made);
    return true;
}

}  // namespace kaskad::gateway
