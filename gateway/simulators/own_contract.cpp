#include "gateway/simulators/own_contract.hpp"

#include "gateway/simulators/channel_json.hpp"

#include <fmt/format.h>

namespace kaskad::gateway::simulators {

namespace {

net::http_response refuse_for(int status, std::string_view word, std::string_view reason) {
    return json_answer(status, {{"status", word}, {"reason", reason}, {"code", reason}});
}

}  // namespace

net::http_response refuse_by_contract(int status, std::string_view word, std::string_view code) {
    return json_answer(status, {{"status", word}, {"code", code}});
}

net::http_response answer_by_contract(const channel_message& message, channel_verdict verdict) {
    switch (verdict) {
        case channel_verdict::accepted:
            return json_answer(200, {{"status", "accepted"}, {"id", message.id}});
        case channel_verdict::unreachable:
            return refuse_for(422, "next", "undeliverable");
        case channel_verdict::opted_out:
            return refuse_for(422, "next", "recipient_blocked");
        case channel_verdict::throttled:
            return json_answer(429, {{"status", "throttle"}, {"code", "too_fast"}, {"retry_after_ms", 1000}});
        case channel_verdict::suspended:
            return refuse_by_contract(403, "account", "suspended");
        case channel_verdict::broken:
            return refuse_by_contract(503, "retry", "broken");
        case channel_verdict::template_refused:
            return refuse_by_contract(422, "config", "template_refused");
    }
    return {};
}

std::string contract_id(std::string_view prefix, uint64_t number, const channel_send& send) {
    return send.echo.empty() ? fmt::format("{}-{}", prefix, number) : fmt::format("{}-{}", prefix, send.echo);
}

}  // namespace kaskad::gateway::simulators
