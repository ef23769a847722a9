#include "config/reference.hpp"

#include "config/schema.hpp"

#include <fmt/format.h>

#include <string_view>

namespace kaskad::config {

namespace {

constexpr size_t LINE_LENGTH_MAX = 110;

// As comment lines of whole words.
std::string comment(std::string_view text) {
    std::string result;
    std::string line = "#";
    while (!text.empty()) {
        const size_t end = std::min(text.find(' '), text.size());
        const auto word = text.substr(0, end);
        if (line.size() + 1 + word.size() > LINE_LENGTH_MAX) {
            result += line + "\n";
            line = "#";
        }
        line += fmt::format(" {}", word);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return result + line + "\n";
}

std::string key_lines(const key_text& key) {
    auto form = key.type + (key.range.empty() ? "" : ", " + key.range);
    if (key.is_required) form += ", required";
    const auto text = fmt::format("\n{}", comment(fmt::format("{} ({})", key.doc, form)));
    return text + fmt::format("#{} = {}\n", key.name, key.shown);
}

}  // namespace

std::vector<section_text> reference() {
    std::vector<section_text> sections;
    describe_section(file_section(), written_file{}, {}, sections);
    return sections;
}

std::string reference_text() {
    std::string text;
    for (const auto& section : reference()) {
        if (!section.path.empty()) text += "\n\n";
        text += comment(section.doc);
        if (section.is_list) {
            text += fmt::format("#[[{}]]\n", section.path);
        } else if (!section.path.empty()) {
            text += fmt::format("[{}]\n", section.path);
        }
        for (const auto& key : section.keys)
            text += key_lines(key);
    }
    return text;
}

}  // namespace kaskad::config
