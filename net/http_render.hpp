#pragma once

#include "net/http_message.hpp"
#include "net/url.hpp"

#include <string>
#include <string_view>

// Messages as octets. Fields that could break out of their line are left out.

namespace kaskad::net {

struct http_answer_style {
    bool close = false;       // "Connection: close" follows
    bool keep_alive = false;  // an HTTP/1.0 peer asked for it and must be told
    bool head = false;        // answer to HEAD: everything but the body
    std::string_view date;    // RFC 9110 section 5.6.7
};

void render_response(std::string& into, const http_response& response, const http_answer_style& style);

struct http_call_line {
    std::string_view method;
    const url& where;
};

void render_request(std::string& into, const http_call_line& line, const http_fields& fields, std::string_view body);

// "Sun, 06 Nov 1994 08:49:37 GMT"
std::string http_date(int64_t utc_seconds);

}  // namespace kaskad::net
