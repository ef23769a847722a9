#pragma once

#include "billing/reconciliation/outcome.hpp"
#include "gateway/reconciliation.hpp"

#include <boost/json/object.hpp>

#include <cstdint>
#include <expected>
#include <string>

// What a run comes to, as the gateway books it: in one currency, accepted and disputed, with the day by which the
// supplier has to answer. Pure.

namespace kaskad::gateway {

struct order_heading {
    std::string supplier;
    std::string link;     // on whose account it is booked
    std::string invoice;  // its number; empty = none
    std::string file;     // its name, for people
    int64_t now_utc = 0;
};

struct reconciliation_order {
    core::currency currency;
    billing::reconciliation::outcome came;
    int64_t deadline_utc = 0;  // 0 = nothing is disputed
    boost::json::object body;  // of POST /v1/admin/reconciliations
};

// Some row is in it: currencies of messages long before the period are in a run's list as well.
bool has_rows(const billing::reconciliation::currency_waterfall& sums);

// What of a difference is not argued about, by the contract.
std::string tolerance_words(const supplier_mapping& mapping);

// Refused, in words: a run of several currencies or of none, and of a file that may be joined to itself.
std::expected<reconciliation_order, std::string> make_reconciliation_order(const reconciled& run,
                                                                           const reconciliation_request& asked,
                                                                           const order_heading& heading);

// Which rule the outcome is by, and what it is: lines for a terminal.
std::string print_order(const reconciliation_order& order, const supplier_mapping& mapping);

}  // namespace kaskad::gateway
