#pragma once

#include "gateway/api/problem.hpp"
#include "net/url.hpp"
#include "routing/price_sheet.hpp"

#include <cstdint>
#include <expected>
#include <optional>
#include <string>

// How a sheet of prices is to be read and judged, as its sender says in parameters; what is not said is as with its
// owner's last sheet.

namespace kaskad::gateway {

struct sheet_form {
    routing::price_sheet_form columns;
    std::string zone;  // in which its days begin, an IANA name; empty = the link's, else UTC
    // Not kept: said for each sheet.
    bool is_full = false;
    bool skips_bad = false;        // rows that cannot be read are left out, instead of the whole sheet
    bool moves_to_notice = false;  // what is dearer too early for a client's contract begins when it may
    uint32_t large_percent = 10;
    std::optional<int64_t> at_local_ms;  // the day of the comparison
};

// `last`: the form of the owner's last sheet, as to_json() wrote it; empty = there is none. The problem names the
// parameter.
std::expected<sheet_form, api::problem> read_sheet_form(const std::string& last, const net::query_parameters& given);

// What is kept of it.
std::string to_json(const sheet_form& form);

}  // namespace kaskad::gateway
