#pragma once

#include "gateway/simulators/channel_fate.hpp"

#include <cstddef>
#include <expected>
#include <map>
#include <string>
#include <string_view>
#include <utility>

// What a test has laid down for sends to one address of one provider; it goes before what its last two digits say.
// Bounded. Pure.

namespace kaskad::gateway::simulators {

struct channel_script {
    std::string address;
    channel_fate fate;
};

inline constexpr size_t SCRIPT_EVENTS_MAX = 100;
inline constexpr size_t SCRIPT_STATUSES_MAX = 1'000;                  // in one POST
inline constexpr int64_t SCRIPT_AFTER_MAX_MS = 7LL * 24 * 3'600'000;  // and not longer waits any step
inline constexpr size_t SCRIPT_TEXT_MAX = 4'096;

// {"number", "answer", "callback_first", "revoke", "events": [{"after_ms", "event", "text", "count", "forged"}]}. The
// error is a sentence.
std::expected<channel_script, std::string> parse_channel_script(provider who, std::string_view body);

class channel_scripts {
  public:
    static constexpr size_t SCRIPTS_MAX = 1'000;  // addresses

    size_t size() const { return by_address_.size(); }
    // nullptr: nothing is laid down.
    const channel_fate* find(provider who, std::string_view address) const;

    // In the place of the one before. False: there are too many.
    bool set(provider who, channel_script script);
    // False: there was none.
    bool remove(provider who, std::string_view address);

  private:
    std::map<std::pair<provider, std::string>, channel_fate> by_address_;
};

// "+7916..." and "7916..." are the same.
std::string_view plain_address(std::string_view address);

}  // namespace kaskad::gateway::simulators
