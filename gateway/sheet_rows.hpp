#pragma once

#include "engine/facts/price_import.hpp"
#include "gateway/sheet_form.hpp"
#include "routing/price_sheet.hpp"
#include "routing/sheet_difference.hpp"
#include "smpp/time_zone.hpp"

#include <cstdint>
#include <string_view>
#include <vector>

// A sheet as rows of its owner's prices, and what they change. Pure.

namespace kaskad::gateway {

struct sheet_rows {
    std::vector<routing::price_row> rows;      // sound ones, each with its line
    std::vector<routing::sheet_fault> faults;  // by line; the first routing::SHEET_FAULTS_MAX
    size_t fault_count = 0;
};

// `prices`: of the owner. A row is at fault that cannot be read, that the book would refuse, or whose price a [[price]]
// declares.
sheet_rows read_sheet_rows(std::string_view csv, const sheet_form& form, const smpp::time_zone& zone,
                           const facts::owner_prices& prices);

// The owner's rows as they would stand: without the declared ones.
std::vector<routing::price_row> rows_after(const std::vector<routing::price_row>& sheet,
                                           const facts::owner_prices& prices, bool is_full, int64_t now_utc_ms);

// Of the owner's declared and imported rows, at one moment; rows for a class, a type of sender or a prefix, which no
// sheet has, are not compared.
routing::sheet_difference compare_rows(const facts::owner_prices& prices, const std::vector<routing::price_row>& after,
                                       int64_t at_utc_ms, uint32_t large_percent);

}  // namespace kaskad::gateway
