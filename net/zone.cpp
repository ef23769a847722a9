#include "net/zone.hpp"

#include <date/tz.h>

#include <chrono>
#include <exception>

namespace kaskad::net {

namespace {

// The library's tables end in 2037; before 2000 nobody sent receipts.
constexpr date::sys_days BEGIN = date::year{2000} / 1 / 1;
constexpr date::sys_days END = date::year{2037} / 12 / 31;

std::vector<zone_period> periods_of(const date::time_zone& zone) {
    std::vector<zone_period> periods;
    date::sys_seconds at{BEGIN};
    while (at < END) {
        const auto info = zone.get_info(at);
        const std::chrono::milliseconds from = at.time_since_epoch();
        const auto offset = std::chrono::duration_cast<std::chrono::minutes>(info.offset);
        const auto minutes = static_cast<int32_t>(offset.count());
        if (periods.empty() || periods.back().offset_minutes != minutes) periods.push_back({from.count(), minutes});
        at = info.end;
    }
    return periods;
}

// The library throws for a name it does not know, and where there is no tzdata.
const date::time_zone* find(std::string_view name) {
    try {
        return date::locate_zone(name);
    } catch (const std::exception&) {
        return nullptr;
    }
}

}  // namespace

bool is_zone(std::string_view name) {
    return find(name) != nullptr;
}

std::expected<std::vector<zone_period>, std::string> load_zone(std::string_view name) {
    const auto* zone = find(name);
    if (zone == nullptr) return std::unexpected("this system knows no time zone \"" + std::string{name} + "\"");
    return periods_of(*zone);
}

}  // namespace kaskad::net
