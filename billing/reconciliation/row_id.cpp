#include "billing/reconciliation/row_id.hpp"

#include "billing/sha256.hpp"
#include "core/small_letters.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <utility>

namespace kaskad::billing::reconciliation {

namespace {

constexpr size_t DIGITS_MAX = 32;  // of 128 bits
constexpr std::array FORMS{id_form::same, id_form::theirs_decimal, id_form::theirs_hex};

using number = unsigned __int128;

number number_of(const row& of) {
    return number{of.id_high} << 64 | of.id_low;
}

id_key split(number value) {
    return {static_cast<uint64_t>(value >> 64), static_cast<uint64_t>(value)};
}

// Nothing where it is no digit of either notation.
std::optional<uint8_t> digit_of(char letter) {
    if (letter >= '0' && letter <= '9') return static_cast<uint8_t>(letter - '0');
    const char low = static_cast<char>(letter | 0x20);
    if (low >= 'a' && low <= 'f') return static_cast<uint8_t>(low - 'a' + 10);
    return std::nullopt;
}

// Four bits a digit.
std::optional<std::pair<number, id_kind>> read_number(std::string_view text) {
    number value = 0;
    size_t digits = 0;
    auto kind = id_kind::digits;
    for (const char letter : text) {
        if (letter == '-') continue;
        const auto digit = digit_of(letter);
        if (!digit || (value >> 124) != 0) return std::nullopt;
        if (*digit > 9) kind = id_kind::hexadecimal;
        value = value << 4 | *digit;
        ++digits;
    }
    if (digits == 0) return std::nullopt;
    return std::pair{value, kind};
}

// The digits that the four bits each stand for, read as a decimal number.
number as_decimal(number digits) {
    number value = 0;
    for (size_t left = DIGITS_MAX; left-- > 0;)
        value = value * 10 + (static_cast<uint8_t>(digits >> (left * 4)) & 0xF);
    return value;
}

number digest_of(std::string_view text) {
    const auto folded = core::in_small_letters(text);
    const auto whole = sha256({{reinterpret_cast<const uint8_t*>(folded.data()), folded.size()}});
    number value = 0;
    for (size_t index = 0; index < sizeof(number); ++index)
        value = value << 8 | whole[index];
    return value;
}

side decimal_side(id_form form) {
    return form == id_form::theirs_decimal ? side::theirs : side::ours;
}

// An id alone may be another message's in a notation that is not meant; with its recipient it hardly is.
using sample_key = std::pair<id_key, uint64_t>;

// Ids that a form does not change say nothing for it.
bool speaks_for(id_form form, const row& of, side whose) {
    const bool is_decimal = form != id_form::same && whose == decimal_side(form);
    return of.kind() != id_kind::none && (!is_decimal || of.kind() == id_kind::digits);
}

uint64_t count_fitting(std::span<const row> ours, std::span<const row> theirs, id_form form) {
    std::set<sample_key> known;
    for (const auto& each : ours)
        if (speaks_for(form, each, side::ours)) known.emplace(key_of(each, side::ours, form), each.recipient);
    return static_cast<uint64_t>(std::ranges::count_if(theirs, [&](const row& each) {
        return speaks_for(form, each, side::theirs) &&
               known.contains({key_of(each, side::theirs, form), each.recipient});
    }));
}

}  // namespace

std::string_view to_string(id_form form) {
    switch (form) {
        case id_form::same:
            return "same";
        case id_form::theirs_decimal:
            return "theirs_decimal";
        case id_form::theirs_hex:
            return "theirs_hex";
    }
    return {};
}

std::optional<id_form> parse_id_form(std::string_view text) {
    const auto found = std::ranges::find(FORMS, text, [](id_form form) { return to_string(form); });
    return found == FORMS.end() ? std::nullopt : std::optional{*found};
}

void set_id(row& into, std::string_view text) {
    if (text.starts_with("0x") || text.starts_with("0X")) text.remove_prefix(2);
    auto kind = id_kind::none;
    number value = 0;
    if (const auto read = read_number(text)) {
        std::tie(value, kind) = *read;
    } else if (!text.empty()) {
        value = digest_of(text);
        kind = id_kind::text;
    }
    into.id_high = split(value).high;
    into.id_low = split(value).low;
    into.id = static_cast<uint8_t>(kind);
}

id_key key_of(const row& of, side whose, id_form form) {
    const bool is_decimal = form != id_form::same && whose == decimal_side(form) && of.kind() == id_kind::digits;
    return is_decimal ? split(as_decimal(number_of(of))) : id_key{of.id_high, of.id_low};
}

std::optional<found_form> find_id_form(std::span<const row> ours, std::span<const row> theirs) {
    found_form best;
    uint64_t second = 0;
    for (const auto form : FORMS) {
        const auto fitting = count_fitting(ours, theirs, form);
        second = std::max(second, std::min(fitting, best.fitting));
        if (fitting > best.fitting) best = {form, fitting, theirs.size()};
    }
    // As long as they are the same numbers in every notation, nothing needs to be found out.
    const bool is_plain = best.form == id_form::same || second * 2 <= best.fitting;
    return best.fitting > 0 && is_plain ? std::optional{best} : std::nullopt;
}

}  // namespace kaskad::billing::reconciliation
