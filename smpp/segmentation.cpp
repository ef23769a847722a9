#include "smpp/segmentation.hpp"

#include "core/assert.hpp"
#include "smpp/data_coding.hpp"

#include <algorithm>
#include <utility>

namespace kaskad::smpp {

namespace {

struct text_size {
    encoding coding;
    size_t units;
};

// Septets as long as every character has a code, UTF-16 units otherwise.
std::expected<text_size, text_error> measure(std::string_view text) {
    size_t septets = 0;
    size_t utf16 = 0;
    bool is_gsm7 = true;
    utf8_reader reader{text};
    while (const auto code_point = reader.next()) {
        utf16 += utf16_units(*code_point);
        const auto code = is_gsm7 ? find_gsm_code(*code_point) : std::nullopt;
        is_gsm7 = code.has_value();
        if (code) septets += code->septets();
    }
    if (!reader.is_at_end()) return std::unexpected(text_error::invalid_utf8);
    return is_gsm7 ? text_size{encoding::gsm7, septets} : text_size{encoding::ucs2, utf16};
}

size_t part_units_max(const text_size& size, reference_width width) {
    const size_t single = units_max_single(size.coding);
    return size.units <= single ? single : units_max(size.coding, width);
}

// One character on the wire: a septet, an escape and a septet, a unit, a surrogate pair. Never cut.
struct character {
    char32_t code_point;
    gsm_code code;  // with gsm7
    size_t units;
};

character to_character(char32_t code_point, encoding coding) {
    if (coding == encoding::ucs2) return {code_point, {}, utf16_units(code_point)};
    const auto code = find_gsm_code(code_point);
    ASSERT(code.has_value());
    return {code_point, *code, code->septets()};
}

// The one walk through a text: begin_part() before the first character and wherever the next one does not fit.
template <typename Sink>
void walk(std::string_view text, const text_size& size, reference_width width, Sink& sink) {
    const size_t max = part_units_max(size, width);
    size_t used = 0;
    sink.begin_part();
    utf8_reader reader{text};
    while (const auto code_point = reader.next()) {
        const character next = to_character(*code_point, size.coding);
        if (used + next.units > max) {
            sink.begin_part();
            used = 0;
        }
        used += next.units;
        sink.add(next);
    }
}

struct part_counter {
    size_t parts = 0;

    void begin_part() { ++parts; }
    void add(const character&) {}
};

// Writes into room that was made for the longest part, and cuts it to size afterwards.
class part_builder {
  public:
    part_builder(encoding coding, size_t octets_max, size_t parts) : coding_{coding}, octets_max_{octets_max} {
        parts_.reserve(parts);
    }

    void begin_part() {
        end_part();
        part& begun = parts_.emplace_back();
        begun.octets.resize(octets_max_);
        at_ = begun.octets.data();
    }

    void add(const character& next) {
        units_ += static_cast<uint32_t>(next.units);
        if (coding_ == encoding::ucs2) {
            at_ = write_utf16(at_, next.code_point);
            return;
        }
        if (next.code.is_extended) *at_++ = static_cast<char>(GSM_ESCAPE);
        *at_++ = static_cast<char>(next.code.value);
    }

    std::vector<part> take() {
        end_part();
        return std::move(parts_);
    }

  private:
    void end_part() {
        if (parts_.empty()) return;
        part& ended = parts_.back();
        ended.octets.resize(static_cast<size_t>(at_ - ended.octets.data()));
        ended.units = std::exchange(units_, 0);
    }

    encoding coding_;
    size_t octets_max_;
    std::vector<part> parts_;
    char* at_ = nullptr;
    uint32_t units_ = 0;
};

std::expected<part_count, text_error> count(std::string_view text, const text_size& size, reference_width width) {
    // What fits one part, or not even the most there may be, needs no walk.
    if (size.units <= units_max_single(size.coding))
        return part_count{size.coding, static_cast<uint32_t>(size.units), 1};
    if (size.units > PARTS_MAX * units_max(size.coding, width)) return std::unexpected(text_error::too_many_parts);
    part_counter counter;
    walk(text, size, width, counter);
    if (counter.parts > PARTS_MAX) return std::unexpected(text_error::too_many_parts);
    return part_count{size.coding, static_cast<uint32_t>(size.units), static_cast<uint32_t>(counter.parts)};
}

void add_headers(std::vector<part>& parts, const segment_options& options) {
    const auto total = static_cast<uint8_t>(parts.size());
    for (size_t i = 0; i < parts.size(); ++i)
        parts[i].udh = build_udh({options.width, options.reference, total, static_cast<uint8_t>(i + 1)});
}

}  // namespace

std::string_view to_string(text_error error) {
    return error == text_error::invalid_utf8 ? "invalid_utf8" : "too_many_parts";
}

std::expected<part_count, text_error> count_parts(std::string_view text, reference_width width) {
    const auto size = measure(text);
    if (!size) return std::unexpected(size.error());
    return count(text, *size, width);
}

std::expected<segmented, text_error> segment(std::string_view text, const segment_options& options) {
    const auto size = measure(text);
    if (!size) return std::unexpected(size.error());
    const auto counted = count(text, *size, options.width);
    if (!counted) return std::unexpected(counted.error());

    const size_t units = std::min(size->units, part_units_max(*size, options.width));
    part_builder builder{size->coding, size->coding == encoding::gsm7 ? units : 2 * units, counted->parts};
    walk(text, *size, options.width, builder);
    auto parts = builder.take();
    ASSERT(parts.size() == counted->parts);
    if (parts.size() > 1) add_headers(parts, options);
    const uint8_t data_coding = size->coding == encoding::gsm7 ? data_coding::DEFAULT : data_coding::UCS2;
    return segmented{size->coding, data_coding, counted->units, std::move(parts)};
}

}  // namespace kaskad::smpp
