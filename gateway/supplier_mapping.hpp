#pragma once

#include "billing/reconciliation/row.hpp"
#include "billing/reconciliation/row_id.hpp"
#include "config/problem.hpp"
#include "core/money.hpp"

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// How one supplier writes what it bills: the columns of its file, its clock, its words. A TOML file that is written
// once for each supplier, or its keys one by one, as a query says them (docs/reconciliation.md). Pure.

namespace kaskad::gateway {

enum class file_shape : uint8_t { csv, fixed };
// What one row of the file is about.
enum class row_unit : uint8_t { part, message, total };

// Where each value stands, as the mapping says it: a name, "#3" or, of a fixed width, "1-12". Empty: it is not there.
struct mapped_columns {
    std::string id;
    std::string recipient;
    std::string sender;
    std::string part;
    std::string time;
    std::string status;
    std::string parts;
    std::string price;
    std::string amount;
    std::string currency;
    std::string network;
    std::string units;
};

struct mapped_status {
    std::string word;
    billing::reconciliation::row_status means = billing::reconciliation::row_status::unknown;
};

struct mapped_network {
    std::string word;
    std::string mccmnc;
};

struct supplier_mapping {
    file_shape shape = file_shape::csv;
    row_unit unit = row_unit::part;
    std::string separator;  // one character; empty = what the first row has most of
    int64_t header_rows = 1;
    int64_t footer_rows = 0;  // sums at the file's end
    std::string encoding = "UTF-8";
    std::string zone;  // empty = found out
    std::string date_format = "%Y-%m-%d %H:%M:%S";
    bool has_decimal_comma = false;
    std::optional<billing::reconciliation::id_form> form;  // none = found out
    core::currency currency;
    std::string country_code;  // put before numbers that are written without it
    core::amount rounding;     // 0 = by the decimals of their amounts
    int64_t late_after_h = 24;
    int64_t edge_minutes = 60;
    int64_t bad_rows_percent = 1;
    // What of a difference is not argued about, by the contract; none = nothing but rounding.
    std::optional<int32_t> tolerance_ppm;
    std::optional<core::amount> tolerance;
    int64_t dispute_days = 21;  // to answer a dispute
    mapped_columns columns;
    std::vector<mapped_status> statuses;
    std::vector<mapped_network> networks;
};

// All that is wrong, a line each with its place in the file.
std::expected<supplier_mapping, std::string> read_supplier_mapping(std::string_view toml, const std::string& file);

struct written_mapping {
    std::string toml;
    // On top of it: "zone", "columns.id", "status.WORD" and "network.WORD", each with its value as text.
    std::vector<std::pair<std::string, std::string>> keys;
};

// begun: what holds where nothing is said.
std::expected<supplier_mapping, std::vector<config::problem>> read_supplier_mapping(const written_mapping& from,
                                                                                    supplier_mapping begun);

}  // namespace kaskad::gateway
