#include "bench/wire/http_frame.hpp"

#include <charconv>
#include <strings.h>

namespace kaskad::bench {

namespace {

constexpr std::string_view LENGTH_NAME = "content-length:";

size_t read_length(std::string_view head) {
    for (size_t at = head.find('\n'); at != std::string_view::npos; at = head.find('\n', at)) {
        ++at;
        if (head.size() - at < LENGTH_NAME.size()) return 0;
        // Most names differ in the first letter.
        if ((head[at] | 0x20) != 'c' || ::strncasecmp(head.data() + at, LENGTH_NAME.data(), LENGTH_NAME.size()) != 0)
            continue;
        at += LENGTH_NAME.size();
        while (at < head.size() && head[at] == ' ')
            ++at;
        size_t length = 0;
        std::from_chars(head.data() + at, head.data() + head.size(), length);
        return length;
    }
    return 0;
}

}  // namespace

int http_frame::status() const {
    int value = 0;
    if (first_line.size() >= 12) std::from_chars(first_line.data() + 9, first_line.data() + 12, value);
    return value;
}

std::optional<http_frame> read_http(std::string_view octets) {
    const auto end = octets.find("\r\n\r\n");
    if (end == std::string_view::npos) return std::nullopt;
    const auto head = octets.substr(0, end + 2);
    const auto length = read_length(head);
    const auto body_at = end + 4;
    if (octets.size() - body_at < length) return std::nullopt;
    return http_frame{.first_line = head.substr(0, head.find('\r')),
                      .body = octets.substr(body_at, length),
                      .octets = body_at + length};
}

}  // namespace kaskad::bench
