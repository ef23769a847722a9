#include "gateway/owed_rows.hpp"

#include "billing/reconciliation/row_id.hpp"
#include "engine/text.hpp"
#include "gateway/api/supplier_share.hpp"
#include "gateway/supplier_values.hpp"

#include <algorithm>

namespace kaskad::gateway {

namespace {

using billing::reconciliation::row;
using billing::reconciliation::row_status;
using facts::attempt_state;
using facts::part_state;

constexpr uint64_t PARTS_MAX = 255;

// The supplier has it, by what it answered: only that can be billed.
bool is_taken(const facts::part& part) {
    switch (part.state) {
        case part_state::accepted:
        case part_state::sent:
        case part_state::delivered:
        case part_state::undelivered:
        case part_state::expired:
            return true;
        case part_state::pending:
        case part_state::submitting:
        case part_state::in_doubt:
        case part_state::rejected:
        case part_state::unknown:
            break;
    }
    return !part.operator_id.empty();
}

row_status status_of(const facts::attempt& attempt, const facts::part& part) {
    // Providers of other channels report on the attempt.
    const bool has_arrived = attempt.state == attempt_state::delivered || attempt.state == attempt_state::read;
    if (part.state == part_state::delivered || (attempt.channel != core::channel::sms && has_arrived))
        return row_status::delivered;
    switch (part.state) {
        case part_state::undelivered:
        case part_state::expired:
        case part_state::rejected:
            return row_status::failed;
        case part_state::accepted:
        case part_state::sent:
            return row_status::accepted;
        default:
            return row_status::unknown;
    }
}

row make_row(const facts::message& message, const facts::attempt& attempt, uint8_t currency) {
    row made;
    made.price = attempt.buy_price;
    made.place = message.id.value;
    made.recipient = read_recipient(message.recipient, {}).value_or(0);
    made.sender = billing::reconciliation::sender_digest(message.sender);
    made.network = static_cast<uint32_t>(read_whole(message.network, 999'999).value_or(0));
    made.currency = currency;
    made.time_ms = static_cast<uint64_t>(std::max<int64_t>(0, attempt.started_utc));
    return made;
}

row row_of_part(row made, const facts::attempt& attempt, const facts::part& part) {
    set_id(made, part.operator_id);
    made.part = part.number;
    made.parts = std::min<uint64_t>(PARTS_MAX, engine::segments_of_part(attempt));
    made.state = static_cast<uint8_t>(status_of(attempt, part));
    if (part.submitted_utc > 0) made.time_ms = static_cast<uint64_t>(part.submitted_utc);
    return made;
}

void share_postings(const store::told_message& told, const facts::attempt& attempt, std::vector<row>& rows) {
    std::vector<api::supplied_part> parts;
    for (const auto& each : rows)
        parts.push_back({.is_delivered = each.status() == row_status::delivered, .owed = each.amount});
    api::share_postings(told, attempt, parts);
    for (size_t place = 0; place < rows.size(); ++place)
        rows[place].amount = parts[place].owed;
}

row joined(const std::vector<row>& rows) {
    auto made = rows.front();
    made.part = 0;
    for (size_t index = 1; index < rows.size(); ++index) {
        made.parts = std::min<uint64_t>(PARTS_MAX, made.parts + rows[index].parts);
        made.amount = made.amount + rows[index].amount;
        if (rows[index].status() == made.status() || made.status() == row_status::failed) continue;
        // Not all were delivered: it is what the worst of them is.
        const bool is_worse = rows[index].status() != row_status::delivered;
        if (is_worse) made.state = rows[index].state;
    }
    return made;
}

}  // namespace

bool add_owed_rows(const store::told_message& told, const owed_terms& terms, currency_list& currencies,
                   std::vector<row>& into) {
    for (const auto& attempt : told.message.attempts) {
        if (!terms.links.contains(attempt.link)) continue;
        const auto currency = currencies.place_of(attempt.currency);
        if (!currency) return false;
        const auto begun = make_row(told.message, attempt, *currency);
        std::vector<row> rows;
        for (const auto& part : attempt.parts)
            if (is_taken(part)) rows.push_back(row_of_part(begun, attempt, part));
        const bool is_seen = !rows.empty();
        if (!is_seen) rows.push_back(begun);
        share_postings(told, attempt, rows);
        // Money that no part can be seen for is still owed, unless it was given back.
        if (!is_seen && rows.front().amount.e6 == 0) continue;
        if (terms.unit == row_unit::message) rows = {joined(rows)};
        into.insert(into.end(), rows.begin(), rows.end());
    }
    return true;
}

owed_part find_owed_part(const facts::message& message, const row& row) {
    for (const auto& attempt : message.attempts) {
        for (const auto& part : attempt.parts) {
            const bool is_it = row.part == 0 || part.number == row.part;
            if (is_it && part.submitted_utc == row.time()) return {&attempt, &part};
        }
    }
    return {};
}

}  // namespace kaskad::gateway
