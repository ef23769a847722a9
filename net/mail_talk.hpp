#pragma once

#include "net/mail.hpp"

#include <optional>
#include <string>
#include <string_view>

// What of a mail becomes commands, and what the commands and replies of a talk say of how far it came. Pure; libcurl
// talks (mail_client.hpp).

namespace kaskad::net {

// Nothing, or why it cannot be put into commands: a sentence.
std::optional<std::string> why_unsendable(const mail& what);

// What libcurl is told stands between "<" and ">" of MAIL FROM and RCPT TO, with the parameters of RFC 3461 behind the
// address. libcurl 7.88 knows none of them and always closes with ">", so the last one is opened with "<", which is a
// character of xtext like others: RET=HDRS ENVID=<1.1.ab>, ORCPT=rfc822;<a@b.example>.
std::string sender_words(const mail& what);
std::string recipient_words(const mail& what);

// smtp(s)://host:port/hello
std::string server_url(const mail_server& to);

class mail_talk {
  public:
    // A command of ours; of a login's words only that there were some.
    void note_command(std::string_view line);
    // A line of a reply, with its code.
    void note_reply(std::string_view line);
    // The whole content was handed to the connection.
    void note_content_read() { is_content_read_ = true; }

    // What the server said at the end: if it took the mail, or refused something.
    mail_result end(bool is_good, std::string why) const;

  private:
    mail_stage stage_ = mail_stage::connect;
    int code_ = 0;  // of the last reply since the last command; 0 = none
    std::string text_;
    bool is_content_read_ = false;
    bool is_leaving_ = false;  // QUIT was said
};

}  // namespace kaskad::net
