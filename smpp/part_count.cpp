#include "smpp/part_count.hpp"

#include "core/assert.hpp"
#include "smpp/grapheme.hpp"
#include "smpp/gsm_packing.hpp"
#include "smpp/text_coder.hpp"

#include <algorithm>
#include <vector>

namespace kaskad::smpp {

namespace {

size_t previous_position(std::string_view text, size_t position) {
    do
        --position;
    while ((static_cast<uint8_t>(text[position]) & 0xC0) == 0x80);
    return position;
}

template <typename Coder>
class cutter {
  public:
    cutter(std::string_view text, const part_capacity& capacity, Coder coder)
        : text_{text}, capacity_{capacity}, coder_{coder} {}

    // Where the part that begins there ends when it is filled: the first character that does not fit.
    size_t end_of_part(size_t from) const {
        room left = whole_part();
        utf8_reader reader{text_.substr(from)};
        while (true) {
            const size_t position = reader.position();
            const auto code_point = reader.next();
            if (!code_point || !left.take(coder_(*code_point))) return from + position;
        }
    }

    size_t count() const {
        size_t parts = 1;
        for (size_t end = end_of_part(0); end < text_.size() && parts <= PARTS_MAX; end = end_of_part(end))
            ++parts;
        return parts;
    }

    // The first position from which the rest of the text fits `parts` parts, for 1 to `count` parts.
    std::vector<size_t> earliest_begins(size_t count) const {
        std::vector<size_t> begins;
        size_t end = text_.size();
        while (begins.size() < count) {
            room left = whole_part();
            size_t begin = end;
            while (begin > 0) {
                const size_t before = previous_position(text_, begin);
                if (!left.take(coder_at(before))) break;
                begin = before;
            }
            begins.push_back(begin);
            end = begin;
        }
        return begins;
    }

  private:
    struct room {
        size_t units;
        size_t octets;

        bool take(const coded_character& next) {
            if (next.units > units || next.octets > octets) return false;
            units -= next.units;
            octets -= next.octets;
            return true;
        }
    };

    room whole_part() const { return {capacity_.part, capacity_.octets}; }
    coded_character coder_at(size_t position) const {
        return coder_(utf8_reader{text_.substr(position)}.next().value_or(REPLACEMENT_CHARACTER));
    }

    std::string_view text_;
    const part_capacity& capacity_;
    Coder coder_;
};

bool is_single(const sized_form& size, std::string_view text, const part_capacity& capacity) {
    if (size.units > capacity.single) return false;
    // Only UTF-8 under data_coding 0 takes more octets than units.
    return size.form.alphabet != default_alphabet::utf8 || text.size() <= capacity.octets;
}

// Chooses the ends so that there are no more parts than filled ones would be.
template <typename Coder>
class end_chooser {
  public:
    end_chooser(const cutter<Coder>& walk, std::string_view text, size_t parts, const text_form& form,
                size_t udh_octets)
        : walk_{walk}, text_{text}, parts_{parts}, form_{form}, udh_octets_{udh_octets} {}

    part_ends choose() {
        part_ends ends;
        size_t begin = 0;
        for (size_t rest = parts_ - 1; rest > 0; --rest) {
            begin = choose_end(begin, walk_.end_of_part(begin), rest);
            ends.add(begin);
        }
        ends.add(text_.size());
        return ends;
    }

  private:
    // The last good end that leaves no more than `rest` parts behind it; the filled part's own where there is none.
    size_t choose_end(size_t begin, size_t filled, size_t rest) {
        if (is_good(begin, filled)) return filled;
        if (earliest_.empty()) earliest_ = walk_.earliest_begins(parts_);
        const size_t first = std::max(earliest_[rest - 1], begin + 1);
        for (size_t end = filled; end > first;) {
            end = previous_position(text_, end);
            if (end >= first && is_good(begin, end)) return end;
        }
        return filled;
    }

    bool is_good(size_t begin, size_t end) const {
        const auto text = text_.substr(begin, end - begin);
        if (is_packed(form_) && has_spare_septet(count_units(text, form_), udh_octets_)) return false;
        return end == text_.size() || is_grapheme_boundary(text, text_.substr(end));
    }

    const cutter<Coder>& walk_;
    std::string_view text_;
    size_t parts_;
    const text_form& form_;
    size_t udh_octets_;
    std::vector<size_t> earliest_;  // asked for at the first bad end only
};

}  // namespace

size_t count_form_parts(std::string_view text, const sized_form& size, const part_capacity& capacity) {
    if (is_single(size, text, capacity)) return 1;
    // What is more than the most there may be needs no walk, nor what has no room for a single character.
    if (size.units > PARTS_MAX * capacity.part || capacity.part < 2) return PARTS_MAX + 1;
    return with_coder(size.form, [&](auto coder) { return cutter{text, capacity, coder}.count(); });
}

part_ends find_part_ends(std::string_view text, const text_form& form, const part_capacity& capacity, size_t parts,
                         size_t udh_octets) {
    ASSERT(parts <= PARTS_MAX);
    if (parts > 1) {
        return with_coder(form, [&](auto coder) {
            const cutter walk{text, capacity, coder};
            return end_chooser{walk, text, parts, form, udh_octets}.choose();
        });
    }
    part_ends ends;
    ends.add(text.size());
    return ends;
}

size_t count_units(std::string_view text, const text_form& form) {
    return with_coder(form, [&](auto coder) {
        size_t units = 0;
        utf8_reader reader{text};
        while (true) {
            if constexpr (HAS_PLAIN<decltype(coder)>) units += take_plain(reader).size();
            const auto code_point = reader.next();
            if (!code_point) return units;
            units += coder(*code_point).units;
        }
    });
}

}  // namespace kaskad::smpp
