#include "routing/csv_records.hpp"

#include <algorithm>

namespace kaskad::routing {

namespace {

constexpr std::string_view BYTE_ORDER_MARK = "\xEF\xBB\xBF";

char separator_of(std::string_view text) {
    const auto line = text.substr(0, text.find('\n'));
    return std::ranges::max({';', '\t', ','}, {}, [&](char sign) { return std::ranges::count(line, sign); });
}

}  // namespace

csv_records::csv_records(std::string_view text) : rest_{text} {
    if (rest_.starts_with(BYTE_ORDER_MARK)) rest_.remove_prefix(BYTE_ORDER_MARK.size());
    separator_ = separator_of(rest_);
}

bool csv_records::next() {
    while (!rest_.empty()) {
        line_ = next_line_;
        read_record();
        if (fields_.size() > 1 || !fields_.front().empty()) return true;
    }
    return false;
}

void csv_records::read_record() {
    fields_.clear();
    while (true) {
        read_field();
        const bool has_more = rest_.starts_with(separator_);
        if (!rest_.empty()) rest_.remove_prefix(1);
        if (!has_more) break;
    }
    ++next_line_;
}

// Up to the separator or line end behind it, which stays.
void csv_records::read_field() {
    auto& field = fields_.emplace_back();
    if (rest_.starts_with('"')) read_quoted(field);
    // find_first_of() of the library searches the two signs anew for each octet.
    const auto end = std::ranges::find_if(rest_, [this](char sign) { return sign == separator_ || sign == '\n'; });
    const auto plain = rest_.substr(0, static_cast<size_t>(end - rest_.begin()));
    rest_.remove_prefix(plain.size());
    const bool is_last = rest_.empty() || rest_.starts_with('\n');
    field += is_last && plain.ends_with('\r') ? plain.substr(0, plain.size() - 1) : plain;
}

void csv_records::read_quoted(std::string& into) {
    rest_.remove_prefix(1);
    while (true) {
        const auto inside = rest_.substr(0, rest_.find('"'));
        into += inside;
        next_line_ += static_cast<size_t>(std::ranges::count(inside, '\n'));
        rest_.remove_prefix(inside.size());
        is_unclosed_ = rest_.empty();
        if (is_unclosed_) return;
        rest_.remove_prefix(1);
        if (!rest_.starts_with('"')) return;
        into += '"';
        rest_.remove_prefix(1);
    }
}

}  // namespace kaskad::routing
