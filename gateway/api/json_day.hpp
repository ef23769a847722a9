#pragma once

#include "gateway/api/json_fields.hpp"
#include "gateway/api/timestamp.hpp"

#include <cstdint>
#include <string>
#include <string_view>

// A member that is a day, as "2026-11-01".

namespace kaskad::gateway::api {

// Days since 1970.
inline void read_day(json_fields& in, std::string_view name, uint32_t& into) {
    std::string given;
    in.read(name, given, [](std::string_view text) {
        return parse_day(text) ? "" : "'" + std::string{text} + "' is no day, as 2026-11-01";
    });
    if (const auto day = parse_day(given)) into = *day;
}

}  // namespace kaskad::gateway::api
