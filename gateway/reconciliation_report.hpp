#pragma once

#include "gateway/difference_list.hpp"

#include <functional>
#include <optional>
#include <string>

// A run as people read it: at a terminal, and as a page that needs nothing beside it. What both say is the same.

namespace kaskad::gateway {

struct report_heading {
    std::string supplier;
    std::string period;
    std::string file;
    std::optional<core::amount> invoice;  // what the invoice itself asks, in the currency we owe in
};

// One line of the way from our total to theirs.
struct report_line {
    std::string name;
    std::string count;  // empty: of sums
    std::string sum;
};

// Of one currency; without categories of which nothing was found.
std::vector<report_line> waterfall_lines(const reconciled& run, uint8_t currency,
                                         const std::optional<core::amount>& invoice);

// What was compared with what, a line each.
std::vector<report_line> run_lines(const reconciled& run, const report_heading& heading);

std::string print_reconciliation(const reconciled& run, const report_heading& heading);

// list: for some differences of each category; they are told by the page.
std::expected<std::string, std::string> reconciliation_page(const reconciled& run, const report_heading& heading,
                                                            difference_list& list);

// As a table for a terminal.
std::expected<std::string, std::string> print_differences(difference_list& list, billing::reconciliation::category why,
                                                          uint64_t limit);

}  // namespace kaskad::gateway
