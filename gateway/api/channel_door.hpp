#pragma once

#include "core/id.hpp"
#include "net/http_message.hpp"

#include <expected>
#include <functional>
#include <string>

// Callbacks of channels' providers on their way to the account they are for. Who reads them is brought by the gateway,
// as channels lie outside this module.

namespace kaskad::gateway::api {

// 401, 404: it is not its provider's. 400: it cannot be read. 503: it is to come again.
struct channel_refusal {
    int status = 400;
    std::string why;
};

using channel_result = std::expected<net::http_response, channel_refusal>;

struct channel_call {
    core::link_id account;
    std::string key;  // behind the address; empty = none
    net::http_request request;
    std::move_only_function<void(channel_result)> answer;  // once, on any thread
};

// Any thread.
using channel_door = std::function<void(channel_call)>;

}  // namespace kaskad::gateway::api
