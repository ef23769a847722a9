#include "gateway/simulators/channel_dialects.hpp"
#include "gateway/simulators/channel_json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

// A server of mail (channels.md 3.10): what mail_session asks about a recipient is answered with the codes of RFC 5321
// and RFC 3463; what becomes of the mail comes as a report (RFC 3464) or a complaint (RFC 5965), posted as a pipe of
// such a server does it.

namespace kaskad::gateway::simulators {

namespace {

constexpr std::array KEYS{key_form{"from", key_source::given, "news@shop.example"},
                          key_form{"bounce_address", key_source::given, "bounce@mail.shop.example"},
                          key_form{"bounce_secret", key_source::secret}};
constexpr int OK = 250;

net::http_response say(int code, std::string text) {
    return {.status = code, .content_type = "text/plain", .body = std::move(text)};
}

struct fate_words {
    std::string_view action;
    std::string_view status;
    std::string_view diagnostic;
};

fate_words words_of(channel_event event) {
    switch (event) {
        case channel_event::delivered:
            return {"delivered", "2.0.0", "smtp; 250 2.0.0 Ok"};
        case channel_event::failed:
            return {"failed", "5.1.1", "smtp; 550 5.1.1 No such person here"};
        case channel_event::expired:
            return {"failed", "4.4.7", "smtp; 450 4.2.0 Try again later"};
        default:
            return {"teleported", "2.0.0", "smtp; 250 Gone"};
    }
}

// A letter of what only the sender can have written is another.
std::string forge(std::string text) {
    const auto end = std::min(text.find('@'), text.find('>'));
    const auto place = (end == text.npos ? text.size() : end) - 1;
    if (place < text.size()) text[place] = text[place] == '0' ? '1' : '0';
    return text;
}

struct envelope {
    std::string from;
    std::string to;
    std::string id;
};

envelope envelope_of(const channel_message& message, bool is_forged) {
    const auto& options = message.send.options;
    envelope made{std::string{key_of(options, "from")}, std::string{key_of(options, "to")}, message.send.echo};
    if (is_forged) {
        made.from = forge(made.from);
        made.id = forge(made.id);
    }
    return made;
}

std::string make_report(const envelope& of, const fate_words& fate) {
    return fmt::format(
        "From: MAILER-DAEMON@mx.people.example\r\nTo: {0}\r\nSubject: Delivery report\r\nMIME-Version: 1.0\r\n"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=\"=_sim\"\r\n\r\n"
        "--=_sim\r\nContent-Type: text/plain\r\n\r\nThis is the simulated mail system.\r\n\r\n"
        "--=_sim\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.people.example\r\n{1}\r\n"
        "Final-Recipient: rfc822; {2}\r\nAction: {3}\r\nStatus: {4}\r\nDiagnostic-Code: {5}\r\n\r\n--=_sim--\r\n",
        of.from, of.id.empty() ? "" : fmt::format("Original-Envelope-Id: {}\r\n", of.id), of.to, fate.action,
        fate.status, fate.diagnostic);
}

std::string make_complaint(const envelope& of) {
    return fmt::format(
        "From: abuse@mx.people.example\r\nTo: {0}\r\nSubject: Complaint\r\nMIME-Version: 1.0\r\n"
        "Content-Type: multipart/report; report-type=feedback-report; boundary=\"=_sim\"\r\n\r\n"
        "--=_sim\r\nContent-Type: text/plain\r\n\r\nSomebody complains.\r\n\r\n"
        "--=_sim\r\nContent-Type: message/feedback-report\r\n\r\nFeedback-Type: abuse\r\n"
        "User-Agent: channels-sim/1\r\nVersion: 1\r\nOriginal-Mail-From: <{0}>\r\nOriginal-Rcpt-To: <{1}>\r\n\r\n"
        "--=_sim\r\nContent-Type: text/rfc822-headers\r\n\r\nTo: {1}\r\n\r\n--=_sim--\r\n",
        of.from, of.to);
}

class dialect : public channel_dialect {
  public:
    provider who() const override { return provider::email; }
    std::span<const key_form> keys() const override { return KEYS; }
    bool is_addressed(std::string_view path) const override { return path == "/mail"; }

    channel_order read(const net::http_request& request, const channel_keys&, const channel_time&) const override {
        const auto body = parse_object(request.body);
        if (!body) return {.answer = say(501, "5.5.4 no such recipient can be read")};
        channel_order order{.wants = channel_order::kind::send};
        const std::string to{text_at(*body, "/to")};
        // The digits stand before the @.
        order.send.address = to.substr(0, to.find('@'));
        order.send.echo = text_at(*body, "/envid");
        order.send.text = "a mail";
        order.send.options = {{"from", std::string{text_at(*body, "/from")}}, {"to", to}};
        return order;
    }

    std::string make_id(uint64_t number, const channel_send&, const channel_keys&) const override {
        return fmt::format("{:X}", number);
    }

    net::http_response answer_send(const channel_message&, channel_verdict verdict,
                                   const channel_keys&) const override {
        switch (verdict) {
            case channel_verdict::accepted:
                return say(OK, "2.1.5 ok");
            case channel_verdict::unreachable:
                return say(550, "5.1.1 No such person here");
            case channel_verdict::opted_out:
                return say(550, "5.7.1 Nothing of yours is wanted here");
            case channel_verdict::throttled:
                return say(451, "4.7.1 Greylisted, come again");
            case channel_verdict::suspended:
                return say(530, "5.7.0 Authentication required");
            case channel_verdict::broken:
                return say(451, "4.3.0 Out of order");
            case channel_verdict::template_refused:
                return say(554, "5.6.0 Not like this");
        }
        return {};
    }

    std::optional<net::http_call> make_callback(const channel_message& message, const channel_step& step,
                                                const callback_place& to) const override {
        if (!tells(who(), step.event)) return std::nullopt;
        const auto of = envelope_of(message, step.is_forged);
        const bool is_complaint = step.event == channel_event::opted_out;
        net::http_call call{.url = to.url,
                            .body = is_complaint ? make_complaint(of) : make_report(of, words_of(step.event))};
        call.fields.add("Content-Type", "application/x-www-form-urlencoded");  // as curl says
        return call;
    }
};

}  // namespace

const channel_dialect& email_dialect() {
    static const dialect ONE;
    return ONE;
}

}  // namespace kaskad::gateway::simulators
