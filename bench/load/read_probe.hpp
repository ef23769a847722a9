#pragma once

#include "bench/wire/connection.hpp"
#include "bench/wire/sheet.hpp"

#include <cstdint>
#include <map>
#include <random>
#include <string>
#include <vector>

// Somebody who looks a message up now and then while the load runs: one of those accepted so far, by its id, on a
// connection of its own.

namespace kaskad::bench {

class read_probe {
  public:
    // `rate` a second; 0: never.
    read_probe(uint16_t port, uint32_t rate, const std::string& api_key, sheet& lines);

    int file() const { return wire_.file(); }
    uint64_t due_us() const { return rate_ == 0 || is_open_ ? UINT64_MAX : due_us_; }
    const std::map<int, uint64_t>& statuses() const { return statuses_; }
    std::vector<uint64_t>& times_us() { return times_us_; }

    // Asks when it is time to; `taken`: numbers given out so far.
    void ask(uint64_t now_us, uint32_t taken);
    void handle_ready();

  private:
    sheet& lines_;
    uint32_t rate_;
    std::string key_;
    connection wire_;
    std::mt19937 chance_{7};
    uint64_t due_us_;
    uint64_t asked_us_ = 0;
    bool is_open_ = false;
    std::map<int, uint64_t> statuses_;
    std::vector<uint64_t> times_us_;
};

}  // namespace kaskad::bench
