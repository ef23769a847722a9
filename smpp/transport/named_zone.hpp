#pragma once

#include "smpp/time_zone.hpp"

#include <expected>
#include <string>
#include <string_view>

// The system's time zones for receipts' dates. Reads files; not for a hot path.

namespace kaskad::smpp::transport {

// "Europe/Berlin". The error is a sentence.
std::expected<time_zone, std::string> load_time_zone(std::string_view name);

}  // namespace kaskad::smpp::transport
