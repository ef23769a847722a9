#include "gateway/text_table.hpp"

#include "gateway/api/utf8.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace kaskad::gateway {

text_table::text_table(std::vector<std::string> head) {
    for (auto& name : head) {
        is_number_.push_back(name.starts_with('>'));
        if (is_number_.back()) name.erase(0, 1);
    }
    add(std::move(head));
}

std::string text_table::text() const {
    const auto wide = widths();
    std::string made;
    for (const auto& row : rows_) {
        std::string line;
        for (size_t column = 0; column < row.size(); ++column)
            line += is_number_[column] ? fmt::format("{:>{}}  ", row[column], wide[column])
                                       : fmt::format("{:<{}}  ", row[column], wide[column]);
        made += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
    }
    return made;
}

std::vector<size_t> text_table::widths() const {
    std::vector<size_t> wide(is_number_.size());
    for (const auto& row : rows_)
        for (size_t column = 0; column < row.size(); ++column)
            wide[column] = std::max(wide[column], api::utf8_length(row[column]));
    return wide;
}

}  // namespace kaskad::gateway
