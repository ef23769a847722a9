#include "smpp/east_asian.hpp"

#include "smpp/east_asian_tables.hpp"
#include "smpp/unicode.hpp"

#include <optional>

namespace kaskad::smpp {

namespace {

using east_asian::SIDE;
using east_asian::square_table;

constexpr uint8_t FIRST_7BIT = 0x21;
constexpr uint8_t FIRST_8BIT = 0xA1;
constexpr uint8_t KATAKANA_FIRST = 0xA1;  // half-width, JIS X 0201
constexpr uint8_t KATAKANA_LAST = 0xDF;
constexpr char32_t HALF_WIDTH_KATAKANA = 0xFF61;
constexpr uint8_t ESCAPE = 0x1B;
constexpr uint8_t EUC_KATAKANA = 0x8E;
constexpr uint8_t EUC_SUPPLEMENT = 0x8F;

// Row and cell from 0.
char32_t character_at(const square_table& table, size_t row, size_t cell) {
    if (row >= SIDE || cell >= table[row].size()) return REPLACEMENT_CHARACTER;
    const char16_t found = table[row][cell];
    return found == u' ' ? REPLACEMENT_CHARACTER : found;
}

bool is_in_square(uint8_t octet, uint8_t first) {
    return octet >= first && octet < first + SIDE;
}

// Reads octets one by one and in pairs; a pair that is cut or impossible is one U+FFFD for its first octet.
class pair_reader {
  public:
    explicit pair_reader(octets input) : input_{input} {}

    bool is_at_end() const { return input_.empty(); }
    uint8_t peek() const { return input_.front(); }
    uint8_t next() {
        const uint8_t octet = input_.front();
        input_ = input_.subspan(1);
        return octet;
    }
    bool skip(std::string_view expected) {
        if (!as_text(input_).starts_with(expected)) return false;
        input_ = input_.subspan(expected.size());
        return true;
    }
    void single(char32_t code_point) { append_utf8(text_, code_point); }

    // The first octet is read already.
    void pair(const square_table& table, uint8_t lead, uint8_t first) {
        if (!is_in_square(lead, first) || is_at_end() || !is_in_square(peek(), first))
            return single(REPLACEMENT_CHARACTER);
        single(character_at(table, static_cast<size_t>(lead - first), static_cast<size_t>(next() - first)));
    }

    std::string take() { return std::move(text_); }

  private:
    octets input_;
    std::string text_;
};

bool is_katakana(uint8_t octet) {
    return octet >= KATAKANA_FIRST && octet <= KATAKANA_LAST;
}

char32_t to_katakana(uint8_t octet) {
    return HALF_WIDTH_KATAKANA + (octet - KATAKANA_FIRST);
}

// Shift_JIS puts two rows under one lead octet, and leaves out 0x7F among the second ones.
void read_shifted(pair_reader& reader, uint8_t lead) {
    const bool is_lead = (lead >= 0x81 && lead <= 0x9F) || (lead >= 0xE0 && lead <= 0xEF);
    if (!is_lead || reader.is_at_end()) return reader.single(REPLACEMENT_CHARACTER);
    const uint8_t trail = reader.peek();
    if (trail < 0x40 || trail == 0x7F || trail > 0xFC) return reader.single(REPLACEMENT_CHARACTER);
    reader.next();
    const size_t rows = 2U * static_cast<size_t>(lead < 0xA0 ? lead - 0x81 : lead - 0xC1);
    const size_t cell = static_cast<size_t>(trail - 0x40 - (trail > 0x7F ? 1 : 0));
    reader.single(character_at(east_asian::JIS_X_0208, rows + cell / SIDE, cell % SIDE));
}

std::string decode_shift_jis(octets input) {
    pair_reader reader{input};
    while (!reader.is_at_end()) {
        const uint8_t octet = reader.next();
        if (octet < 0x80) {
            reader.single(octet);
        } else if (is_katakana(octet)) {
            reader.single(to_katakana(octet));
        } else {
            read_shifted(reader, octet);
        }
    }
    return reader.take();
}

// Pairs of octets of 94 values, single ones below them.
std::string decode_pairs(octets input, const square_table& table, uint8_t first) {
    pair_reader reader{input};
    while (!reader.is_at_end()) {
        const uint8_t octet = reader.next();
        if (octet < first && octet < 0x80) {
            reader.single(octet);
        } else {
            reader.pair(table, octet, first);
        }
    }
    return reader.take();
}

std::string decode_euc_jp(octets input) {
    pair_reader reader{input};
    while (!reader.is_at_end()) {
        const uint8_t octet = reader.next();
        if (octet < 0x80) {
            reader.single(octet);
        } else if (octet == EUC_KATAKANA && !reader.is_at_end() && is_katakana(reader.peek())) {
            reader.single(to_katakana(reader.next()));
        } else if (octet == EUC_SUPPLEMENT && !reader.is_at_end()) {
            reader.pair(east_asian::JIS_X_0212, reader.next(), FIRST_8BIT);
        } else {
            reader.pair(east_asian::JIS_X_0208, octet, FIRST_8BIT);
        }
    }
    return reader.take();
}

enum class iso_2022_set : uint8_t { ascii, katakana, jis_x_0208, jis_x_0212 };

// RFC 1468 and RFC 2237, and the half-width katakana that handsets send. JIS X 0201's yen and overline are read as
// ASCII.
std::optional<iso_2022_set> read_designation(pair_reader& reader) {
    if (reader.skip("(B") || reader.skip("(J")) return iso_2022_set::ascii;
    if (reader.skip("(I")) return iso_2022_set::katakana;
    if (reader.skip("$@") || reader.skip("$B")) return iso_2022_set::jis_x_0208;
    if (reader.skip("$(D")) return iso_2022_set::jis_x_0212;
    return std::nullopt;
}

void read_in(pair_reader& reader, iso_2022_set set, uint8_t octet) {
    if (set == iso_2022_set::ascii || octet < FIRST_7BIT)
        return reader.single(octet < 0x80 ? octet : REPLACEMENT_CHARACTER);
    if (set == iso_2022_set::katakana) {
        const auto high = static_cast<uint8_t>(octet | 0x80);
        return reader.single(is_katakana(high) ? to_katakana(high) : REPLACEMENT_CHARACTER);
    }
    const bool is_main = set == iso_2022_set::jis_x_0208;
    reader.pair(is_main ? east_asian::JIS_X_0208 : east_asian::JIS_X_0212, octet, FIRST_7BIT);
}

}  // namespace

std::string_view to_string(japanese_form value) {
    switch (value) {
        case japanese_form::shift_jis:
            return "shift_jis";
        case japanese_form::jis_x_0208:
            return "jis_x_0208";
        case japanese_form::euc_jp:
            return "euc_jp";
    }
    return "shift_jis";
}

std::string decode_japanese(octets input, japanese_form form) {
    switch (form) {
        case japanese_form::shift_jis:
            return decode_shift_jis(input);
        case japanese_form::jis_x_0208:
            return decode_pairs(input, east_asian::JIS_X_0208, FIRST_7BIT);
        case japanese_form::euc_jp:
            return decode_euc_jp(input);
    }
    return {};
}

std::string decode_iso_2022_jp(octets input) {
    pair_reader reader{input};
    auto set = iso_2022_set::ascii;
    while (!reader.is_at_end()) {
        const uint8_t octet = reader.next();
        const auto designated = octet == ESCAPE ? read_designation(reader) : std::nullopt;
        if (designated) {
            set = *designated;
        } else {
            read_in(reader, set, octet);
        }
    }
    return reader.take();
}

std::string decode_jis_x_0212(octets input) {
    return decode_pairs(input, east_asian::JIS_X_0212, FIRST_7BIT);
}

std::string decode_ks_c_5601(octets input) {
    return decode_pairs(input, east_asian::KS_X_1001, FIRST_8BIT);
}

}  // namespace kaskad::smpp
