#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <cstdint>
#include <string>

// Reconciliations and what is disputed of them, as a running gateway tells them, for people at a terminal. Pure.

namespace kaskad::gateway {

// now_utc: by which it is judged what is overdue.
std::string disputes_text(const boost::json::array& reconciliations, int64_t now_utc);
std::string dispute_text(const boost::json::object& reconciliation, int64_t now_utc);

// "12 days left", "3 days overdue"; empty where nothing is disputed any more.
std::string deadline_words(const boost::json::object& reconciliation, int64_t now_utc);

}  // namespace kaskad::gateway
