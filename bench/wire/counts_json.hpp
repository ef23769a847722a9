#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <map>
#include <string>

namespace kaskad::bench {

// Answers by status, as a JSON object.
template <typename Status>
std::string to_json(const std::map<Status, uint64_t>& counts) {
    std::string text;
    for (const auto& [status, count] : counts)
        text += fmt::format(R"({}"{}":{})", text.empty() ? "" : ",", status, count);
    return "{" + text + "}";
}

}  // namespace kaskad::bench
