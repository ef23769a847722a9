#include "net/mail_talk.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace kaskad::net {

namespace {

constexpr size_t TEXT_MAX = 512;          // of a reply's line (RFC 5321 §4.5.3.1.5)
constexpr size_t ADDRESS_MAX = 254;       // RFC 5321 §4.5.3.1.3
constexpr size_t ENVELOPE_ID_MAX = 100;   // RFC 3461 §4.4
constexpr size_t CONTENT_LINE_MAX = 998;  // RFC 5322 §2.1.1
constexpr int REFUSALS = 400;

bool is_letter_or_digit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

// What stands in a command must not end it, nor the address in it.
bool is_address(std::string_view text) {
    const auto fits = [](char c) { return c > ' ' && c < 0x7F && c != '<' && c != '>'; };
    return !text.empty() && text.size() <= ADDRESS_MAX && std::ranges::all_of(text, fits);
}

// Names, and addresses of either kind.
bool is_host(std::string_view text) {
    const auto fits = [](char c) { return is_letter_or_digit(c) || c == '.' || c == '-' || c == ':'; };
    return text.size() <= ADDRESS_MAX && std::ranges::all_of(text, fits);
}

bool is_plain_xtext(std::string_view text) {
    const auto fits = [](char c) { return is_letter_or_digit(c) || c == '.' || c == '-' || c == '_'; };
    return text.size() <= ENVELOPE_ID_MAX && std::ranges::all_of(text, fits);
}

// xtext of RFC 3461 §4.
std::string to_xtext(std::string_view text) {
    constexpr std::string_view DIGITS = "0123456789ABCDEF";
    std::string made;
    for (const auto c : text) {
        if (c > ' ' && c < 0x7F && c != '+' && c != '=') {
            made += c;
            continue;
        }
        const auto octet = static_cast<unsigned char>(c);
        made += '+';
        made += DIGITS[octet >> 4];
        made += DIGITS[octet & 15];
    }
    return made;
}

// Lone line ends could end the content in the eyes of one server and not of the next.
bool is_content(std::string_view text) {
    if (!text.ends_with("\r\n")) return false;
    size_t length = 0;
    for (size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\0') return false;
        if (text[i] == '\n') return false;
        if (text[i] == '\r') {
            if (i + 1 == text.size() || text[++i] != '\n') return false;
            length = 0;
        } else if (++length > CONTENT_LINE_MAX) {
            return false;
        }
    }
    return true;
}

mail_stage stage_of(std::string_view command) {
    struct verb {
        std::string_view word;
        mail_stage stage;
    };
    constexpr std::array VERBS{verb{"EHLO", mail_stage::hello},        verb{"HELO", mail_stage::hello},
                               verb{"STARTTLS", mail_stage::tls},      verb{"MAIL FROM", mail_stage::sender},
                               verb{"RCPT TO", mail_stage::recipient}, verb{"DATA", mail_stage::content}};
    const auto found =
        std::ranges::find_if(VERBS, [command](const verb& one) { return command.starts_with(one.word); });
    // AUTH, and what follows it: nothing else is said to a server.
    return found == VERBS.end() ? mail_stage::login : found->stage;
}

}  // namespace

std::optional<std::string> why_unsendable(const mail& what) {
    const auto& to = what.to;
    if (to.host.empty() || !is_host(to.host)) return "the mail server's name is none: \"" + to.host + "\"";
    if (!is_host(to.hello)) return "what is said in EHLO is no host's name: \"" + to.hello + "\"";
    if (to.port == 0) return std::string{"the mail server's port is 0"};
    if (!is_address(what.sender)) return std::string{"the envelope's sender is no address"};
    if (!is_address(what.recipient)) return std::string{"the envelope's recipient is no address"};
    if (!is_plain_xtext(what.envelope_id)) return std::string{"the envelope's id has characters that it must not have"};
    if (!is_content(what.content)) return std::string{"the content has a line that is too long, or ends without CRLF"};
    return std::nullopt;
}

std::string sender_words(const mail& what) {
    if (what.envelope_id.empty()) return what.sender;
    return what.sender + "> RET=HDRS ENVID=<" + what.envelope_id + ">";
}

std::string recipient_words(const mail& what) {
    if (what.envelope_id.empty()) return what.recipient;
    return what.recipient + "> NOTIFY=SUCCESS,FAILURE,DELAY ORCPT=rfc822;<" + to_xtext(what.recipient) + ">";
}

std::string server_url(const mail_server& to) {
    const bool is_v6 = to.host.contains(':');
    const auto host = is_v6 ? "[" + to.host + "]" : to.host;
    const std::string scheme = to.security == mail_security::tls ? "smtps://" : "smtp://";
    return scheme + host + ":" + std::to_string(to.port) + "/" + to.hello;
}

// A QUIT belongs to a connection that is given up, not to the mail, and so does its answer.
void mail_talk::note_command(std::string_view line) {
    is_leaving_ = line.starts_with("QUIT");
    if (is_leaving_) return;
    stage_ = stage_of(line);
    code_ = 0;
    text_.clear();
}

void mail_talk::note_reply(std::string_view line) {
    if (is_leaving_) return;
    while (line.ends_with('\n') || line.ends_with('\r'))
        line.remove_suffix(1);
    int code = 0;
    const auto [end, error] = std::from_chars(line.data(), line.data() + std::min<size_t>(line.size(), 3), code);
    if (error != std::errc{} || end != line.data() + 3) return;
    code_ = code;
    text_ = line.substr(std::min<size_t>(line.size(), 4), TEXT_MAX);
}

mail_result mail_talk::end(bool is_good, std::string why) const {
    if (is_good || code_ >= REFUSALS) return mail_reply{.stage = stage_, .code = code_, .text = text_};
    const bool is_sent = stage_ == mail_stage::content && is_content_read_;
    return std::unexpected(mail_error{.stage = stage_, .text = std::move(why), .is_sent = is_sent});
}

}  // namespace kaskad::net
