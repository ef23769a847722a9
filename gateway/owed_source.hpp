#pragma once

#include "gateway/api/message_pages.hpp"
#include "gateway/owed_rows.hpp"
#include "gateway/reconciliation.hpp"
#include "gateway/sold_rows.hpp"

// Our side of a reconciliation as the database has it: messages by the time in their ids, with their postings.

namespace kaskad::gateway {

// wanted: which messages may have rows of the period, by the time they were accepted. The reader outlives the source.
owed_source make_owed_source(store::report_reader& books, owed_terms terms, const api::report_period& wanted);
// Of a client: what it was charged.
owed_source make_sold_source(store::report_reader& books, sold_terms terms, const api::report_period& wanted);

}  // namespace kaskad::gateway
