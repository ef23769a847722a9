#pragma once

#include <optional>
#include <string_view>

// The text of a delivery receipt cut into its fields, "id:... sub:... stat:..." (SMPP 3.4 Appendix B). By keyword, in
// any order and case, any of them missing. Says nothing about what the values mean (receipt.hpp does).

namespace kaskad::smpp {

// Views into the text given; empty optional = the keyword is not there.
struct receipt_fields {
    std::optional<std::string_view> id;
    std::optional<std::string_view> sub;
    std::optional<std::string_view> dlvrd;
    std::optional<std::string_view> submit_date;
    std::optional<std::string_view> done_date;
    std::optional<std::string_view> stat;
    std::optional<std::string_view> err;
    std::optional<std::string_view> text;
};

// The first occurrence of each keyword before "text:" counts, for the message's own text may hold anything. Only when
// id or stat is missing there are keywords looked for behind "text:" too.
receipt_fields split_receipt(std::string_view text);

}  // namespace kaskad::smpp
