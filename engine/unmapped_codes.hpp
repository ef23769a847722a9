#pragma once

#include "engine/facts/effect.hpp"
#include "engine/operator_code.hpp"

#include <compare>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>

// Which codes of operators mean nothing to us, and how often each came since the start: what a person should map next.
// Volatile; nothing is decided from it.

namespace kaskad::engine {

class unmapped_codes {
  public:
    static constexpr size_t KEPT_MAX = 2'000;  // combinations over all links; what is beyond is only counted

    void note(core::link_id link, const operator_code& code, core::reason taken_for, int64_t utc_ms);

    // Of a link, since the start.
    const std::map<core::link_id, uint64_t>& counts() const { return counts_; }
    // Most frequent first, without those that some map knows by now.
    facts::unmapped_codes list(const std::map<core::link_id, facts::link>& links) const;

  private:
    struct key {
        core::link_id link;
        std::string stat;
        std::string err;
        std::string network;
        uint32_t command_status = 0;

        friend auto operator<=>(const key&, const key&) = default;
    };
    struct tally {
        uint64_t count = 0;
        core::reason taken_for = core::reason::none;
        int64_t last_utc = 0;
    };

    std::map<key, tally> tallies_;
    std::map<core::link_id, uint64_t> counts_;
    uint64_t uncounted_ = 0;
};

}  // namespace kaskad::engine
