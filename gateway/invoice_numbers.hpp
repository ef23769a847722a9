#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

// The printed numbers of invoices that a payer's words name: a prefix and digits, with or without zeros before them, in
// any case, with space in the prefix or behind it; as a word of its own. What may be a longer number is none, and what
// may be of two prefixes ("R0" and "R" in "R0025") is both. Pure.

namespace kaskad::gateway {

struct named_invoice {
    std::string prefix;  // as it was given
    uint64_t number = 0;

    friend bool operator==(const named_invoice&, const named_invoice&) = default;
};

class invoice_numbers {
  public:
    // One without a letter is not looked for: days and sums look like its numbers.
    explicit invoice_numbers(const std::vector<std::string>& prefixes);

    // Each once, in the order of the text.
    std::vector<named_invoice> find(std::string_view text) const;

  private:
    struct known_prefix {
        std::string given;
        std::u32string letters;  // small, without space
    };

    // Behind what begins there; 0 = there is nothing.
    size_t match(const std::u32string& text, size_t begin, std::vector<named_invoice>& into) const;

    std::vector<known_prefix> prefixes_;
};

}  // namespace kaskad::gateway
