#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

// One mail to one person as a server of mail is given it (RFC 5321), and how that ended. The content is finished: a
// header and a body with CRLF line ends. Data only.

namespace kaskad::net {

enum class mail_security : uint8_t { none = 0, starttls = 1, tls = 2 };

// Whom it is handed to. What cannot stand in an address or a command is refused before anything is connected.
struct mail_server {
    std::string host;
    uint16_t port = 587;
    mail_security security = mail_security::starttls;
    std::string user{};  // empty: nobody logs in
    std::string password{};
    std::string hello{};    // what we call ourselves in EHLO; empty = this machine's name
    std::string ca_file{};  // PEM; empty = the system's authorities
};

struct mail {
    mail_server to;
    std::string sender;         // of the envelope: where reports of its delivery go
    std::string recipient;      // of the envelope
    std::string envelope_id{};  // RFC 3461: reports are asked for and repeat it; empty = none are asked for
    std::string content{};
};

// How far the talk with the server came.
enum class mail_stage : uint8_t {
    connect = 0,    // and its greeting
    hello = 1,      // EHLO
    tls = 2,        // STARTTLS
    login = 3,      // AUTH
    sender = 4,     // MAIL FROM
    recipient = 5,  // RCPT TO
    content = 6,    // DATA, and the answer to the whole
};

std::string_view to_string(mail_stage stage);

// What the server said last: 250 to the content, or a refusal.
struct mail_reply {
    mail_stage stage = mail_stage::content;
    int code = 0;
    std::string text{};  // its last line, without the code
};

struct mail_error {
    mail_stage stage = mail_stage::connect;
    std::string text{};
    bool is_bad_mail = false;  // never to be sent, however often it is tried
    bool is_sent = false;      // the server may have all of it: it may have been taken
};

using mail_result = std::expected<mail_reply, mail_error>;

}  // namespace kaskad::net
