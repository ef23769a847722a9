#include "smpp/national_language.hpp"

#include "smpp/alphabet.hpp"
#include "smpp/national_tables.hpp"

#include <algorithm>
#include <compare>
#include <vector>

namespace kaskad::smpp {

namespace {

using national::septet_table;

const septet_table& table_of(const std::array<septet_table, national::LANGUAGES>& tables, language value) {
    return tables[static_cast<size_t>(value) - 1];
}

struct reverse_entry {
    char16_t code_point;
    uint8_t septet;

    friend auto operator<=>(const reverse_entry&, const reverse_entry&) = default;
};

// A table by code point. Where it has a character twice (Indic single shifts have two), the lower septet counts.
struct reverse_table {
    std::array<reverse_entry, national::SEPTETS> entries{};
    size_t size = 0;

    explicit reverse_table(const septet_table& table) {
        for (size_t septet = 0; septet < table.size(); ++septet)
            if (table[septet] != 0) entries[size++] = {table[septet], static_cast<uint8_t>(septet)};
        std::sort(entries.begin(), entries.begin() + static_cast<std::ptrdiff_t>(size));
    }

    std::optional<uint8_t> find(char32_t code_point) const {
        const auto end = entries.begin() + static_cast<std::ptrdiff_t>(size);
        const auto found =
            std::lower_bound(entries.begin(), end, code_point,
                             [](const reverse_entry& entry, char32_t wanted) { return entry.code_point < wanted; });
        if (found == end || found->code_point != code_point) return std::nullopt;
        return found->septet;
    }
};

struct reverse_tables {
    std::vector<reverse_table> tables;

    explicit reverse_tables(const std::array<septet_table, national::LANGUAGES>& from)
        : tables{from.begin(), from.end()} {}

    std::optional<uint8_t> find(language value, char32_t code_point) const {
        return tables[static_cast<size_t>(value) - 1].find(code_point);
    }
};

// Made once, at the first text that asks for a national table; constant from then on.
std::optional<uint8_t> find_locking(language value, char32_t code_point) {
    static const reverse_tables made{national::LOCKING_TABLES};
    return made.find(value, code_point);
}

std::optional<uint8_t> find_single(language value, char32_t code_point) {
    static const reverse_tables made{national::SINGLE_TABLES};
    return made.find(value, code_point);
}

std::optional<gsm_code> find_base(char32_t code_point, language locking) {
    if (locking != language::none) {
        const auto septet = find_locking(locking, code_point);
        return septet ? std::optional{gsm_code{*septet, false}} : std::nullopt;
    }
    const auto code = find_gsm_code(code_point);
    return code && !code->is_extended ? code : std::nullopt;
}

std::optional<gsm_code> find_escaped(char32_t code_point, language single) {
    if (single != language::none) {
        const auto septet = find_single(single, code_point);
        return septet ? std::optional{gsm_code{*septet, true}} : std::nullopt;
    }
    const auto code = find_gsm_code(code_point);
    return code && code->is_extended ? code : std::nullopt;
}

char32_t read_base(uint8_t septet, language locking) {
    const char32_t shown =
        locking == language::none ? gsm::DEFAULT_ALPHABET[septet] : table_of(national::LOCKING_TABLES, locking)[septet];
    return shown == 0 || shown == GSM_ESCAPE ? U' ' : shown;
}

char32_t read_extension(uint8_t septet, language single) {
    if (single != language::none) return table_of(national::SINGLE_TABLES, single)[septet];
    const auto found = std::ranges::find(gsm::EXTENSION, septet, &gsm::extension_entry::septet);
    return found == gsm::EXTENSION.end() ? 0 : found->code_point;
}

}  // namespace

std::string_view to_string(language value) {
    static constexpr std::array<std::string_view, national::LANGUAGES + 1> NAMES{
        "none",    "turkish",   "spanish", "portuguese", "bengali", "gujarati", "hindi",
        "kannada", "malayalam", "oriya",   "punjabi",    "tamil",   "telugu",   "urdu"};
    return NAMES[static_cast<size_t>(value)];
}

bool has_locking_table(language value) {
    return value != language::none && value != language::spanish;
}

std::optional<gsm_code> find_gsm_code(char32_t code_point, shift_tables tables) {
    if (const auto code = find_base(code_point, tables.locking)) return code;
    return find_escaped(code_point, tables.single);
}

char32_t read_septet(uint8_t septet, bool is_escaped, shift_tables tables) {
    const char32_t extended = is_escaped ? read_extension(septet, tables.single) : 0;
    return extended != 0 ? extended : read_base(septet, tables.locking);
}

}  // namespace kaskad::smpp
