#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

// A text of separated values, a record at a time (RFC 4180): quoted fields may hold separators, quotes doubled and line
// ends. Knows nothing of what the fields mean.

namespace kaskad::routing {

class csv_records {
  public:
    // The separator is what the first line has most of: ";", tab or ",". A byte order mark is skipped.
    explicit csv_records(std::string_view text);
    // Of a text that is a part of one whose separator is known.
    csv_records(std::string_view text, char separator) : rest_{text}, separator_{separator} {}

    // The next record that is not empty into fields(); false at the end. A quote that is never closed takes all the
    // rest.
    bool next();
    const std::vector<std::string>& fields() const { return fields_; }
    size_t line() const { return line_; }  // on which the record began, from 1
    bool is_unclosed() const { return is_unclosed_; }
    char separator() const { return separator_; }

  private:
    void read_record();
    void read_field();
    void read_quoted(std::string& into);

    std::string_view rest_;
    char separator_ = ',';
    std::vector<std::string> fields_;
    size_t line_ = 0;
    size_t next_line_ = 1;
    bool is_unclosed_ = false;
};

}  // namespace kaskad::routing
