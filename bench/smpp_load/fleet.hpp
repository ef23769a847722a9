#pragma once

#include "bench/smpp_load/tally.hpp"
#include "bench/wire/sheet.hpp"
#include "bench/wire/supply.hpp"

#include <cstdint>
#include <memory>
#include <string>

// A client that is bound as transceiver several times over. It keeps every window full until the supply is over, and
// stays until each accepted message's receipt is there.

namespace kaskad::bench {

struct fleet_options {
    uint16_t port = 0;
    uint32_t binds = 4;
    uint32_t window = 100;
    std::string system_id = "bench";
    std::string password = "bench";
    uint64_t patience_us = 30'000'000;  // for a bind; behind the load, for the next receipt
};

class fleet {
  public:
    virtual ~fleet() = default;

    virtual const tally& counts() const = 0;
    // Throws when a bind is refused.
    virtual void run(supply& work) = 0;
};

// With nothing but sockets: what a client can do at best.
std::unique_ptr<fleet> make_bare_fleet(const fleet_options& options, sheet& lines);
// With the product's own client (smpp/transport), as its links are.
std::unique_ptr<fleet> make_library_fleet(const fleet_options& options, sheet& lines);

}  // namespace kaskad::bench
