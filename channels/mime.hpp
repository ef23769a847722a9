#pragma once

#include "net/http_message.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Mails as text and back, by GMime, which nobody else sees. A mail that was read is a tree of plain values; what is too
// large or too deep is cut. Pure.

namespace kaskad::channels {

inline constexpr size_t MAIL_PARTS_MAX = 100;
inline constexpr size_t MAIL_DEPTH_MAX = 8;

struct mail_name {
    std::string name{};  // empty: the address alone
    std::string address{};
};

// Values in UTF-8, without line breaks; who makes one has seen to that.
struct mail_draft {
    mail_name from;
    std::string to;
    std::string reply_to{};    // empty: from
    std::string message_id{};  // without brackets
    int64_t utc_s = 0;
    std::string subject{};
    std::string text{};
    net::http_fields fields{};  // further ones of the header
};

// RFC 5322 and MIME, with CRLF at each line's end and in seven bits.
std::string write_mail(const mail_draft& draft);

struct mail_part {
    std::string type{};              // "text/plain", in small letters
    net::http_fields fields{};       // decoded
    std::string content{};           // decoded; of a container nothing
    std::vector<mail_part> parts{};  // of a container; of a message in a message its one

    std::string_view field(std::string_view name) const { return fields.find(name).value_or(""); }
};

// Nothing for what has no header at all.
std::optional<mail_part> read_mail(std::string_view octets);

// The first of that type, also inside others; nullptr: there is none.
const mail_part* find_part(const mail_part& in, std::string_view type);

// Groups of fields with an empty line between them (RFC 3464 §2.1, RFC 5965 §2).
std::vector<net::http_fields> read_groups(std::string_view content);

}  // namespace kaskad::channels
