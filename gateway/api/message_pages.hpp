#pragma once

#include "store/report_reader.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

// The messages of a period, page by page, rising by id: which period a message belongs to is the time in its id, that
// of its acceptance. Blocks at each page; holds none. For a reader's thread or a command.

namespace kaskad::gateway::api {

// From its beginning up to, not with, its end; what lies before the first message there can be is cut off.
struct report_period {
    int64_t from_utc_ms = 0;
    int64_t to_utc_ms = 0;

    friend bool operator==(const report_period&, const report_period&) = default;
};

// "2026-11-01", that day's first moment in UTC, or RFC 3339. Nothing: neither.
std::optional<int64_t> parse_moment(std::string_view text);

struct pages_wanted {
    report_period period;
    core::client_id client;     // only its own messages, by the index; 0 = everybody's
    core::message_id after;     // only behind this one
    bool has_postings = false;  // with what the books say of each message
    uint32_t messages_max = 500;
};

class message_pages {
  public:
    explicit message_pages(const pages_wanted& wanted);

    bool is_over() const { return is_over_; }
    uint64_t messages() const { return messages_; }
    // How far it is.
    core::message_id last() const { return last_; }

    // The next page; the last one may be empty. settled: called when it is known where the one behind it begins, which
    // another reader may then ask for; not where the reading fails before.
    store::result<std::vector<store::told_message>> next(store::report_reader& from,
                                                         const std::function<void()>& settled = {});

  private:
    void advance(size_t messages, core::message_id last);

    store::told_query query_;
    core::message_id last_;
    uint64_t messages_ = 0;
    bool is_over_ = false;
};

}  // namespace kaskad::gateway::api
