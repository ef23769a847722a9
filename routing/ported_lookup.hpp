#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

// Where single numbers went since they were given out, as whoever decides asks for it. What stands behind it is its
// owner's business and may be exchanged between two questions.

namespace kaskad::routing {

// mccmnc: lives as long as what was asked. as_of_ms: of when that was true, UTC.
struct ported_network {
    std::string_view mccmnc;
    int64_t as_of_ms = 0;
};

class ported_lookup {
  public:
    virtual ~ported_lookup() = default;

    // digits: E.164 without "+". Nothing: it was not ported. Waits for nothing but memory.
    virtual std::optional<ported_network> find(std::string_view digits) const = 0;
};

}  // namespace kaskad::routing
