#pragma once

#include "billing/invoice.hpp"
#include "engine/facts/money_order.hpp"

#include <boost/json/object.hpp>

#include <expected>
#include <string>
#include <string_view>

// Orders and drafts of invoices as a running gateway takes them over HTTP, and what it made of a draft. Pure.

namespace kaskad::gateway {

std::string render_order(const facts::order_money& order);

// client: its name.
std::string render_draft(const billing::invoice& draft, std::string_view client);

// The draft with the number and the sums that the gateway answered. The error says what the answer lacks.
std::expected<billing::invoice, std::string> read_issued(const boost::json::object& answer, billing::invoice draft);

}  // namespace kaskad::gateway
