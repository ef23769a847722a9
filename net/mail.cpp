#include "net/mail.hpp"

namespace kaskad::net {

std::string_view to_string(mail_stage stage) {
    switch (stage) {
        case mail_stage::connect:
            return "connect";
        case mail_stage::hello:
            return "EHLO";
        case mail_stage::tls:
            return "STARTTLS";
        case mail_stage::login:
            return "AUTH";
        case mail_stage::sender:
            return "MAIL FROM";
        case mail_stage::recipient:
            return "RCPT TO";
        case mail_stage::content:
            return "DATA";
    }
    return "";
}

}  // namespace kaskad::net
