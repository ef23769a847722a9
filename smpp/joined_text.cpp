#include "smpp/joined_text.hpp"

#include "smpp/gsm_packing.hpp"

namespace kaskad::smpp {

namespace {

std::optional<concatenation> find_sar(const tlv_list& tlvs) {
    const auto reference = integer_tlv(tlvs, tag::sar_msg_ref_num);
    const auto total = integer_tlv(tlvs, tag::sar_total_segments);
    const auto number = integer_tlv(tlvs, tag::sar_segment_seqnum);
    if (!reference || !total || !number) return std::nullopt;
    if (*total > 255 || *number < 1 || *number > *total) return std::nullopt;
    return concatenation{reference_width::bits_16, static_cast<uint16_t>(*reference), static_cast<uint8_t>(*total),
                         static_cast<uint8_t>(*number)};
}

// Pieces that are read in one go: of one data_coding and with the same national tables.
struct reading_run {
    uint8_t data_coding = 0;
    shift_tables shifts;

    friend bool operator==(const reading_run&, const reading_run&) = default;
};

struct opened_piece {
    reading_run run;
    std::string octets;  // unpacked where they were packed
};

opened_piece open_piece(const text_piece& piece, const reading_terms& terms) {
    const auto data = read_user_data(as_octets(piece.octets), piece.has_udh);
    const shift_tables shifts = data.header ? find_shift_tables(*data.header) : shift_tables{};
    const bool is_packed = terms.alphabet == default_alphabet::gsm7_packed &&
                           alphabet_of(piece.data_coding, terms.scheme) == text_alphabet::message_centre_default;
    const size_t header = data.header ? data.header->size : 0;
    return {{piece.data_coding, shifts},
            is_packed ? unpack_septets(data.text, header) : std::string{as_text(data.text)}};
}

}  // namespace

std::optional<concatenation> find_place(const text_piece& piece, const tlv_list& tlvs) {
    const auto data = read_user_data(as_octets(piece.octets), piece.has_udh);
    return data.header ? find_concatenation(*data.header) : find_sar(tlvs);
}

joined_text join_pieces(std::span<const text_piece> pieces, const reading_terms& terms) {
    joined_text joined{.text = std::string{}, .octets = {}};
    reading_terms unpacked = terms;
    if (terms.alphabet == default_alphabet::gsm7_packed) unpacked.alphabet = default_alphabet::gsm7;
    reading_run run;
    std::string octets;
    const auto read_run = [&] {
        const auto text = decode_text(as_octets(octets), run.data_coding, unpacked, run.shifts);
        if (joined.text && text) {
            *joined.text += *text;
        } else {
            joined.text.reset();
        }
        octets.clear();
    };
    for (const auto& piece : pieces) {
        auto opened = open_piece(piece, terms);
        if (opened.run != run && !octets.empty()) read_run();
        run = opened.run;
        octets += opened.octets;
        joined.octets += opened.octets;
    }
    read_run();
    return joined;
}

}  // namespace kaskad::smpp
