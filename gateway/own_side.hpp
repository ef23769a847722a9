#pragma once

#include "gateway/owed_source.hpp"
#include "gateway/reconciliation.hpp"

#include <functional>
#include <set>
#include <string>
#include <vector>

// Whose file it is, and so which of our rows it is set against: what `kaskad reconcile` and the API have in common
// before a run. Blocks.

namespace kaskad::gateway {

struct own_side {
    std::set<core::link_id> links;  // the supplier's
    std::string link;               // on which of them it is booked: the first by name
    core::client_id client;         // whose own file it is, in place of a supplier's
    bool by_reference = false;      // that file names messages by the client's own reference
    std::string name;               // "alpha, bravo", "shop"
};

std::expected<own_side, reconciliation_refusal> find_suppliers(store::report_reader& books,
                                                               std::vector<std::string> names);

// The first client that it is about. Refused, naming `name`, where there is none.
std::expected<own_side, reconciliation_refusal> find_client_side(
    store::report_reader& books, const std::string& name, const std::function<bool(const facts::client&)>& is_it);

// A charge is for a whole message: a client's file has no rows of parts.
std::expected<void, reconciliation_refusal> check_unit(const own_side& side, row_unit unit);

// Messages that were accepted so many days before the period may have rows in it, and what was sent just behind it may
// be in it, whatever the zone of the file.
owed_source make_source(readers_of_books books, const own_side& side, const reconciliation_request& asked,
                        int64_t back_days);

}  // namespace kaskad::gateway
