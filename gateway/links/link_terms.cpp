#include "gateway/links/link_terms.hpp"

#include "core/mutant.hpp"

#include <algorithm>
#include <chrono>
#include <tuple>

namespace kaskad::gateway::links {

namespace {

using std::chrono::milliseconds;

constexpr int64_t DRAIN_MAX_MS = 10'000;  // an unbind waits so long for answers under way
constexpr uint32_t BUSY_FACTOR = 5;       // "too many binds": our old session is mostly still held over there

auto connection_fields(const facts::link& link) {
    return std::tie(link.host, link.port, link.tls, link.tls_verify, link.tls_ca, link.system_id, link.password_sealed,
                    link.system_type, link.bind_type, link.interface_version, link.window, link.enquire_link_ms,
                    link.response_timeout_ms, link.reconnect_min_ms, link.reconnect_max_ms, link.reconnect_refused_ms);
}

}  // namespace

smpp::session_options make_session_options(const facts::link& link) {
    smpp::session_options options{.role = smpp::session_role::esme};
    options.interface_version = link.interface_version;
    options.window_size = std::max(link.window, 1U);
    if (core::mutated(core::mutant::window_one_wider)) ++options.window_size;
    options.enquire_link_interval_ms = link.enquire_link_ms;
    options.response_timeout_ms = link.response_timeout_ms;
    options.enquire_link_timeout_ms = std::min<int64_t>(link.response_timeout_ms, options.enquire_link_timeout_ms);
    options.drain_timeout_ms = std::min<int64_t>(link.response_timeout_ms, DRAIN_MAX_MS);
    // Operators give out longer passwords than SMPP 3.4 §5.2.2 allows, and take them.
    options.long_credentials = true;
    return options;
}

smpp::transport::back_off_options make_back_off(const facts::link& link, uint64_t seed) {
    const milliseconds min{link.reconnect_min_ms};
    const milliseconds max{std::max(link.reconnect_max_ms, link.reconnect_min_ms)};
    const milliseconds refused{link.reconnect_refused_ms};
    return {.lost = {min, max},
            .busy = {std::min(min * BUSY_FACTOR, max), max},
            .credentials = {refused, refused},
            .seed = seed};
}

bool is_same_connection(const facts::link& one, const facts::link& other) {
    return connection_fields(one) == connection_fields(other);
}

bool has_receivers(const facts::link& link) {
    return link.bind_type == "transmitter_receiver";
}

}  // namespace kaskad::gateway::links
