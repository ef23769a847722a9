#pragma once

#include <optional>
#include <string_view>
#include <vector>

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
    std::vector<std::string_view> extra;  // what else stands before the text: "mcc:250"
};

using receipt_field = std::optional<std::string_view> receipt_fields::*;

// The first occurrence of each keyword before "text:" counts, for the message's own text may hold anything. Only when
// id or stat is missing there are keywords looked for behind "text:" too. Without "text:" the words that follow the
// last field are the text.
receipt_fields split_receipt(std::string_view text);

}  // namespace kaskad::smpp
