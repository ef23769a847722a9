#include "gateway/simulators/smsc_statistics.hpp"

#include <fmt/format.h>

#include <cmath>

namespace kaskad::gateway::simulators {

namespace {

uint64_t rate_of(uint64_t now, uint64_t before, double interval_s) {
    return interval_s > 0 ? static_cast<uint64_t>(std::llround(static_cast<double>(now - before) / interval_s)) : 0;
}

}  // namespace

std::string to_json(const smsc_statistics& now, const smsc_statistics& before, double interval_s, double uptime_s) {
    std::string line = fmt::format(R"({{"event":"statistics","uptime_s":{:.1f},"binds":{},"submits":{})", uptime_s,
                                   now.binds, now.submits);
    const auto add = [&](const char* name, uint64_t value) { line += fmt::format(R"(,"{}":{})", name, value); };
    add("submits_per_s", rate_of(now.submits, before.submits, interval_s));
    add("accepted", now.accepted);
    add("throttled", now.throttled);
    add("queue_full", now.queue_full);
    add("refused", now.refused);
    add("unanswered", now.unanswered);
    add("receipts_sent", now.receipts_sent);
    add("receipts_per_s", rate_of(now.receipts_sent, before.receipts_sent, interval_s));
    add("receipts_acknowledged", now.receipts_acknowledged);
    add("receipts_refused", now.receipts_refused);
    add("receipts_retried", now.receipts_retried);
    add("receipts_dropped", now.receipts_dropped);
    add("answers_waiting", now.answers_waiting);
    add("receipts_waiting", now.receipts_waiting);
    add("binds_refused", now.binds_refused);
    add("disconnects", now.disconnects);
    return line + "}";
}

}  // namespace kaskad::gateway::simulators
