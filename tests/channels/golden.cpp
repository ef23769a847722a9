#include "tests/channels/golden.hpp"

#include "core/assert.hpp"
#include "net/http_render.hpp"
#include "net/url.hpp"

#include <fstream>
#include <sstream>
#include <utility>

namespace kaskad::channels {

namespace {

std::string_view take_line(std::string_view& text) {
    const auto end = text.find('\n');
    const auto line = text.substr(0, end);
    text.remove_prefix(end == text.npos ? text.size() : end + 1);
    return line;
}

std::string_view to_string(facts::attempt_state state) {
    switch (state) {
        case facts::attempt_state::sent:
            return "sent";
        case facts::attempt_state::delivered:
            return "delivered";
        case facts::attempt_state::read:
            return "read";
        case facts::attempt_state::undelivered:
            return "undelivered";
        case facts::attempt_state::expired:
            return "expired";
        case facts::attempt_state::cancelled:
            return "cancelled";
        case facts::attempt_state::unknown:
            return "unknown";
        default:
            return "none that may be reported";
    }
}

std::string_view to_string(facts::channel_outcome outcome) {
    switch (outcome) {
        case facts::channel_outcome::accepted:
            return "accepted";
        case facts::channel_outcome::next:
            return "next";
        case facts::channel_outcome::retry:
            return "retry";
        case facts::channel_outcome::throttle:
            return "throttle";
        case facts::channel_outcome::account:
            return "account";
        case facts::channel_outcome::config:
            return "config";
    }
    return "";
}

}  // namespace

std::string read_data(std::string_view path) {
    std::ifstream file{std::string{KASKAD_SOURCE_DIR "/tests/data/channels/"} + std::string{path}};
    ASSERT(file);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

std::string golden(std::string_view path) {
    const auto whole = read_data(path);
    std::string_view text = whole;
    while (text.starts_with('#'))
        take_line(text);
    ASSERT(text.ends_with('\n'));
    text.remove_suffix(1);
    return std::string{text};
}

net::http_request golden_request(std::string_view path) {
    const auto whole = golden(path) + "\n";
    std::string_view text = whole;
    net::http_request request;
    const auto first = take_line(text);
    request.method = first.substr(0, first.find(' '));
    request.target = first.substr(request.method.size() + 1, first.rfind(' ') - request.method.size() - 1);
    for (auto line = take_line(text); !line.empty(); line = take_line(text))
        request.fields.add(line.substr(0, line.find(": ")), line.substr(line.find(": ") + 2));
    if (!text.empty()) text.remove_suffix(1);
    request.body = text;
    return request;
}

std::string to_wire(const net::http_call& call) {
    const auto where = net::parse_url(call.url);
    if (!where) return call.url + ": " + where.error();
    std::string text;
    net::render_request(text, {call.method, *where}, call.fields, call.body);
    const auto head = text.find("\r\n\r\n");
    std::string plain;
    for (size_t i = 0; i < text.size(); ++i) {
        if (i > head + 3 || text[i] != '\r') plain += text[i];
    }
    return plain;
}

std::string to_wire(const std::expected<net::http_call, std::string>& call) {
    return call ? to_wire(*call) : "refused: " + call.error();
}

facts::send_over_channel make_wanted(facts::channel_content content) {
    return {.part = PART, .recipient = "79161234567", .content = std::move(content)};
}

account make_account(std::map<std::string, std::string, std::less<>> settings, std::string callback_url) {
    return {.id = {7}, .name = "one", .settings = std::move(settings), .callback_url = std::move(callback_url)};
}

net::http_response make_reply(int status, std::string body) {
    return {.status = status, .content_type = "application/json", .body = std::move(body)};
}

std::string describe(const facts::channel_reported& report) {
    std::string text{to_string(report.state)};
    if (report.reason != core::reason::none) text.append(" ").append(core::to_string(report.reason));
    return text;
}

std::string describe(const reply_reading& reading) {
    std::string text{to_string(reading.outcome)};
    if (reading.reason != core::reason::none) text.append(" ").append(core::to_string(reading.reason));
    return text + (reading.is_ambiguous ? " in doubt" : "");
}

net::http_request with_body(net::http_request request, std::string body) {
    request.body = std::move(body);
    return request;
}

net::http_request with_field(const net::http_request& request, std::string_view name, std::string_view value) {
    auto other = request;
    other.fields = {};
    for (size_t i = 0; i < request.fields.size(); ++i) {
        if (request.fields.at(i).name != name) other.fields.add(request.fields.at(i).name, request.fields.at(i).value);
    }
    if (!value.empty()) other.fields.add(name, value);
    return other;
}

}  // namespace kaskad::channels
