#pragma once

#include <cstdint>
#include <string>

// Several shards listen on one port with SO_REUSEPORT, which would also let a second gateway in unnoticed. So before
// they open, the port is taken once alone.

namespace kaskad::gateway {

// Empty: nobody listens there. Else a line that says who is in the way.
std::string find_listener(const std::string& address, uint16_t port);

}  // namespace kaskad::gateway
