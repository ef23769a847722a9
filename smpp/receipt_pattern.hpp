#pragma once

#include "smpp/receipt_text.hpp"

#include <cstddef>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

// A receipt that is not written by keywords: "<id> <stat>", "<id:10><stat:7>", "MSG <id> TO <skip>: <stat>". One pass
// from left to right that never goes back, so its time grows with the text alone, whatever an operator sends.

namespace kaskad::smpp {

class receipt_pattern {
  public:
    static constexpr size_t LENGTH_MAX = 256;

    // <id> <sub> <dlvrd> <submit_date> <done_date> <stat> <err> <text> are fields, <skip> is anything; <name:N> has N
    // octets. "<<" is a "<". A blank is one or more white spaces; letters match in any case. Between two fields there
    // must be something, or the first have a width; id or stat must be there. The error is a sentence.
    static std::expected<receipt_pattern, std::string> parse(std::string_view pattern);

    // A field reaches to the first place where what follows it in the pattern is found. The last one, if it has no
    // width, is one word (text and skip: the rest), and what is behind it is ignored. Every field must have a value,
    // but text and skip may be empty. False: `fields` is as it was.
    bool match(std::string_view text, receipt_fields& fields) const;

  private:
    enum class kind : uint8_t { literal, blank, field, skip };

    struct piece {
        kind what = kind::literal;
        std::string literal;            // lower case
        receipt_field field = nullptr;  // of a field
        size_t width = 0;               // of a field or skip; 0 = up to what follows
    };

    class compiler;

    static size_t taken_by(const piece& separator, std::string_view text);
    size_t end_of(size_t index, std::string_view text) const;
    bool is_rest(const piece& value) const;

    std::vector<piece> pieces_;
};

}  // namespace kaskad::smpp
