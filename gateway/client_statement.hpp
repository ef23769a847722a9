#pragma once

#include "billing/statement.hpp"
#include "smpp/time_zone.hpp"
#include "store/report_reader.hpp"

#include <expected>
#include <functional>
#include <string>

// Makes a client's statement out of the database, page by page. Memory holds a page and the statement's rows.

namespace kaskad::gateway {

struct statement_request {
    core::client_id client;
    core::currency currency;
    billing::statement_period period;
    smpp::time_zone zone;  // where the client's days begin
};

// The number of the day (since 1970) that a moment lies in there.
int64_t day_in(const smpp::time_zone& zone, int64_t utc_ms);

// progress: called after each page with the postings read so far; false = stop. The error is a sentence: the database
// cannot be read, the period has too many rows, or the account does not hold what its postings make.
std::expected<billing::statement, std::string> make_statement(store::report_reader& from,
                                                              const statement_request& asked,
                                                              const std::function<bool(uint64_t)>& progress);

}  // namespace kaskad::gateway
