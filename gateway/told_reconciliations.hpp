#pragma once

#include "gateway/api_caller.hpp"

#include <boost/json/array.hpp>

#include <expected>
#include <string>
#include <string_view>

// What a running gateway tells of suppliers' files, page by page. Blocks.

namespace kaskad::gateway {

inline constexpr std::string_view RECONCILIATIONS_PATH = "/v1/admin/reconciliations";

struct reconciliations_wanted {
    std::string supplier;  // empty = all
    bool only_open = false;
};

// Newest first; all of them, or why not.
std::expected<boost::json::array, std::string> read_reconciliations(api_caller& api, const std::string& operator_key,
                                                                    const reconciliations_wanted& wanted);

}  // namespace kaskad::gateway
