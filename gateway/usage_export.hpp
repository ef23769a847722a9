#pragma once

#include "gateway/api/message_pages.hpp"
#include "gateway/api/usage_table.hpp"

#include <cstdint>
#include <expected>
#include <functional>
#include <string>
#include <string_view>

// Writes the messages of a period as CSV, page by page: memory holds a page and its lines, however long the period.

namespace kaskad::gateway {

struct export_request {
    api::report_period period;
    core::client_id viewer;  // 0: everything, at what comes to us
    bool is_operator = false;
};

struct exported {
    uint64_t lines = 0;
    uint64_t read = 0;      // messages
    core::message_id last;  // that was read
};

// False: what was to be written could not be.
using text_sink = std::function<bool(std::string_view)>;
// Called after each page; false = stop.
using export_progress = std::function<bool(const exported&)>;

// The error is a sentence: the database cannot be read, the sink refused, or `progress` said stop.
std::expected<exported, std::string> export_usage(store::report_reader& from, const export_request& asked,
                                                  const text_sink& sink, const export_progress& progress);

}  // namespace kaskad::gateway
