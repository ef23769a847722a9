#pragma once

#include "gateway/api/credentials.hpp"
#include "gateway/api/report_work.hpp"

#include <cstdint>
#include <expected>
#include <memory>
#include <string_view>

// GET /v1/ledger/roots: the kept root of each day, by which the proof of a posting is checked. Clients see days that
// are over, and nothing that tells how much was booked; operators see all that is kept.

namespace kaskad::gateway::api {

inline constexpr uint32_t ROOT_DAYS_MAX = 1'000;

// Days since 1970, from the first up to, not with, the last.
struct roots_request {
    uint32_t from = 0;
    uint32_t to = 0;
};

std::expected<roots_request, problem> parse_roots_request(std::string_view query);

std::unique_ptr<report_work> make_roots_work(const roots_request& asked, const credential& who);

}  // namespace kaskad::gateway::api
