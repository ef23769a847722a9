#include "gateway/api/client_gate.hpp"

#include "core/assert.hpp"

#include <algorithm>

namespace kaskad::gateway::api {

namespace {

constexpr int64_t REQUEST = 1000;  // a request in thousandths: at n a second, n of them flow off a millisecond

}  // namespace

size_t client_gate::open_requests(core::client_id client) const {
    const auto found = visitors_.find(client);
    return found == visitors_.end() ? 0 : found->second.open;
}

gate_verdict client_gate::enter(core::client_id client, int64_t now_ms) {
    auto& who = visitors_[client];
    if (who.open >= options_.open_requests_max) return gate_verdict::too_many_open;
    if (!spend(who, now_ms)) return gate_verdict::too_fast;
    ++who.open;
    return gate_verdict::entered;
}

void client_gate::leave(core::client_id client) {
    const auto found = visitors_.find(client);
    ASSERT(found != visitors_.end() && found->second.open > 0);
    --found->second.open;
    // With a rate the record is kept: it remembers what was spent, and clients are few.
    if (found->second.open == 0 && options_.request_rate == 0) visitors_.erase(found);
}

bool client_gate::spend(visitor& who, int64_t now_ms) const {
    if (options_.request_rate == 0) return true;
    const int64_t passed_ms = std::max<int64_t>(0, now_ms - who.seen_ms);
    const int64_t full = (static_cast<int64_t>(options_.request_burst) + 1) * REQUEST;
    // Nothing flows off beyond empty, so long pauses need not be multiplied.
    const int64_t drained = passed_ms >= full ? full : passed_ms * options_.request_rate;
    who.spent_milli = std::max<int64_t>(0, who.spent_milli - drained);
    who.seen_ms = now_ms;
    if (who.spent_milli + REQUEST > full) return false;
    who.spent_milli += REQUEST;
    return true;
}

}  // namespace kaskad::gateway::api
