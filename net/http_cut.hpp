#pragma once

#include "net/http_message.hpp"

// An answer that is none: the server closes the connection without an octet, as a peer does that dies after it took a
// request. For simulators of such peers.

namespace kaskad::net {

inline constexpr int STATUS_CUT = 0;  // no status of HTTP

inline http_response cut_connection() {
    return {.status = STATUS_CUT};
}

}  // namespace kaskad::net
