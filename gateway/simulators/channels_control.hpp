#pragma once

#include "gateway/simulators/channel_world.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

// What a person or a test asks of the simulated messengers themselves, under /sim/ and /healthz. Pure; the clock is the
// caller's.

namespace kaskad::gateway::simulators {

inline constexpr int64_t ADVANCE_MAX_MS = 366LL * 24 * 3'600'000;

struct control_reply {
    net::http_response response;
    int64_t advance_ms = 0;  // so far the clock is to go before the answer
    bool is_advance = false;
};

bool is_control(std::string_view path);
control_reply handle_control(channel_world& world, const net::http_request& request, int64_t now_ms);

// {"requests", "sends", ...}, as /healthz and the end of the program tell it.
boost::json::object to_json(const channel_counts& counts);

// For those who read --help.
inline constexpr std::string_view CONTROL_HELP =
    R"(Control, as JSON over the same port:
  POST   /sim/CHANNEL/script    {"number", "answer", "callback_first", "revoke", "events": [{"after_ms", "event", "text", "count", "forged"}]}
  DELETE /sim/CHANNEL/script?number=NUMBER
  POST   /sim/CHANNEL/reply     {"from", "text"}: a person writes
  POST   /sim/clock/advance     {"ms"}, with --clock virtual; answered when all callbacks of that time were
  GET    /sim/requests?channel=&after=&count=    what was received and answered; DELETE forgets it
  POST   /sim/faults            {"latency_ms", "drop_percent", "reorder_percent", "status"}; what is left out is 0
  GET    /healthz               counts
)";

}  // namespace kaskad::gateway::simulators
