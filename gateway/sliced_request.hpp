#pragma once

#include "gateway/api_caller.hpp"
#include "gateway/command_complaint.hpp"

#include <boost/json.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>

// Has a running gateway do something for many messages, a slice after the other, at a pace: says how far it is, and at
// Ctrl-C or where it fails behind which message to go on.

namespace kaskad::gateway {

// The gateway answers within 45 seconds, whatever it is.
inline constexpr std::chrono::seconds SLICE_CALL_MAX{60};

struct sliced_request {
    std::string path;
    std::string operator_key;
    boost::json::object wanted;  // "after" and "limit" are filled in
    int64_t per_second = 0;      // messages
    std::string done;            // "told": what happened to them
};

using slice_answer = std::function<void(const boost::json::object&)>;

checked<boost::json::object> ask_gateway(api_caller& api, const sliced_request& asked);

// sink: each slice's answer, which has "messages" and "next_after".
checked<void> ask_all(api_caller& api, sliced_request asked, const slice_answer& sink);

}  // namespace kaskad::gateway
