#pragma once

#include "smpp/charset.hpp"
#include "smpp/default_alphabet.hpp"
#include "smpp/national_language.hpp"
#include "smpp/transliteration.hpp"
#include "smpp/udh.hpp"

#include <cstdint>

// How texts are written for one peer, beyond what every peer takes: all of it by option. Plain data that facts keep (so
// every zero is the default, and members are only appended): what a message was counted with is what it is cut with.

namespace kaskad::smpp {

// How the parts of a long text are told apart (SMPP 3.4 §5.2.12, §5.3.2.22).
enum class split_way : uint8_t {
    udh = 0,      // a header in front of each part
    sar = 1,      // the sar_* TLVs; the message centre makes the headers
    payload = 2,  // one PDU with message_payload; the message centre cuts
};

using charset_set = uint8_t;  // bit n stands for the charset numbered n
constexpr charset_set set_of(charset value) {
    return static_cast<charset_set>(1U << static_cast<unsigned>(value));
}

struct text_terms {
    reference_width width = reference_width::bits_8;
    split_way split = split_way::udh;
    default_alphabet alphabet = default_alphabet::gsm7;  // what data_coding 0 stands for
    language_set languages = 0;                          // national tables it may use; with split_way::udh only
    charset_set charsets = 0;                            // it may use before UCS-2, each under its own data_coding
    transliteration_set transliterations = 0;

    friend bool operator==(const text_terms&, const text_terms&) = default;
};

}  // namespace kaskad::smpp
