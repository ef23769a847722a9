#pragma once

#include <boost/json/object.hpp>

#include <expected>
#include <string>
#include <vector>

// "limit=100" as a person types it, as the member of a client's JSON that it stands for. Knows which fields are
// numbers, flags or lists; whether there is such a field, and what it may hold, is the gateway's to say. Pure.

namespace kaskad::gateway {

// Lists by comma: countries_denied=RU,BY. Quotas: quotas=day:messages:1000,month:money:50.00:DE:80 (period, unit,
// limit, country, warn_percent). The error is a sentence.
std::expected<boost::json::object, std::string> read_settings(const std::vector<std::string>& words);

}  // namespace kaskad::gateway
