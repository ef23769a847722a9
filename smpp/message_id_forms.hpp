#pragma once

#include "smpp/receipt.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Operators write one id in two ways: hexadecimal in submit_sm_resp and decimal in the receipt, or the reverse, with or
// without leading zeros, in another case. Both sides are brought to one key per link. Numbers are of any length: ids
// above 2^63 are common.

namespace kaskad::smpp {

enum class id_mode : uint8_t {
    exact,
    ignore_case,
    response_hex_receipt_decimal,
    response_decimal_receipt_hex,
    decimal,    // both decimal, leading zeros do not count
    hex,        // both hexadecimal, leading zeros and case do not count
    automatic,  // found out from traffic (id_relation.hpp)
};

std::string_view to_string(id_mode mode);
std::optional<id_mode> parse_id_mode(std::string_view text);

// The key under which the id of a submit_sm_resp is stored. An id that is no number of the expected kind (a UUID) is
// its own key, in lower case.
std::string response_key(std::string_view id, id_mode mode);

// The keys to look a receipt's id up by, most likely first, without duplicates; none for an empty id. A second one
// covers operators that repeat the id of the response where their notation makes that certain.
std::vector<std::string> receipt_keys(std::string_view id, id_mode mode);

// The same from a whole receipt, whose TLV and text may name the message in different notations.
std::vector<std::string> receipt_keys(const receipt& value, id_mode mode);

// Up to 80 digits, result without leading zeros, "0" for zero; empty when there is another character or none.
std::optional<std::string> hex_to_decimal(std::string_view hex);
std::optional<std::string> decimal_to_hex(std::string_view decimal);  // lower case

}  // namespace kaskad::smpp
