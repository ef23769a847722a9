#include "gateway/countries.hpp"

#include "routing/codes.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <fstream>
#include <iterator>

namespace kaskad::gateway {

namespace {

// Kosovo has numbers (+383) and no code of the standard; this is what everybody uses.
constexpr std::string_view KOSOVO = "XK";
constexpr size_t CODE_LENGTH = 2;

}  // namespace

countries countries::load(const std::string& file) {
    std::ifstream in{file, std::ios::binary};
    const std::string text{std::istreambuf_iterator<char>{in}, {}};
    if (text.empty()) spdlog::warn("{} cannot be read: any two capitals are taken for a country", file);
    return parse(text);
}

countries countries::parse(std::string_view text) {
    countries made;
    while (!text.empty()) {
        const auto line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
        const auto code = line.substr(0, CODE_LENGTH);
        if (line.substr(code.size()).starts_with('\t') && routing::is_country(code)) made.codes_.emplace(code);
    }
    if (!made.codes_.empty()) made.codes_.emplace(KOSOVO);
    return made;
}

}  // namespace kaskad::gateway
