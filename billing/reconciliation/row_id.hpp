#pragma once

#include "billing/reconciliation/row.hpp"

#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

// Ids of operators in the forms they take: hexadecimal or decimal, in any case, with leading zeros, as UUIDs with or
// without dashes. Both sides are brought to one key; which side writes which is found out from rows of both.

namespace kaskad::billing::reconciliation {

// Of their ids, seen from ours.
enum class id_form : uint8_t {
    same = 0,            // but for case, leading zeros and dashes
    theirs_decimal = 1,  // our hexadecimal number, in decimal
    theirs_hex = 2,      // our decimal number, in hexadecimal
};

std::string_view to_string(id_form form);
std::optional<id_form> parse_id_form(std::string_view text);

// Sets the row's id as it is written. Numbers of up to 32 digits are read as such, all else by its digest.
void set_id(row& into, std::string_view text);

struct id_key {
    uint64_t high = 0;
    uint64_t low = 0;

    friend auto operator<=>(const id_key&, const id_key&) = default;
};

enum class side : uint8_t { ours = 0, theirs = 1 };

id_key key_of(const row& of, side whose, id_form form);

struct found_form {
    id_form form = id_form::same;
    uint64_t fitting = 0;  // of their rows, those that one of ours has the id of
    uint64_t seen = 0;
};

// By rows of both sides that were chosen alike. Nothing: no form fits, or two others than the plain one do about as
// well.
std::optional<found_form> find_id_form(std::span<const row> ours, std::span<const row> theirs);

}  // namespace kaskad::billing::reconciliation
