#include "choices.hpp"
#include "smpp/joined_text.hpp"
#include "smpp/segmentation.hpp"

#include <algorithm>
#include <string>
#include <vector>

// A text of any characters under any terms: it is counted as it is cut, no part is longer than a handset takes, and who
// joins the parts reads the text. A carriage return at the end of packed septets may be taken for the filling it also
// is (23.038 §6.1.2.3.1), and a byte order mark in front of UCS-2 for one.

namespace {

using namespace kaskad::smpp;

text_terms terms_of(choices& input) {
    const uint8_t flags = input.octet();
    return {.width = static_cast<reference_width>(flags & 1),
            .split = static_cast<split_way>(input.below(3)),
            .alphabet = static_cast<default_alphabet>(input.below(9)),
            .languages = (flags & 2) != 0 ? EVERY_LANGUAGE : set_of(static_cast<language>(input.below(14))),
            .charsets = static_cast<charset_set>(input.below(16)),
            .transliterations = static_cast<transliteration_set>((flags & 4) != 0 ? input.below(32) : 0)};
}

// What the airwide alphabet reads as another character than it was written for.
bool is_read_otherwise(std::string_view text, const segmented& cut, const text_terms& terms) {
    if (cut.coding == encoding::ucs2) return text.starts_with("\uFEFF") || text.starts_with("\uFFFE");
    const bool is_airwide = cut.coding == encoding::gsm7 && terms.alphabet == default_alphabet::airwide;
    return is_airwide && (text.contains("¡") || text.contains("¤") || text.contains("§"));
}

std::string without_returns(std::string text) {
    std::erase(text, '\r');
    return text;
}

std::vector<text_piece> pieces_of(const segmented& cut) {
    std::vector<text_piece> pieces;
    for (size_t i = 0; i < cut.parts.size(); ++i) {
        submit_sm message;
        put_part(cut, i, message);
        const bool is_payload = cut.segments > cut.parts.size();
        must(is_payload || message.short_message.size() <= 254);
        const auto octets = is_payload ? message.tlvs.back().value : message.short_message;
        pieces.push_back({octets, (message.esm_class & esm::UDHI) != 0, message.data_coding});
        const auto place = find_place(pieces.back(), message.tlvs);
        must(place.has_value() == (cut.parts.size() > 1));
        must(!place || (place->number == i + 1 && place->total == cut.parts.size()));
    }
    return pieces;
}

void check_count(const part_count& counted, const segmented& cut) {
    must(counted.coding == cut.coding && counted.units == cut.units);
    must(counted.parts == cut.segments && counted.pdus == cut.parts.size());
    uint32_t units = 0;
    for (const auto& part : cut.parts)
        units += part.units;
    must(units == cut.units);
}

void check_read_again(std::string_view text, const segmented& cut, const text_terms& terms) {
    const auto joined = join_pieces(pieces_of(cut), {.alphabet = terms.alphabet});
    must(joined.text.has_value());
    if (!cut.replaced.empty() || is_read_otherwise(text, cut, terms)) return;
    const bool is_packed = terms.alphabet == default_alphabet::gsm7_packed;
    must(is_packed ? without_returns(*joined.text) == without_returns(std::string{text}) : *joined.text == text);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    choices input{data, size};
    const auto terms = terms_of(input);
    const auto text = as_text(input.rest());
    const auto counted = count_parts(text, terms);
    const auto cut = segment(text, {terms, 7});
    must(counted.has_value() == cut.has_value());
    if (!cut) {
        must(counted.error() == cut.error());
        must((cut.error() == text_error::invalid_utf8) == find_invalid_utf8(text).has_value());
        return 0;
    }
    check_count(*counted, *cut);
    check_read_again(text, *cut, terms);
    return 0;
}
