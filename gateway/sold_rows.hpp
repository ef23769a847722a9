#pragma once

#include "billing/reconciliation/row.hpp"
#include "gateway/currency_list.hpp"
#include "store/report_reader.hpp"

#include <vector>

// What a client was charged for a message, by the books, as a row like those of its own file: one a message, since a
// charge is rounded for the whole of it. Pure.

namespace kaskad::gateway {

struct sold_terms {
    core::client_id client;
    bool by_reference = false;  // the file names messages by the client's own reference
};

// Appended; nothing for another client's message, one by a test key, and one that was free and never went anywhere.
// False: of more currencies than a run may have.
bool add_sold_rows(const store::told_message& told, const sold_terms& terms, currency_list& currencies,
                   std::vector<billing::reconciliation::row>& into);

}  // namespace kaskad::gateway
