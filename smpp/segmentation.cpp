#include "smpp/segmentation.hpp"

#include "core/assert.hpp"
#include "smpp/gsm_packing.hpp"
#include "smpp/text_coder.hpp"

#include <algorithm>
#include <span>
#include <utility>

namespace kaskad::smpp {

namespace {

// A text that is ready to be cut: itself, or what it was transliterated to.
struct prepared_text {
    sized_form size;
    std::optional<transliterated> replaced;

    std::string_view of(std::string_view original) const {
        return replaced ? std::string_view{replaced->text} : original;
    }
};

std::expected<prepared_text, text_error> prepare(std::string_view text, const text_terms& terms, size_t more_octets) {
    const auto chosen = choose_form(text, terms, more_octets);
    if (!chosen) return std::unexpected(text_error::invalid_utf8);
    if (terms.transliterations == 0 || chosen->form.coding == encoding::gsm7) return prepared_text{*chosen, {}};
    // A replacement that does not bring the text to GSM 7-bit saves nothing and is left undone.
    auto replaced = transliterate(text, terms.transliterations);
    const auto other = choose_form(replaced.text, terms, more_octets);
    ASSERT(other.has_value());
    if (other->form.coding != encoding::gsm7) return prepared_text{*chosen, {}};
    return prepared_text{*other, std::move(replaced)};
}

size_t octets_per_unit(const text_form& form) {
    if (form.coding == encoding::ucs2) return 2;
    return form.alphabet == default_alphabet::utf8 ? 4 : 1;
}

// Writes into room that was made for the longest text of these units, and cuts it to size afterwards.
template <typename Coder>
part write_part(std::string_view text, size_t octets_max, Coder coder) {
    part written;
    written.octets.resize(octets_max);
    char* at = written.octets.data();
    utf8_reader reader{text};
    while (true) {
        if constexpr (HAS_PLAIN<Coder>) {
            const auto plain = take_plain(reader);
            at = std::ranges::transform(plain, at, plain_code).out;
            written.units += static_cast<uint32_t>(plain.size());
        }
        const auto code_point = reader.next();
        if (!code_point) break;
        const coded_character next = coder(*code_point);
        written.units += next.units;
        for (unsigned shift = 8U * next.octets; shift > 0;) {
            shift -= 8;
            *at++ = static_cast<char>(next.value >> shift);
        }
    }
    written.octets.resize(static_cast<size_t>(at - written.octets.data()));
    return written;
}

std::vector<part> write_parts(std::string_view text, const sized_form& size, std::span<const uint32_t> ends,
                              size_t units_max) {
    const size_t octets_max = std::min(size.units, units_max) * octets_per_unit(size.form);
    std::vector<part> parts;
    parts.reserve(ends.size());
    with_coder(size.form, [&](auto coder) {
        size_t begin = 0;
        for (const uint32_t end : ends) {
            parts.push_back(write_part(text.substr(begin, end - begin), octets_max, coder));
            begin = end;
        }
    });
    return parts;
}

segmented without_parts(const sized_form& size, size_t segments, const segment_options& options) {
    segmented message{.coding = size.form.coding,
                      .data_coding = data_coding_of(size.form.coding),
                      .shifts = size.form.shifts,
                      .split = options.terms.split,
                      .reference = options.reference};
    message.units = static_cast<uint32_t>(size.units);
    message.segments = static_cast<uint32_t>(segments);
    return message;
}

void add_headers(segmented& message, const segment_options& options) {
    const auto total = static_cast<uint8_t>(message.parts.size());
    const bool is_numbered = total > 1 && message.split == split_way::udh;
    for (uint8_t i = 0; i < total; ++i) {
        udh_content content{.shifts = message.shifts, .more = options.more};
        if (is_numbered) content.place = {options.terms.width, options.reference, total, static_cast<uint8_t>(i + 1)};
        message.parts[i].udh = build_udh(content);
    }
}

void pack_parts(segmented& message) {
    for (auto& each : message.parts)
        each.octets = pack_septets(each.octets, each.udh.size());
}

// The UDH of each part as packing must know it before there is one.
size_t header_octets(const text_form& form, const segment_options& options) {
    return udh_size(
        {.place = concatenation{.width = options.terms.width}, .shifts = form.shifts, .more = options.more});
}

part_count to_count(const sized_form& size, size_t parts, split_way split) {
    const bool is_payload = split == split_way::payload;
    return {size.form.coding, static_cast<uint32_t>(size.units), static_cast<uint32_t>(parts),
            is_payload ? 1 : static_cast<uint32_t>(parts)};
}

void put_sar(const segmented& message, size_t index, submit_sm& pdu) {
    pdu.tlvs.push_back(make_tlv16(tag::sar_msg_ref_num, message.reference));
    pdu.tlvs.push_back(make_tlv8(tag::sar_total_segments, static_cast<uint8_t>(message.parts.size())));
    pdu.tlvs.push_back(make_tlv8(tag::sar_segment_seqnum, static_cast<uint8_t>(index + 1)));
}

}  // namespace

std::string_view to_string(text_error error) {
    return error == text_error::invalid_utf8 ? "invalid_utf8" : "too_many_parts";
}

std::expected<part_count, text_error> count_parts(std::string_view text, const text_terms& terms) {
    const auto ready = prepare(text, terms, 0);
    if (!ready) return std::unexpected(ready.error());
    const auto parts = count_form_parts(ready->of(text), ready->size, capacity_of(ready->size.form, terms));
    if (parts > PARTS_MAX) return std::unexpected(text_error::too_many_parts);
    return to_count(ready->size, parts, terms.split);
}

std::vector<replacement> find_replacements(std::string_view text, const text_terms& terms) {
    auto ready = prepare(text, terms, 0);
    if (!ready || !ready->replaced) return {};
    return std::move(ready->replaced->replaced);
}

std::expected<segmented, text_error> segment(std::string_view text, const segment_options& options) {
    const auto& terms = options.terms;
    auto ready = prepare(text, terms, options.more.size());
    if (!ready) return std::unexpected(ready.error());
    const auto& form = ready->size.form;
    const auto capacity = capacity_of(form, terms, options.more.size());
    const auto ready_text = ready->of(text);
    const auto segments = count_form_parts(ready_text, ready->size, capacity);
    if (segments > PARTS_MAX) return std::unexpected(text_error::too_many_parts);

    auto message = without_parts(ready->size, segments, options);
    const auto ends = find_part_ends(ready_text, form, capacity, segments, header_octets(form, options));
    const size_t units_max = segments == 1 ? capacity.single : capacity.part;
    if (terms.split == split_way::payload && segments > 1) {
        const auto whole = static_cast<uint32_t>(ready_text.size());
        message.parts = write_parts(ready_text, ready->size, {&whole, 1}, ready->size.units);
    } else {
        message.parts = write_parts(ready_text, ready->size, ends.get(), units_max);
    }
    message.units_free = static_cast<uint32_t>(units_max - count_units(ready_text.substr(ends.last_begin()), form));
    add_headers(message, options);
    if (is_packed(form)) pack_parts(message);
    if (ready->replaced) message.replaced = std::move(ready->replaced->replaced);
    return message;
}

void put_part(const segmented& message, size_t index, submit_sm& pdu) {
    ASSERT(index < message.parts.size());
    const auto& one = message.parts[index];
    if (one.has_udh()) pdu.esm_class |= esm::UDHI;
    pdu.data_coding = message.data_coding;
    if (message.parts.size() > 1 && message.split == split_way::sar) put_sar(message, index, pdu);
    if (message.segments > message.parts.size()) {
        pdu.tlvs.push_back({tag::message_payload, one.short_message()});
    } else {
        pdu.short_message = one.short_message();
    }
}

}  // namespace kaskad::smpp
