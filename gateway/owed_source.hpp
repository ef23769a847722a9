#pragma once

#include "gateway/api/message_pages.hpp"
#include "gateway/owed_rows.hpp"
#include "gateway/reconciliation.hpp"
#include "gateway/sold_rows.hpp"

#include <vector>

// Our side of a reconciliation as the database has it: messages by the time in their ids, with their postings.

namespace kaskad::gateway {

// Each reads on a thread of its own beside the first, which is the caller's; at least one. They outlive the source.
using readers_of_books = std::vector<store::report_reader*>;

// wanted: which messages may have rows of the period, by the time they were accepted.
owed_source make_owed_source(readers_of_books books, owed_terms terms, const api::report_period& wanted);
// Of a client: what it was charged.
owed_source make_sold_source(readers_of_books books, sold_terms terms, const api::report_period& wanted);

}  // namespace kaskad::gateway
