#include "config/problem.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

namespace kaskad::config {

std::string to_string(const problem& shown) {
    auto text = shown.file + ":";
    if (shown.line != 0) text += fmt::format("{}:", shown.line);
    if (shown.line != 0 && shown.column != 0) text += fmt::format("{}:", shown.column);
    if (!shown.key.empty()) text += fmt::format(" {}:", shown.key);
    return text + " " + shown.text;
}

void problems::add(position at, std::string_view key, std::string text) {
    add_in(file_, at, key, std::move(text));
}

void problems::add_in(std::string_view file, position at, std::string_view key, std::string text) {
    if (found_.size() == PROBLEMS_MAX) {
        ++left_out_;
        return;
    }
    found_.push_back({std::string{file}, at.line, at.column, std::string{key}, std::move(text)});
}

std::vector<problem> problems::in_order() const {
    auto sorted = found_;
    // The file itself first, then those it names.
    std::ranges::sort(sorted, {}, [&](const problem& one) {
        return std::tuple{one.file != file_, std::string_view{one.file}, one.line, one.column,
                          std::string_view{one.key}};
    });
    if (left_out_ != 0) sorted.push_back({file_, 0, 0, "", fmt::format("and {} more problems", left_out_)});
    return sorted;
}

}  // namespace kaskad::config
