#include "gateway/api_answer.hpp"

#include <boost/json.hpp>
#include <fmt/core.h>

#include <cstdio>
#include <iostream>

namespace kaskad::gateway {

namespace json = boost::json;

std::expected<json::object, std::string> read_answer(const std::expected<std::string, std::string>& answer) {
    if (!answer) return std::unexpected(answer.error());
    boost::system::error_code trouble;
    const auto root = json::parse(*answer, trouble);
    if (trouble || !root.is_object()) return std::unexpected("the gateway's answer cannot be read");
    return root.get_object();
}

std::string text_at(const json::object& from, std::string_view name) {
    const auto* found = from.if_contains({name.data(), name.size()});
    if (found == nullptr || found->is_null()) return "-";
    return found->is_string() ? std::string{found->get_string()} : json::serialize(*found);
}

bool is_agreed(std::string_view question) {
    fmt::print("\n{} [y/N] ", question);
    std::fflush(stdout);
    std::string word;
    return std::getline(std::cin, word) && (word == "y" || word == "yes");
}

}  // namespace kaskad::gateway
