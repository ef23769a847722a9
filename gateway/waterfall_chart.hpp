#pragma once

#include "billing/reconciliation/waterfall.hpp"

#include <expected>
#include <string>

// The differences of a run as steps of a chart, drawn by gnuplot in a process of its own: SVG that stands in a page and
// needs nothing else.

namespace kaskad::gateway {

// What gnuplot is told. Pure.
std::string chart_script(const billing::reconciliation::currency_waterfall& of, const std::string& currency);

// The error is why there is no chart.
std::expected<std::string, std::string> draw_waterfall(const billing::reconciliation::currency_waterfall& of,
                                                       const std::string& currency,
                                                       const std::string& program = "gnuplot");

}  // namespace kaskad::gateway
