#include "smpp/receipt_pattern.hpp"

#include "core/assert.hpp"
#include "smpp/digits.hpp"
#include "smpp/letter_case.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace kaskad::smpp {

namespace {

constexpr size_t NONE = std::string_view::npos;
constexpr size_t WIDTH_MAX = 255;

struct named_field {
    std::string_view name;
    receipt_field field;
};

constexpr std::array FIELDS{
    named_field{"id", &receipt_fields::id},
    named_field{"sub", &receipt_fields::sub},
    named_field{"dlvrd", &receipt_fields::dlvrd},
    named_field{"submit_date", &receipt_fields::submit_date},
    named_field{"done_date", &receipt_fields::done_date},
    named_field{"stat", &receipt_fields::stat},
    named_field{"err", &receipt_fields::err},
    named_field{"text", &receipt_fields::text},
};
constexpr std::string_view SKIP = "skip";

bool is_blank(char letter) {
    return letter == ' ' || letter == '\t' || letter == '\r' || letter == '\n';
}

size_t count_blanks(std::string_view text) {
    return static_cast<size_t>(std::ranges::find_if_not(text, is_blank) - text.begin());
}

std::optional<size_t> parse_width(std::string_view text) {
    const auto width = parse_decimal<size_t>(text);
    return width && *width >= 1 && *width <= WIDTH_MAX ? width : std::nullopt;
}

}  // namespace

class receipt_pattern::compiler {
  public:
    std::expected<receipt_pattern, std::string> compile(std::string_view pattern) {
        while (!pattern.empty()) {
            if (pattern.front() == '<' && !pattern.starts_with("<<")) {
                const auto end = pattern.find('>');
                if (end == NONE)
                    return std::unexpected("a \"<\" without its \">\"; a \"<\" in the text is written \"<<\"");
                if (auto added = add_field(pattern.substr(1, end - 1)); !added) return std::unexpected(added.error());
                pattern.remove_prefix(end + 1);
            } else {
                add_letter(pattern.front());
                pattern.remove_prefix(pattern.starts_with("<<") ? 2 : 1);
            }
        }
        if (!has(&receipt_fields::id) && !has(&receipt_fields::stat))
            return std::unexpected("there is no <id> and no <stat>");
        return std::move(made_);
    }

  private:
    bool has(receipt_field field) const {
        return std::ranges::find(made_.pieces_, field, &piece::field) != made_.pieces_.end();
    }

    void add_letter(char letter) {
        auto& pieces = made_.pieces_;
        const auto wanted = is_blank(letter) ? kind::blank : kind::literal;
        if (pieces.empty() || pieces.back().what != wanted) pieces.push_back({.what = wanted});
        if (wanted == kind::literal) pieces.back().literal.push_back(to_lower(letter));
    }

    std::expected<void, std::string> add_field(std::string_view inside) {
        const auto colon = inside.find(':');
        const auto name = inside.substr(0, colon);
        piece next{.what = name == SKIP ? kind::skip : kind::field};
        if (next.what == kind::field) {
            const auto* const found = std::ranges::find(FIELDS, name, &named_field::name);
            if (found == FIELDS.end()) return std::unexpected("there is no field <" + std::string{name} + ">");
            if (has(found->field)) return std::unexpected("<" + std::string{name} + "> stands there twice");
            next.field = found->field;
        }
        if (colon != NONE) {
            const auto width = parse_width(inside.substr(colon + 1));
            if (!width) return std::unexpected("a width is a number from 1 to 255, as in <id:10>");
            next.width = *width;
        }
        if (!made_.pieces_.empty() && is_open(made_.pieces_.back()))
            return std::unexpected("nothing says where the field before <" + std::string{name} + "> ends");
        made_.pieces_.push_back(std::move(next));
        return {};
    }

    static bool is_open(const piece& value) {
        return (value.what == kind::field || value.what == kind::skip) && value.width == 0;
    }

    receipt_pattern made_;
};

std::expected<receipt_pattern, std::string> receipt_pattern::parse(std::string_view pattern) {
    if (pattern.size() > LENGTH_MAX) return std::unexpected("longer than 256 octets");
    return compiler{}.compile(pattern);
}

// How many octets at the beginning of the text are the separator; NONE: it is not there.
size_t receipt_pattern::taken_by(const piece& separator, std::string_view text) {
    if (separator.what == kind::blank) {
        const auto blanks = count_blanks(text);
        return blanks == 0 ? NONE : blanks;
    }
    const auto length = separator.literal.size();
    const bool is_there = text.size() >= length && equal_ignoring_case(text.substr(0, length), separator.literal);
    return is_there ? length : NONE;
}

bool receipt_pattern::is_rest(const piece& value) const {
    return value.what == kind::skip || value.field == &receipt_fields::text;
}

// Where the value of a field ends that begins with the text; NONE: not in this text.
size_t receipt_pattern::end_of(size_t index, std::string_view text) const {
    const auto& value = pieces_[index];
    if (value.width > 0) return value.width <= text.size() ? value.width : NONE;
    if (index + 1 == pieces_.size()) {
        return is_rest(value) ? text.size() : static_cast<size_t>(std::ranges::find_if(text, is_blank) - text.begin());
    }
    const auto& separator = pieces_[index + 1];
    for (size_t at = 0; at < text.size(); ++at)
        if (taken_by(separator, text.substr(at)) != NONE) return at;
    return NONE;
}

bool receipt_pattern::match(std::string_view text, receipt_fields& fields) const {
    receipt_fields found;
    for (size_t index = 0; index < pieces_.size(); ++index) {
        const auto& piece = pieces_[index];
        const bool is_value = piece.what == kind::field || piece.what == kind::skip;
        const auto taken = is_value ? end_of(index, text) : taken_by(piece, text);
        if (taken == NONE || (is_value && taken == 0 && !is_rest(piece))) return false;
        if (piece.what == kind::field) found.*piece.field = text.substr(0, taken);
        text.remove_prefix(taken);
    }
    fields = std::move(found);
    return true;
}

}  // namespace kaskad::smpp
