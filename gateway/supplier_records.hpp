#pragma once

#include "gateway/charset_converter.hpp"
#include "gateway/supplier_lines.hpp"
#include "gateway/supplier_mapping.hpp"

#include <cstdint>
#include <deque>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// A supplier's file as records: the fields that the mapping names, in the order of its columns, in UTF-8. Knows where
// each stands and nothing of what it means.

namespace kaskad::gateway {

// What is wrong with a row: where, and why. column: as the file calls it; empty = the row as a whole.
struct supplier_fault {
    uint64_t line = 0;
    std::string column;
    std::string why;
};

// "line 12, MCC: '26x' is no network"
std::string to_string(const supplier_fault& fault);

// Fields in the order of mapped_columns.
enum class field : uint8_t {
    id,
    recipient,
    sender,
    part,
    time,
    status,
    parts,
    price,
    amount,
    currency,
    network,
    units
};
inline constexpr size_t FIELDS = 12;

struct supplier_record {
    std::vector<std::string> fields = std::vector<std::string>(FIELDS);
    uint64_t line = 0;
    uint64_t offset = 0;

    const std::string& at(field wanted) const { return fields[static_cast<size_t>(wanted)]; }
};

class supplier_records {
  public:
    // Reads the header. Refused, in words that leave the file's name to the caller: no such column, no such file, an
    // encoding that is not known.
    static std::expected<supplier_records, std::string> open(const std::string& path, const file_identity& identity,
                                                             const supplier_mapping& mapping);

    // False: there are no more, or failure() says why. Good until the next call, as is fault().
    bool next();
    const supplier_record& record() const { return record_; }
    // Set where the record cannot be used.
    const std::optional<supplier_fault>& fault() const { return fault_; }
    std::string failure() const { return lines_.failure(); }

    // What the file calls that column.
    const std::string& name_of(field wanted) const { return names_[static_cast<size_t>(wanted)]; }

    // The record that begins there, once more; its line is not known then.
    const supplier_record& read_again(uint64_t offset);

  private:
    struct held_line {
        std::string text;
        uint64_t line = 0;
        uint64_t offset = 0;
    };
    // In a row of separated values which one, from 0; of a fixed width from where to where, in octets.
    struct column_place {
        size_t first = 0;
        size_t end = 0;
        bool is_there = false;
    };

    supplier_records(supplier_lines lines, charset_converter converter, bool is_utf8, const supplier_mapping& mapping);

    std::expected<void, std::string> read_header(std::string_view last_header);
    std::expected<column_place, std::string> find_column(const std::string& wanted,
                                                         const std::vector<std::string>& header) const;
    std::optional<held_line> next_line();
    void split(std::string text);
    void take_fields(std::string_view text, const std::vector<std::string>& values);
    void convert(std::string& value);
    void refuse(std::string column, std::string why);

    supplier_lines lines_;
    charset_converter converter_;
    bool is_utf8_ = true;
    const supplier_mapping& mapping_;
    char separator_ = ',';
    size_t width_ = 0;  // fields of a row; 0 = not known yet
    std::vector<column_place> places_;
    std::vector<std::string> names_;
    std::deque<held_line> held_;  // as many as may be the footer
    supplier_record record_;
    std::optional<supplier_fault> fault_;
};

}  // namespace kaskad::gateway
