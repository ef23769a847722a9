#include "smpp/grapheme.hpp"

#include "core/assert.hpp"
#include "smpp/grapheme_table.hpp"
#include "smpp/unicode.hpp"

#include <algorithm>

namespace kaskad::smpp {

namespace {

using grapheme::break_kind;

constexpr char32_t HANGUL_FIRST = 0xAC00;
constexpr char32_t HANGUL_LAST = 0xD7A3;
constexpr char32_t HANGUL_TAILS = 28;

break_kind kind_of(char32_t code_point) {
    if (code_point >= HANGUL_FIRST && code_point <= HANGUL_LAST) {
        const bool is_open = (code_point - HANGUL_FIRST) % HANGUL_TAILS == 0;
        return is_open ? break_kind::hangul_lv : break_kind::hangul_lvt;
    }
    const auto& table = grapheme::BREAK_TABLE;
    const auto* const found = std::ranges::lower_bound(table, code_point, {}, &grapheme::break_range::last);
    return found == table.end() || code_point < found->first ? break_kind::other : found->kind;
}

// Reads backwards through valid UTF-8.
class backward_reader {
  public:
    explicit backward_reader(std::string_view text) : text_{text} {}

    bool is_at_begin() const { return text_.empty(); }
    break_kind next() {
        size_t begin = text_.size() - 1;
        while (begin > 0 && (static_cast<uint8_t>(text_[begin]) & 0xC0) == 0x80)
            --begin;
        utf8_reader reader{text_.substr(begin)};
        text_ = text_.substr(0, begin);
        return kind_of(reader.next().value_or(REPLACEMENT_CHARACTER));
    }

  private:
    std::string_view text_;
};

bool is_control(break_kind kind) {
    return kind == break_kind::control || kind == break_kind::carriage_return || kind == break_kind::line_feed;
}

bool extends(break_kind kind) {
    return kind == break_kind::extend || kind == break_kind::linker;
}

// GB6 to GB8.
bool is_one_syllable(break_kind last, break_kind next) {
    using enum break_kind;
    if (last == hangul_l) return next == hangul_l || next == hangul_v || next == hangul_lv || next == hangul_lvt;
    if (last == hangul_lv || last == hangul_v) return next == hangul_v || next == hangul_t;
    return (last == hangul_lvt || last == hangul_t) && next == hangul_t;
}

// GB9c: a consonant, then extenders with a linker among them, up to here.
bool ends_in_linked_consonant(std::string_view before) {
    bool is_linked = false;
    for (backward_reader reader{before}; !reader.is_at_begin();) {
        const auto kind = reader.next();
        if (kind == break_kind::consonant) return is_linked;
        if (!extends(kind) && kind != break_kind::joiner) return false;
        is_linked = is_linked || kind == break_kind::linker;
    }
    return false;
}

// GB11: a pictograph, extenders, a joiner, up to here.
bool ends_in_joined_pictograph(std::string_view before) {
    backward_reader reader{before};
    if (reader.next() != break_kind::joiner) return false;
    while (!reader.is_at_begin()) {
        const auto kind = reader.next();
        if (!extends(kind)) return kind == break_kind::pictographic;
    }
    return false;
}

// GB12 and GB13: flags are pairs.
bool ends_in_half_flag(std::string_view before) {
    bool is_half = false;
    for (backward_reader reader{before}; !reader.is_at_begin() && reader.next() == break_kind::regional;)
        is_half = !is_half;
    return is_half;
}

}  // namespace

bool is_grapheme_boundary(std::string_view before, std::string_view after) {
    ASSERT(!before.empty());
    ASSERT(!after.empty());
    const auto last = backward_reader{before}.next();
    const auto next = kind_of(utf8_reader{after}.next().value_or(REPLACEMENT_CHARACTER));
    if (last == break_kind::carriage_return && next == break_kind::line_feed) return false;
    if (is_control(last) || is_control(next)) return true;
    if (extends(next) || next == break_kind::joiner || next == break_kind::spacing) return false;
    if (last == break_kind::prepend || is_one_syllable(last, next)) return false;
    if (next == break_kind::consonant && ends_in_linked_consonant(before)) return false;
    if (next == break_kind::pictographic && ends_in_joined_pictograph(before)) return false;
    return next != break_kind::regional || !ends_in_half_flag(before);
}

}  // namespace kaskad::smpp
