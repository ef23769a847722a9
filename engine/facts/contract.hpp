#pragma once

#include "billing/invoice.hpp"
#include "billing/tariff.hpp"
#include "core/id.hpp"
#include "core/money.hpp"
#include "engine/facts/token.hpp"

#include <cstdint>
#include <string>
#include <vector>

// What was agreed with a client besides its prices, the invoices made by it, and the months that are closed.

namespace kaskad::facts {

// Days of being overdue from which on something happens; 0 = never.
struct overdue_steps {
    uint32_t warn_days = 0;
    uint32_t stop_marketing_days = 0;
    uint32_t stop_days = 0;  // nothing is taken any more

    friend bool operator==(const overdue_steps&, const overdue_steps&) = default;
};

// At which day's rate a price on a list is exchanged: of the day on which the message was taken; so at first, and at
// that of the invoice's day in the end; or always at the one that was agreed.
enum class exchange_rule : uint8_t { message_day = 0, invoice_day = 1, fixed = 2 };

// A client has one or none. With a seller it is invoiced.
struct contract {
    core::client_id client;
    uint32_t version = 0;  // from 1; each change is one more
    billing::tariff tariff;
    std::string seller;  // by its short name in the file; empty = nobody invoices it
    billing::party buyer;
    std::string language;  // "en" or "ru"
    std::string tax_code;
    uint32_t payment_days = 0;  // from issue to due
    overdue_steps overdue;
    std::string by;
    int64_t changed_utc = 0;
    uint32_t from_day = 0;  // its first day, since 1970 where the client is billed; 0 = as long as there is the client
    uint32_t notice_days = 0;  // a dearer price holds so long after the client was told; 0 = at once
    core::currency priced_in;  // of its price list, where its account has another currency; none = the same
    exchange_rule rate_rule = exchange_rule::message_day;
    int64_t fixed_rate_e8 = 0;  // one `priced_in` is so many 1e-8 of the account's currency; 0 = not agreed

    friend bool operator==(const contract&, const contract&) = default;
};

// Nothing is booked for its days any more.
struct closed_period {
    uint32_t from_day = 0;  // since 1970, where we keep our books
    uint32_t to_day = 0;    // not part of it
    int64_t end_utc_ms = 0;
    std::string by;
    int64_t closed_utc = 0;

    friend bool operator==(const closed_period&, const closed_period&) = default;
};

// Makes it, or takes its place. version: that of the one it was made from (0 = there is none); another one = refused.
struct put_contract {
    token reply_to = 0;
    std::string client;  // its name
    contract value;
    bool is_dry_run = false;
};

struct query_contracts {
    token reply_to = 0;
    std::string client;  // empty = all
};

// `draft` gets the next number of its seller; its lines are those of the days, and must be what was booked for them.
// Once more for days that are invoiced: the invoice there is.
struct issue_invoice {
    token reply_to = 0;
    std::string client;  // its name
    billing::invoice draft;
    std::string by;
    bool is_dry_run = false;  // says what it would be
};

// A credit note over all of an invoice: its days may be invoiced anew.
struct take_back_invoice {
    token reply_to = 0;
    std::string seller;
    uint64_t number = 0;
    std::string by;
    bool is_dry_run = false;
};

// Newest first.
struct query_invoices {
    token reply_to = 0;
    std::string client;   // its name; empty = all
    std::string seller;   // empty = all
    uint64_t number = 0;  // 0 = all; needs the seller
    bool only_unpaid = false;
    uint32_t limit = 100;
    std::string after_seller;  // what stands behind this one; 0 = from the newest on
    uint64_t after_number = 0;
};

// Closes a month, the one behind the last that is closed, or says what stands in its way.
struct close_period {
    token reply_to = 0;
    uint32_t from_day = 0;                 // the first of it
    std::vector<std::string> nothing_for;  // clients that need no invoice for it, by a person's word
    std::string by;
    bool is_dry_run = false;
};

struct query_periods {
    token reply_to = 0;
};

// --- answers -----------------------------------------------------------------------------------------------------

struct contract_row {
    contract value;
    std::string client;
};

struct contracts {
    std::vector<contract_row> rows;  // by name
};

struct invoiced {
    billing::invoice value;
    bool is_repeat = false;
    bool is_dry_run = false;
};

struct invoices {
    std::vector<billing::invoice> rows;
    bool is_cut = false;  // there are older ones
};

// What must be done before a month can be closed: each with a sentence; nothing = it is closed, or would be.
struct period_check {
    closed_period value;
    std::vector<std::string> missing;
    bool is_dry_run = false;
};

struct periods {
    std::vector<closed_period> rows;  // newest first
};

}  // namespace kaskad::facts
