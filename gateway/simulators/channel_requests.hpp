#pragma once

#include "net/http_message.hpp"

#include <boost/json.hpp>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>

// What the simulated providers were asked and what they answered, for tests that judge a sender. A bounded ring: the
// oldest goes when a new one comes, and is counted. Pure.

namespace kaskad::gateway::simulators {

class channel_requests {
  public:
    static constexpr size_t BODY_MAX = 16 * 1024;  // octets kept of a body, asked or answered

    explicit channel_requests(size_t kept_max) : kept_max_{kept_max} {}

    size_t size() const { return kept_.size(); }
    uint64_t dropped() const { return dropped_; }

    void add(std::string_view channel, const net::http_request& request, const net::http_response& answer,
             int64_t utc_ms);
    void clear();

    struct wanted {
        std::string channel;     // empty: of all
        uint64_t after = 0;      // only those with a higher number
        size_t count_max = 100;  // the oldest of them
    };
    // {"requests": [...], "kept", "dropped", "last"}
    boost::json::object list(const wanted& which) const;

  private:
    struct record {
        uint64_t number = 0;
        boost::json::object value;
    };

    size_t kept_max_;
    std::deque<record> kept_;
    uint64_t last_ = 0;
    uint64_t dropped_ = 0;
};

}  // namespace kaskad::gateway::simulators
