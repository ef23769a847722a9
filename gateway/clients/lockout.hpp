#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <unordered_map>

// Who guessed passwords too often is not asked for some time. A key is an address, or an address with a system_id: so
// an attacker locks out himself and not the account. Sans-io; `now` is steady milliseconds.

namespace kaskad::gateway::clients {

class lockout {
  public:
    struct options {
        uint32_t failures_max = 5;
        int64_t window_ms = 60'000;  // failures further apart do not add up
        int64_t lock_ms = 60'000;
        size_t keys_max = 10'000;  // beyond it those that failed longest ago are forgotten
    };

    explicit lockout(const options& options) : options_{options} {}

    size_t size() const { return entries_.size(); }
    bool is_locked(const std::string& key, int64_t now) const;

    void note_failure(const std::string& key, int64_t now);
    void note_success(const std::string& key) { entries_.erase(key); }

  private:
    struct entry {
        uint32_t failures = 0;
        int64_t last_ms = 0;
        int64_t locked_until_ms = 0;
    };

    void make_room(int64_t now);

    options options_;
    std::unordered_map<std::string, entry> entries_;
};

}  // namespace kaskad::gateway::clients
