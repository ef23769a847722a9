#include "engine/inbound_text.hpp"

#include <string>
#include <string_view>
#include <utility>

namespace kaskad::engine {

namespace {

smpp::reading_terms reading_terms_of(const facts::link& link) {
    return {.alphabet = link.data_coding_0,
            .scheme = link.coding_scheme,
            .ucs2_order = link.ucs2_order,
            .japanese = link.japanese};
}

std::string_view alphabet_name(const facts::link& link, uint8_t data_coding) {
    using enum smpp::text_alphabet;
    switch (smpp::alphabet_of(data_coding, link.coding_scheme)) {
        case message_centre_default:
            return smpp::to_string(link.data_coding_0);
        case ia5:
            return "ascii";
        case latin1:
            return "latin1";
        case cyrillic:
            return "iso8859_5";
        case hebrew:
            return "iso8859_8";
        case ucs2:
            return "ucs2";
        case jis:
            return smpp::to_string(link.japanese);
        case iso_2022_jp:
            return "iso_2022_jp";
        case jis_x_0212:
            return "jis_x_0212";
        case ks_c_5601:
            return "ks_c_5601";
        case binary:
            return "binary";
        case other:
            return "unknown";
    }
    return "unknown";
}

// What the first part's header says besides how it was cut and by which tables it is read.
std::string further_elements(const smpp::text_piece& piece) {
    std::string elements;
    const auto data = smpp::read_user_data(smpp::as_octets(piece.octets), piece.has_udh);
    if (!data.header) return elements;
    namespace iei = smpp::iei;
    for (const auto& element : data.header->elements) {
        const bool is_known = element.id == iei::CONCATENATION_8 || element.id == iei::CONCATENATION_16 ||
                              element.id == iei::SINGLE_SHIFT || element.id == iei::LOCKING_SHIFT;
        if (!is_known) elements += smpp::build_element(element);
    }
    return elements;
}

bool is_readable(std::string_view text) {
    std::string replacement;
    smpp::append_utf8(replacement, smpp::REPLACEMENT_CHARACTER);
    return !text.contains(replacement);
}

}  // namespace

void read_text(facts::inbound_text& into, const facts::link& link, const std::vector<smpp::text_piece>& pieces) {
    auto joined = smpp::join_pieces(pieces, reading_terms_of(link));
    into.data_coding = pieces.front().data_coding;
    into.alphabet = alphabet_name(link, into.data_coding);
    into.header = further_elements(pieces.front());
    into.binary = !joined.text.has_value();
    if (joined.text) into.text = std::move(*joined.text);
    if (into.binary || !is_readable(into.text)) into.octets = std::move(joined.octets);
}

}  // namespace kaskad::engine
