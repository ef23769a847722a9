#pragma once

#include "engine/facts/price_import.hpp"
#include "gateway/api/list_request.hpp"
#include "gateway/api/problem.hpp"
#include "net/url.hpp"

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

// An owner's prices and imports, for operators. Pure.

namespace kaskad::gateway::api {

// Rows by their place: the declared ones first.
struct price_page {
    uint32_t offset = 0;
    uint32_t limit = 0;
};

// As the configuration calls it; empty = of any type.
std::string_view sender_type_word(routing::sender_type type);

// `offset` and `limit` of the query; other parameters are unknown.
std::expected<price_page, problem> parse_price_page(const net::query_parameters& given, const list_limits& limits);

// {"version", "count", "rows": [...], "next_offset": or null, "imports": [...]}
std::string render_prices(const facts::owner_prices& prices, const price_page& page);

}  // namespace kaskad::gateway::api
