#include "smpp/udh.hpp"

#include "choices.hpp"
#include "smpp/joined_text.hpp"

#include <string>

// A user data header of any octets. What is read is all that stood there, and reads the same when written again.

namespace {

using namespace kaskad::smpp;

void check_elements(const udh& header, octets input) {
    must(header.size >= 1 && header.size <= input.size());
    std::string written{static_cast<char>(header.size - 1)};
    for (const auto& element : header.elements) {
        (void)element_name(element.id);
        written += build_element(element);
    }
    must(written == as_text(input.first(header.size)));
}

void check_place(const concatenation& place) {
    must(place.number >= 1 && place.number <= place.total);
    must(place.width == reference_width::bits_16 || place.reference <= 0xFF);
}

void check_written_again(const udh_content& content) {
    const auto written = build_udh(content);
    must(written.size() == udh_size(content));
    if (written.empty()) return;
    const auto again = parse_udh(as_octets(written));
    must(again && again->size == written.size());
    must(find_concatenation(*again) == content.place);
    must(find_shift_tables(*again) == content.shifts);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const octets input{data, size};
    const auto joined = join_pieces(std::vector{text_piece{std::string{as_text(input)}, true, 0}});
    must(joined.text && !find_invalid_utf8(*joined.text));
    const auto header = parse_udh(input);
    if (!header) return 0;
    check_elements(*header, input);
    (void)find_ports(*header);
    const auto special = find_special_indication(*header);
    must(!special || special->kind <= 3);
    const auto place = find_concatenation(*header);
    if (place) check_place(*place);
    const auto shifts = find_shift_tables(*header);
    must(shifts.locking == language::none || has_locking_table(shifts.locking));
    check_written_again({.place = place, .shifts = shifts, .more = {}});
    return 0;
}
