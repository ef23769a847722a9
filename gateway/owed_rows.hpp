#pragma once

#include "billing/reconciliation/row.hpp"
#include "gateway/currency_list.hpp"
#include "gateway/supplier_mapping.hpp"
#include "store/report_reader.hpp"

#include <set>
#include <string_view>
#include <vector>

// What we owe a supplier for a message, by the books, as rows like those of its file: one for each part that it took,
// or one for the whole attempt. Their amounts sum to the attempt's postings, whatever became of its parts. Pure.

namespace kaskad::gateway {

struct owed_terms {
    std::set<core::link_id> links;  // the supplier's accounts
    row_unit unit = row_unit::part;
};

// Appended, in the order of attempts and parts. False: of more currencies than a run may have.
bool add_owed_rows(const store::told_message& told, const owed_terms& terms, currency_list& currencies,
                   std::vector<billing::reconciliation::row>& into);

// The part that a row of ours is about, and its attempt; nothing where the message has changed since.
struct owed_part {
    const facts::attempt* attempt = nullptr;
    const facts::part* part = nullptr;
};
owed_part find_owed_part(const facts::message& message, const billing::reconciliation::row& row);

}  // namespace kaskad::gateway
