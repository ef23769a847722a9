#include "gateway/simulators/handset_text.hpp"

#include "smpp/unicode.hpp"

#include <algorithm>

namespace kaskad::gateway::simulators {

namespace {

constexpr size_t ADDRESS_LENGTH_MAX = 20;  // SMPP 3.4 §4.6.1

// Up to the next space, which goes too.
std::string_view take_word(std::string_view& line) {
    const auto end = std::min(line.find(' '), line.size());
    const auto word = line.substr(0, end);
    line.remove_prefix(std::min(end + 1, line.size()));
    return word;
}

}  // namespace

std::expected<handset_text, std::string> parse_handset_text(std::string_view line) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    const auto order = take_word(line);
    const auto from = take_word(line);
    const auto to = take_word(line);
    if (order != "mo" || from.empty() || to.empty()) return std::unexpected("expected: mo FROM TO TEXT");
    if (std::max(from.size(), to.size()) > ADDRESS_LENGTH_MAX)
        return std::unexpected("a number has at most 20 characters");
    if (smpp::find_invalid_utf8(line)) return std::unexpected("the text is not UTF-8");
    return handset_text{std::string{from}, std::string{to}, std::string{line}};
}

}  // namespace kaskad::gateway::simulators
