#pragma once

#include "billing/statement.hpp"
#include "smpp/time_zone.hpp"
#include "store/report_reader.hpp"

#include <cstdint>
#include <expected>
#include <functional>
#include <span>
#include <string>
#include <vector>

// Makes clients' statements out of the database, in one pass over the books, page by page. Memory holds a page and the
// statements' rows.

namespace kaskad::gateway {

struct statement_request {
    core::client_id client;
    core::currency currency;
    billing::statement_period period;
    smpp::time_zone zone;  // where the client's days begin
    // Its balance; or its receivable: what was delivered late of months that are closed, and is owed apart.
    billing::account_kind account = billing::account_kind::client;
};

struct told_statement {
    billing::statement value;
    // Messages it charges for that were dropped since. Their sums are right; they are told without a network, and a
    // unit each, however many parts they had.
    uint64_t dropped = 0;
};

// The number of the day (since 1970) that a moment lies in there.
int64_t day_in(const smpp::time_zone& zone, int64_t utc_ms);

// Called after each page with the postings read so far; false = stop.
using statement_progress = std::function<bool(uint64_t)>;

// One for each that is asked, in the same order; an account is asked for once. The error is a sentence: the database
// cannot be read, a period has too many rows, or an account does not hold what its postings make.
std::expected<std::vector<told_statement>, std::string> make_statements(store::report_reader& from,
                                                                        std::span<const statement_request> asked,
                                                                        const statement_progress& progress);

std::expected<billing::statement, std::string> make_statement(store::report_reader& from,
                                                              const statement_request& asked,
                                                              const statement_progress& progress);

}  // namespace kaskad::gateway
