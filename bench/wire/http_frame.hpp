#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

// Just enough of HTTP/1.1 to cut requests and answers out of a stream: a head, and a body of Content-Length octets.

namespace kaskad::bench {

struct http_frame {
    std::string_view first_line;
    std::string_view body;
    size_t octets = 0;  // of the whole frame

    int status() const;  // of an answer
};

// Nothing: not whole yet.
std::optional<http_frame> read_http(std::string_view octets);

}  // namespace kaskad::bench
