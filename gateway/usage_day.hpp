#pragma once

#include "engine/facts/effect.hpp"
#include "gateway/api/client_directory.hpp"
#include "gateway/api/local_days.hpp"
#include "gateway/api/message_pages.hpp"
#include "store/report_reader.hpp"

#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>

// A day's usage for the client's own address: which day is due, and its CSV, page by page and in parts, so that memory
// holds one part however much was sent. On the report reader's thread.

namespace kaskad::gateway {

// An endpoint that was away for longer does not get what lies before.
inline constexpr int64_t USAGE_DAYS_BACK = 31;

// A part ends behind the page of messages with which it comes to so many octets.
struct usage_part_size {
    size_t octets = 4 * 1024 * 1024;
    uint32_t page_messages = 500;
};

// Where the client is billed, and `after_ms` behind the day's end. Nothing: it has been told all there is. To whom
// nothing was told yet, yesterday is the first.
std::optional<uint32_t> usage_day_due(const facts::usage_endpoint& row, const api::local_days& zone, int64_t utc_ms,
                                      int64_t after_ms);

struct usage_part {
    uint32_t number = 0;  // from 1
    bool is_last = false;
    std::string text;  // each has the header line
};

class usage_day_reading {
  public:
    usage_day_reading(core::client_id client, uint32_t day, api::local_days zone, usage_part_size size = {})
        : client_{client}, day_{day}, zone_{std::move(zone)}, size_{size} {}

    // One page of the database; the part that it completes. The error is a sentence.
    std::expected<std::optional<usage_part>, std::string> step(store::report_reader& from);

  private:
    std::expected<void, std::string> begin(store::report_reader& from);
    usage_part take_part(bool is_last);

    core::client_id client_;
    uint32_t day_;
    api::local_days zone_;
    usage_part_size size_;
    api::client_directory clients_;
    std::optional<api::message_pages> pages_;
    std::string text_;
    uint32_t parts_ = 0;
};

}  // namespace kaskad::gateway
