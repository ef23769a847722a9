#include "gateway/api/json_writer.hpp"

#include "core/assert.hpp"
#include "gateway/api/utf8.hpp"

#include <fmt/format.h>

#include <array>
#include <iterator>
#include <utility>

namespace kaskad::gateway::api {

namespace {

constexpr std::string_view REPLACEMENT = "\xEF\xBF\xBD";  // U+FFFD

// What stands in a JSON text as it is, by octet.
constexpr auto PLAIN = [] {
    std::array<bool, 256> result{};
    for (size_t c = 0x20; c < 0x7F; ++c)
        result[c] = c != '"' && c != '\\';
    return result;
}();

size_t plain_size(std::string_view text) {
    size_t size = 0;
    while (size < text.size() && PLAIN[static_cast<uint8_t>(text[size])])
        ++size;
    return size;
}

void append_ascii(std::string& out, char c) {
    switch (c) {
        case '"':
            out += "\\\"";
            return;
        case '\\':
            out += "\\\\";
            return;
        case '\n':
            out += "\\n";
            return;
        case '\r':
            out += "\\r";
            return;
        case '\t':
            out += "\\t";
            return;
        default:
            if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
                fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned>(c));
            } else {
                out += c;
            }
    }
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
    out += '"';
    while (!text.empty()) {
        // Nearly all of nearly every text.
        const size_t plain = plain_size(text);
        out.append(text.substr(0, plain));
        text.remove_prefix(plain);
        if (text.empty()) break;
        const size_t size = utf8_character_size(text);
        if (size == 0) {
            out += REPLACEMENT;
        } else if (size == 1) {
            append_ascii(out, text.front());
        } else {
            out += text.substr(0, size);
        }
        text.remove_prefix(size == 0 ? 1 : size);
    }
    out += '"';
}

void json_writer::begin_object(std::string_view name) {
    start(name);
    out_ += '{';
    ++depth_;
}

void json_writer::end_object() {
    ASSERT(depth_ > 0);
    out_ += '}';
    --depth_;
}

void json_writer::begin_array(std::string_view name) {
    start(name);
    out_ += '[';
    ++depth_;
}

void json_writer::end_array() {
    ASSERT(depth_ > 0);
    out_ += ']';
    --depth_;
}

void json_writer::text(std::string_view name, std::string_view value) {
    start(name);
    append_json_string(out_, value);
}

void json_writer::number(std::string_view name, int64_t value) {
    start(name);
    out_ += fmt::format_int{value}.c_str();
}

void json_writer::flag(std::string_view name, bool value) {
    start(name);
    out_ += value ? "true" : "false";
}

void json_writer::null(std::string_view name) {
    start(name);
    out_ += "null";
}

void json_writer::text_or_null(std::string_view name, std::string_view value) {
    if (value.empty()) {
        null(name);
    } else {
        text(name, value);
    }
}

void json_writer::raw(std::string_view name, std::string_view json) {
    start(name);
    out_ += json;
}

std::string json_writer::take() {
    ASSERT(depth_ == 0);
    return std::move(out_);
}

// Whatever ends in an opening bracket has no member yet.
void json_writer::start(std::string_view name) {
    if (!out_.empty() && out_.back() != '{' && out_.back() != '[') out_ += ',';
    if (name.empty()) return;
    // Names are our own words.
    out_ += '"';
    out_ += name;
    out_ += "\":";
}

}  // namespace kaskad::gateway::api
