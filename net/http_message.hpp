#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// What HTTP carries, as plain values: no Beast, no socket. Shared by the server and the client.

namespace kaskad::net {

// Header fields in the order they came. One string holds all of them: a request costs two allocations, not twenty.
class http_fields {
  public:
    struct field {
        std::string_view name;
        std::string_view value;
    };

    std::size_t size() const { return places_.size(); }
    // Valid until the next add().
    field at(std::size_t index) const;
    // The first one of that name; upper and lower case are the same (RFC 9110 section 5.1).
    std::optional<std::string_view> find(std::string_view name) const;

    void reserve(std::size_t octets, std::size_t count) {
        text_.reserve(octets);
        places_.reserve(count);
    }
    void add(std::string_view name, std::string_view value);

  private:
    struct place {
        uint32_t begin;
        uint32_t name_size;
        uint32_t value_size;
    };
    std::string text_;
    std::vector<place> places_;
};

struct http_request {
    std::string method{};
    std::string target{};  // as on the wire: path and query
    http_fields fields{};
    std::string body{};
    std::string remote_address{};  // the peer's IP address
    uint16_t remote_port = 0;
    bool secure = false;

    std::string_view path() const { return std::string_view{target}.substr(0, target.find('?')); }
    // Without the '?'; url.hpp takes it apart.
    std::string_view query() const;
    std::optional<std::string_view> header(std::string_view name) const { return fields.find(name); }
};

struct http_response {
    int status = 200;
    std::string content_type{};
    std::string body{};
    http_fields fields{};  // further ones; Content-Type, Content-Length, Date and Connection are set by the server

    std::optional<std::string_view> header(std::string_view name) const { return fields.find(name); }
};

// Errors the server finds by itself, before or instead of the application's answer.
enum class http_fault_kind {
    malformed,         // 400
    too_slow,          // 408
    body_too_large,    // 413
    header_too_large,  // 431
    overloaded,        // 503: more connections, or more octets of bodies, than allowed
    not_answered,      // 503: the application dropped the request or took too long
    failed,            // 500: the application threw
};

struct http_fault {
    http_fault_kind kind;
    int status;
    std::string detail{};  // a sentence for the client
};

bool is_same_name(std::string_view a, std::string_view b);

// True if the text may stand in a header line: no control characters, so no line can be smuggled in.
bool is_field_value(std::string_view text);
bool is_field_name(std::string_view text);

}  // namespace kaskad::net
