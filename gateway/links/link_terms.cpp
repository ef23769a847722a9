#include "gateway/links/link_terms.hpp"

#include "core/mutant.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <tuple>

namespace kaskad::gateway::links {

namespace {

using std::chrono::milliseconds;

constexpr int64_t DRAIN_MAX_MS = 10'000;  // an unbind waits so long for answers under way
constexpr uint32_t BUSY_FACTOR = 5;       // "too many binds": our old session is mostly still held over there

auto connection_fields(const facts::link& link) {
    return std::tie(link.host, link.port, link.other_hosts, link.hosts_use, link.local_address, link.tls,
                    link.tls_verify, link.tls_ca, link.system_id, link.password_sealed, link.system_type,
                    link.bind_type, link.interface_version, link.outbind_address, link.outbind_port,
                    link.outbind_system_id, link.outbind_password_sealed);
}

}  // namespace

bool is_called(const facts::link& link, uint32_t bind) {
    return link.outbind_port != 0 && (!has_receivers(link) || is_receiver(bind));
}

std::vector<facts::link_host> hosts_of(const facts::link& link) {
    if (is_called(link, 0)) return {};
    std::vector<facts::link_host> hosts{{link.host, link.port}};
    hosts.insert(hosts.end(), link.other_hosts.begin(), link.other_hosts.end());
    return hosts;
}

std::string to_string(const facts::link_host& host) {
    const bool is_v6 = host.name.contains(':');
    return fmt::format("{}{}{}:{}", is_v6 ? "[" : "", host.name, is_v6 ? "]" : "", host.port);
}

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
