#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <cstdint>
#include <string>

// Invoices as a running gateway tells them, for people at a terminal: a table of many, or one with its lines.

namespace kaskad::gateway {

// today: since 1970, by which what is overdue is judged.
std::string invoices_text(const boost::json::array& invoices, uint32_t today);
std::string invoice_text(const boost::json::object& invoice, uint32_t today);

// "paid", "12 days overdue", "credit note for 11", ...
std::string invoice_state(const boost::json::object& invoice, uint32_t today);

}  // namespace kaskad::gateway
