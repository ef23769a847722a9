#include "net/http_render.hpp"

#include <fmt/format.h>

#include <array>
#include <ctime>

namespace kaskad::net {

namespace {

constexpr std::size_t HEADER_OCTETS = 512;  // what is usual

std::string_view reason_phrase(int status) {
    switch (status) {
        case 200:
            return "OK";
        case 201:
            return "Created";
        case 202:
            return "Accepted";
        case 204:
            return "No Content";
        case 304:
            return "Not Modified";
        case 400:
            return "Bad Request";
        case 401:
            return "Unauthorized";
        case 402:
            return "Payment Required";
        case 403:
            return "Forbidden";
        case 404:
            return "Not Found";
        case 405:
            return "Method Not Allowed";
        case 406:
            return "Not Acceptable";
        case 408:
            return "Request Timeout";
        case 409:
            return "Conflict";
        case 410:
            return "Gone";
        case 413:
            return "Content Too Large";
        case 415:
            return "Unsupported Media Type";
        case 422:
            return "Unprocessable Content";
        case 429:
            return "Too Many Requests";
        case 431:
            return "Request Header Fields Too Large";
        case 500:
            return "Internal Server Error";
        case 501:
            return "Not Implemented";
        case 502:
            return "Bad Gateway";
        case 503:
            return "Service Unavailable";
        case 504:
            return "Gateway Timeout";
        default:
            return "Status";
    }
}

void add_field(std::string& into, std::string_view name, std::string_view value) {
    if (!is_field_name(name) || !is_field_value(value)) return;
    into.append(name).append(": ").append(value).append("\r\n");
}

void add_fields(std::string& into, const http_fields& fields) {
    for (std::size_t index = 0; index < fields.size(); ++index) {
        add_field(into, fields.at(index).name, fields.at(index).value);
    }
}

void add_length(std::string& into, std::string_view body) {
    into.append("Content-Length: ").append(std::to_string(body.size())).append("\r\n");
}

// RFC 9110 sections 15.3.5 and 15.4.5; 1xx likewise.
bool may_have_body(int status) {
    return status >= 200 && status != 204 && status != 304;
}

}  // namespace

void render_response(std::string& into, const http_response& response, const http_answer_style& style) {
    into.reserve(into.size() + HEADER_OCTETS + response.body.size());
    into.append("HTTP/1.1 ").append(std::to_string(response.status)).append(" ");
    into.append(reason_phrase(response.status)).append("\r\n");
    if (!style.date.empty()) add_field(into, "Date", style.date);
    if (!response.content_type.empty()) add_field(into, "Content-Type", response.content_type);
    add_fields(into, response.fields);
    if (style.close) add_field(into, "Connection", "close");
    if (style.keep_alive && !style.close) add_field(into, "Connection", "keep-alive");
    if (may_have_body(response.status)) add_length(into, response.body);
    into += "\r\n";
    if (may_have_body(response.status) && !style.head) into += response.body;
}

void render_request(std::string& into, const http_call_line& line, const http_fields& fields, std::string_view body) {
    into.reserve(into.size() + HEADER_OCTETS + line.where.target.size() + body.size());
    into.append(line.method).append(" ").append(line.where.target).append(" HTTP/1.1\r\n");
    add_field(into, "Host", line.where.authority());
    add_fields(into, fields);
    const bool carries = line.method == "POST" || line.method == "PUT" || line.method == "PATCH";
    if (!body.empty() || carries) add_length(into, body);
    into.append("\r\n").append(body);
}

std::string http_date(int64_t utc_seconds) {
    static constexpr std::array<const char*, 7> DAYS{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr std::array<const char*, 12> MONTHS{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const std::time_t seconds = utc_seconds;
    std::tm parts{};
    ::gmtime_r(&seconds, &parts);
    return fmt::format("{}, {:02} {} {} {:02}:{:02}:{:02} GMT", DAYS[static_cast<size_t>(parts.tm_wday)], parts.tm_mday,
                       MONTHS[static_cast<size_t>(parts.tm_mon)], parts.tm_year + 1900, parts.tm_hour, parts.tm_min,
                       parts.tm_sec);
}

}  // namespace kaskad::net
