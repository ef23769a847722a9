#pragma once

#include "core/id.hpp"
#include "routing/network_key.hpp"

#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

// When operators work on their side: windows of a link, or of a link for one network, once or each week. Traffic leaves
// five minutes before, and what is sent until the end tells nothing about the link. An immutable plan; knows no time
// zones, a weekly window names its distance from UTC.

namespace kaskad::routing {

inline constexpr size_t MAINTENANCE_WINDOWS_MAX = 10'000;
inline constexpr int64_t MAINTENANCE_LEAD_MS = 300'000;
// Of one window. A link that is away for longer is disabled.
inline constexpr int64_t MAINTENANCE_MS_MAX = 31LL * 86'400'000;
inline constexpr uint32_t MAINTENANCE_MINUTES_MAX = 6 * 24 * 60;  // of a weekly one

// From `from_utc_ms` until before `to_utc_ms`.
struct once {
    int64_t from_utc_ms = 0;
    int64_t to_utc_ms = 0;

    friend bool operator==(const once&, const once&) = default;
};

// weekday: 0 = Monday to 6. begin_minute: of that day, at `offset_minutes` east of UTC. It may reach into later days.
struct weekly {
    uint32_t weekday = 0;
    uint32_t begin_minute = 0;
    uint32_t minutes = 0;
    int32_t offset_minutes = 0;

    friend bool operator==(const weekly&, const weekly&) = default;
};

// network 0: the whole link.
struct maintenance_window {
    core::link_id link;
    network_key network;
    std::variant<once, weekly> when;

    friend bool operator==(const maintenance_window&, const maintenance_window&) = default;
};

// Where the rows were wrong: the place of the first one, counted from 1.
struct window_error {
    size_t row = 0;
    std::string why;
};

// The window that keeps traffic away, as a time. is_running: it has begun; before that its lead has.
struct maintenance_stay {
    int64_t begin_utc_ms = 0;
    int64_t end_utc_ms = 0;
    bool is_running = false;

    friend bool operator==(const maintenance_stay&, const maintenance_stay&) = default;
};

class maintenance {
  public:
    maintenance() = default;

    // Refused, with the row: too many rows, no link, an end not after the beginning, too long, a weekday, minute or
    // offset that there is none of.
    static std::expected<maintenance, window_error> build(std::span<const maintenance_window> windows);

    // Of windows that overlap the one that ends last. Empty: traffic may go, and what left then may be counted.
    std::optional<maintenance_stay> find(core::link_id link, network_key network, int64_t utc_ms) const;

  private:
    std::vector<maintenance_window> windows_;  // by link
};

}  // namespace kaskad::routing
