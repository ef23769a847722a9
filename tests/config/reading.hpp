#pragma once

#include "config/config.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

// Reads a text as if it were the file "kaskad.toml" in a folder with the files given, without a disk.

namespace kaskad::config {

using files = std::map<std::string, std::string>;

inline auto read(std::string_view text, const files& others = {}) {
    return parse(text, "kaskad.toml", [&](const std::string& path) -> std::expected<std::string, std::string> {
        const auto found = others.find(path);
        if (found == others.end()) return std::unexpected("cannot read " + path + ": No such file or directory");
        return found->second;
    });
}

inline std::vector<std::string> lines_of(const std::vector<problem>& problems) {
    std::vector<std::string> lines;
    for (const auto& each : problems)
        lines.push_back(to_string(each));
    return lines;
}

// What is wrong with it; empty = accepted.
inline std::vector<std::string> mistakes(std::string_view text, const files& others = {}) {
    const auto result = read(text, others);
    return result ? std::vector<std::string>{} : lines_of(result.error());
}

// Tables that hold no more than they must, and what is added to them.

inline std::string link_with(std::string_view more) {
    return "[[link]]\nname = \"a\"\nhosts = [\"h\"]\nsystem_id = \"s\"\npassword = \"secret\"\n" + std::string{more};
}

inline std::string client_with(std::string_view more) {
    return "[[client]]\nname = \"c\"\ncurrency = \"EUR\"\n" + std::string{more};
}

inline std::string price_with(std::string_view more) {
    return "[[price]]\nprice = \"1\"\ncurrency = \"EUR\"\n" + std::string{more};
}

}  // namespace kaskad::config
