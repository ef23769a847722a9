#pragma once

#include "gateway/api/receipt_view.hpp"

#include <string>

// Receipts by link and day, and parts one by one, for people at a terminal and as CSV. Pure.

namespace kaskad::gateway {

// A line for each row, then the total.
std::string receipts_table(const api::receipt_tally& tally, const api::link_names& links);
std::string receipts_csv(const api::receipt_tally& tally, const api::link_names& links);

// What those without a receipt come to, in sentences.
std::string silent_words(const api::receipt_sums& total);

// Of each currency, ";" between them.
std::string money_text(const api::money_sums& sums);

}  // namespace kaskad::gateway
