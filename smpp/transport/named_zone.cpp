#include "smpp/transport/named_zone.hpp"

#include "net/zone.hpp"

#include <utility>
#include <vector>

namespace kaskad::smpp::transport {

std::expected<time_zone, std::string> load_time_zone(std::string_view name) {
    const auto periods = net::load_zone(name);
    if (!periods) return std::unexpected(periods.error());
    std::vector<zone_change> changes;
    for (const auto& period : *periods)
        changes.push_back({period.from_utc_ms, period.offset_minutes});
    const auto first = changes.front().offset_minutes;
    return time_zone{first, std::move(changes)};
}

}  // namespace kaskad::smpp::transport
