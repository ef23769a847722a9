#include "gateway/simulators/mail_session.hpp"

#include "core/assert.hpp"
#include "gateway/simulators/channel_json.hpp"
#include "net/http_cut.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace kaskad::gateway::simulators {

namespace {

namespace json = boost::json;

std::string in_capitals(std::string_view text) {
    std::string capitals{text};
    std::ranges::transform(capitals, capitals.begin(),
                           [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
    return capitals;
}

// Between the first "<" and the next ">"; nothing: there are none.
std::optional<std::string> path_in(std::string_view line) {
    const auto begin = line.find('<');
    const auto end = line.find('>', begin == line.npos ? 0 : begin);
    if (begin == line.npos || end == line.npos) return std::nullopt;
    return std::string{line.substr(begin + 1, end - begin - 1)};
}

// "ENVID=" to what stands behind it, up to a space; empty: it is not there.
std::string_view parameter_in(std::string_view line, std::string_view name) {
    const auto place = in_capitals(line).find(fmt::format(" {}", name));
    if (place == line.npos) return {};
    const auto rest = line.substr(place + 1 + name.size());
    return rest.substr(0, rest.find(' '));
}

}  // namespace

void mail_session::say(std::string_view line) {
    output_.append(line).append("\r\n");
}

std::string mail_session::poll_output() {
    return std::exchange(output_, {});
}

std::optional<net::http_request> mail_session::poll_question() {
    return std::exchange(question_, std::nullopt);
}

void mail_session::handle_octets(std::string_view octets) {
    input_ += octets;
    go_on();
}

void mail_session::go_on() {
    while (!is_over_ && !is_asking_) {
        if (!(is_content_ ? read_content() : read_line())) return;
    }
}

bool mail_session::read_line() {
    const auto end = input_.find("\r\n");
    if (std::min(end, input_.size()) > COMMAND_MAX) {
        say("500 5.5.2 line too long");
        is_over_ = true;
        return false;
    }
    if (end == input_.npos) return false;
    const auto line = input_.substr(0, end);
    input_.erase(0, end + 2);
    obey(line);
    return true;
}

bool mail_session::read_content() {
    constexpr std::string_view END = "\r\n.\r\n";
    const auto end = input_.find(END);
    if (std::min(end, input_.size()) > CONTENT_MAX) {
        say("552 5.3.4 too large");
        is_over_ = true;
        return false;
    }
    if (end == input_.npos) return false;
    input_.erase(0, end + END.size());
    is_over_ = is_lost_;
    if (!is_lost_) say("250 2.0.0 taken");
    forget_mail();
    return true;
}

void mail_session::obey(std::string_view line) {
    const auto capitals = in_capitals(line);
    if (capitals.starts_with("EHLO")) return say("250-channels-sim\r\n250-ENHANCEDSTATUSCODES\r\n250 DSN");
    if (capitals.starts_with("HELO") || capitals.starts_with("NOOP")) return say("250 channels-sim");
    if (capitals.starts_with("MAIL FROM:")) return take_sender(line);
    if (capitals.starts_with("RCPT TO:")) return take_recipient(line);
    if (capitals == "DATA") return begin_content();
    if (capitals == "RSET") {
        forget_mail();
        return say("250 2.0.0 forgotten");
    }
    is_over_ = capitals == "QUIT";
    say(is_over_ ? "221 2.0.0 bye" : "502 5.5.1 no such command here");
}

void mail_session::take_sender(std::string_view line) {
    const auto path = path_in(line);
    if (!path) return say("501 5.5.4 expected MAIL FROM:<address>");
    forget_mail();
    sender_ = *path;
    envelope_id_ = parameter_in(line, "ENVID=");
    say("250 2.1.0 ok");
}

void mail_session::take_recipient(std::string_view line) {
    const auto path = path_in(line);
    if (!path || path->empty()) return say("501 5.5.4 expected RCPT TO:<address>");
    if (sender_.empty()) return say("503 5.5.1 MAIL FROM comes first");
    if (has_recipient_) return say("452 4.5.3 one recipient a mail");
    const json::object body{
        {"from", sender_}, {"to", *path}, {"envid", envelope_id_}, {"notify", parameter_in(line, "NOTIFY=")}};
    question_ = net::http_request{.method = "POST", .target = "/mail", .body = json::serialize(body)};
    is_asking_ = true;
}

void mail_session::handle_answer(const net::http_response& answer) {
    ASSERT(is_asking_);
    is_asking_ = false;
    is_lost_ = answer.status == net::STATUS_CUT;
    has_recipient_ = is_lost_ || answer.status == 250;
    say(is_lost_ ? std::string{"250 2.1.5 ok"} : fmt::format("{} {}", answer.status, answer.body));
    go_on();
}

void mail_session::begin_content() {
    if (!has_recipient_) return say("503 5.5.1 RCPT TO comes first");
    is_content_ = true;
    // A content without a line ends with the dot that follows DATA's own line end.
    input_.insert(0, "\r\n");
    say("354 go on");
}

void mail_session::forget_mail() {
    sender_.clear();
    envelope_id_.clear();
    has_recipient_ = false;
    is_lost_ = false;
    is_content_ = false;
}

}  // namespace kaskad::gateway::simulators
