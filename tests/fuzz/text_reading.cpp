#include "smpp/text_reading.hpp"

#include "choices.hpp"
#include "smpp/joined_text.hpp"

#include <string>
#include <vector>

// A text of any octets under any data_coding and any habits of a peer: whatever it is, valid UTF-8 in proportion to it
// comes out, and where a peer cut it makes no difference.

namespace {

using namespace kaskad::smpp;

constexpr size_t UTF8_PER_OCTET_MAX = 8;

reading_terms terms_of(choices& input) {
    return {.alphabet = static_cast<default_alphabet>(input.below(9)),
            .scheme = static_cast<coding_scheme>(input.below(2)),
            .ucs2_order = static_cast<octet_order>(input.below(2)),
            .japanese = static_cast<japanese_form>(input.below(2))};
}

shift_tables shifts_of(choices& input) {
    const auto locking = static_cast<language>(input.below(14));
    const auto single = static_cast<language>(input.below(14));
    return {.locking = has_locking_table(locking) ? locking : language::none, .single = single};
}

void check_text(const std::optional<std::string>& text, size_t size) {
    if (!text) return;
    must(!find_invalid_utf8(*text));
    must(text->size() <= UTF8_PER_OCTET_MAX * (size + 1));
}

std::vector<text_piece> pieces_of(octets text, size_t cut, uint8_t data_coding) {
    return {{std::string{as_text(text.first(cut))}, false, data_coding},
            {std::string{as_text(text.subspan(cut))}, false, data_coding}};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    choices input{data, size};
    const uint8_t data_coding = input.octet();
    const auto terms = terms_of(input);
    const auto shifts = shifts_of(input);
    const size_t udh_octets = input.octet();
    const size_t place = input.octet();
    const auto text = input.rest();
    check_text(decode_text(text, data_coding, terms, shifts, udh_octets), text.size());

    const auto whole = decode_text(text, data_coding, terms);
    const auto joined = join_pieces(pieces_of(text, std::min(place, text.size()), data_coding), terms);
    check_text(joined.text, text.size());
    // A piece of packed septets begins with an octet of its own.
    if (terms.alphabet != default_alphabet::gsm7_packed) must(joined.text == whole);
    return 0;
}
