#pragma once

#include "billing/calendar.hpp"
#include "billing/exchange_table.hpp"
#include "billing/seller.hpp"
#include "billing/statement.hpp"
#include "engine/facts/contract.hpp"
#include "engine/facts/declaration.hpp"
#include "engine/facts/exchange_rate.hpp"
#include "engine/facts/money_order.hpp"

#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// What a month of a client comes to by its contract: which fees, credits and shortfalls have to be ordered still, and
// the draft of its invoice. Pure: the books are handed in, whoever calls the gateway posts what comes out.

namespace kaskad::gateway {

// As the database has them.
struct billing_records {
    std::vector<facts::client> clients;
    std::vector<facts::contract> contracts;
    std::vector<facts::money_order> orders;
    std::vector<billing::invoice> invoices;
    std::vector<facts::exchange_rate> rates;
};

// A client's month.
struct bill_subject {
    facts::client client;
    facts::contract contract;
    billing::day_span month;
    billing::statement_period period;         // the same where the client is billed
    std::vector<facts::money_order> orders;   // all that are known of the client
    std::optional<billing::invoice> invoice;  // of days of the month, where one was not taken back
    billing::statement usage;                 // filled in last
    uint64_t dropped = 0;                     // messages in it whose networks and parts are known no longer
    std::optional<billing::exchange> rate{};  // of the invoice's day, where the contract goes by it and there is one
};

struct bill_fault {
    std::string client;
    std::string why;
};

struct bill_question {
    uint32_t month = 0;  // its first day
    std::string client;  // empty = all that can be invoiced
    int64_t now_utc_ms = 0;
};

billing::exchange_table make_exchange_table(const std::vector<facts::exchange_rate>& rates);
// The rate of that day, unless it is older than that or the contract does not ask for it.
std::optional<billing::exchange> find_invoice_rate(const billing::exchange_table& rates, const bill_subject& subject,
                                                   uint32_t today, int64_t age_max_ms);
// Why its month cannot be billed at the rate of the invoice's day; empty = it can, or need not.
std::string rate_obstacle(const bill_subject& subject);

// What was delivered late of closed months is invoiced with the month in which that was known.
void add_late(billing::statement& usage, const billing::statement& receivable);

// Whose month is asked for and can be billed, by name, and who cannot be and why. `calendar` knows the clients' zones.
struct bill_selection {
    std::vector<bill_subject> subjects;
    std::vector<bill_fault> faults;
};
bill_selection select_subjects(const billing_records& records, const bill_question& asked,
                               const billing::calendar& calendar);

// What a fee's order is known by, and nothing else is: "bill/shop/2026-11/fee/bind"; of one that is asked once,
// "bill/shop/once/fee/setup".
std::string fee_reference(std::string_view client, const billing::due_fee& due);
facts::order_money make_fee_order(std::string_view client, const billing::due_fee& due);

// What the contract makes due in the month and nobody has ordered: fees, what steps give back, what another exchange
// rate makes, what is missing in the commitment. In this order.
std::vector<facts::order_money> find_orders_due(const bill_subject& subject);

// The reference of an order that stands on the month's invoice once a second person agrees; nothing: there is none.
std::optional<std::string> find_waiting(const bill_subject& subject);

// As the subject's order, once it is booked.
facts::money_order booked(const facts::order_money& order);

// Who invoices, what tax is asked, and today.
struct bill_terms {
    std::span<const billing::seller> sellers;
    std::span<const billing::tax_rate> taxes;
    uint32_t today = 0;
};

// Without a number. The error is what the file lacks, or that an account could not hold the sum.
std::expected<billing::invoice, std::string> make_draft(const bill_subject& subject, const bill_terms& terms);

}  // namespace kaskad::gateway
