#include "channels/callback_sheet.hpp"
#include "channels/mail_adapter.hpp"
#include "channels/mail_codes.hpp"
#include "channels/mail_reference.hpp"
#include "channels/mail_report.hpp"
#include "channels/mime.hpp"
#include "channels/provider_call.hpp"
#include "channels/providers.hpp"
#include "core/mail_address.hpp"
#include "net/url.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

// E-mail by anybody's server (RFC 5321) with reports of delivery (RFC 3461, 3464), complaints (RFC 5965) and a way out
// with one click (RFC 8058). That server's owner sees to SPF, DKIM and the queue.

namespace kaskad::channels {

namespace {

using core::is_mail_address;

constexpr size_t HEADER_TEXT_MAX = 500;   // octets
constexpr size_t BOUNCE_LOCAL_MAX = 20;   // the reference stands behind it, and 64 octets are all there is
constexpr uint32_t QUEUE_S = 5 * 86'400;  // RFC 5321 §4.5.4.1
constexpr std::string_view ONE_CLICK = "List-Unsubscribe=One-Click";
constexpr std::string_view PARAMETER = "unsubscribe";

constexpr std::array SETTINGS{
    setting_form{.name = "host", .is_required = true, .meaning = "The mail server that takes the mails."},
    setting_form{.name = "port", .usual = "587", .meaning = "Its port for those that hand in mail."},
    setting_form{.name = "security",
                 .usual = "starttls",
                 .meaning = "starttls, tls (from the first octet, mostly on port 465), or none."},
    setting_form{.name = "ca_file",
                 .meaning = "The authorities its certificate is checked by, in PEM. Empty: the system's."},
    setting_form{.name = "user", .meaning = "Logs in there. Empty: nobody does."},
    setting_form{.name = "password", .is_secret = true, .meaning = "Of the user."},
    setting_form{.name = "hello", .meaning = "What we call ourselves in EHLO. Empty: this machine's name."},
    setting_form{.name = "from", .is_required = true, .meaning = "The address that mails come from."},
    setting_form{.name = "from_name", .meaning = "The name beside it."},
    setting_form{.name = "reply_to", .meaning = "Where answers go. Empty: to `from`."},
    setting_form{.name = "subject", .meaning = "Of mails whose content has no title."},
    setting_form{.name = "bounce_address",
                 .is_required = true,
                 .meaning = "Where reports of delivery go, as bounce@mail.example.com: mails leave as "
                            "bounce+REFERENCE@mail.example.com. At most 20 characters before the @."},
    setting_form{
        .name = "bounce_secret",
        .is_required = true,
        .is_secret = true,
        .meaning = "Proves that what comes back is about a mail of ours: chance, as from `openssl rand -hex 16`."},
    setting_form{.name = "dsn",
                 .usual = "on",
                 .meaning = "off: the server knows no DSN (RFC 3461). Then only failures are heard of."},
};

// The Message-ID of a repeat is the same, which receivers may notice, and need not.
constexpr facts::channel_capability CAPABILITY{
    .proves_sent = true,
    .proves_delivered = true,
    .refuses_at_once = true,
    .takes_text = true,
    .addressed_by = facts::address_kind::mail,
    .provider_ttl_s = QUEUE_S,
};

// A line of the header ends where it must, whoever wrote what stands in it.
bool is_header_text(std::string_view text) {
    const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; };
    return text.size() <= HEADER_TEXT_MAX && std::ranges::none_of(text, is_control);
}

std::optional<net::mail_security> parse_security(std::string_view word) {
    if (word == "starttls") return net::mail_security::starttls;
    if (word == "tls") return net::mail_security::tls;
    if (word == "none") return net::mail_security::none;
    return std::nullopt;
}

std::string why_not_content(const facts::send_over_channel& wanted, std::string_view subject) {
    if (const auto fits = check_content(wanted.content, CAPABILITY); !fits) return fits.error();
    if (!is_mail_address(wanted.address)) return "the person's address is no e-mail address: change the contact";
    if (subject.empty()) return "there is no subject: give `title`, or the account a `subject`";
    if (!is_header_text(subject)) return "`title` holds a line break, a control character or over 500 octets";
    if (!is_header_text(wanted.sender)) return "the step's sender holds a line break or a control character";
    return {};
}

// A name is a name; an address must be of the account's domain, for whose mails the server vouches.
std::expected<mail_name, std::string> sender_of(std::string_view of_step, const mail_name& usual) {
    if (of_step.empty()) return usual;
    if (!of_step.contains('@')) return mail_name{std::string{of_step}, usual.address};
    const auto domain = core::domain_of_mail(usual.address);
    if (!is_mail_address(of_step) || core::domain_of_mail(of_step) != domain)
        return std::unexpected(fmt::format("the step's sender must be a name, or an address at {}", domain));
    return mail_name{usual.name, std::string{of_step}};
}

std::string body_of(const facts::channel_content& content) {
    if (content.link_url.empty()) return content.text;
    if (content.link_text.empty()) return content.text + "\n\n" + content.link_url;
    return content.text + "\n\n" + content.link_text + ": " + content.link_url;
}

callback_reading ask_for_click() {
    callback_reading reading;
    reading.answer.content_type = "text/html; charset=utf-8";
    reading.answer.body =
        "<!doctype html><title>Unsubscribe</title><form method=\"post\"><input type=\"hidden\" "
        "name=\"List-Unsubscribe\" value=\"One-Click\"><button>Unsubscribe</button></form>\n";
    return reading;
}

// Nothing: the request is no click.
std::optional<std::string> clicked_subscriber(const net::http_request& request) {
    const auto query = net::parse_query(request.query()).value_or(net::query_parameters{});
    const auto found = std::ranges::find(query, PARAMETER, [](const auto& one) { return std::string_view{one.first}; });
    return found == query.end() ? std::nullopt : std::optional{found->second};
}

class smtp_adapter final : public mail_adapter {
  public:
    std::string_view name() const override { return "smtp"; }
    core::channel channel() const override { return core::channel::email; }
    facts::channel_capability capability() const override { return CAPABILITY; }
    std::span<const setting_form> settings() const override { return SETTINGS; }
    bool signs_callbacks() const override { return false; }
    bool needs_key(const net::http_request& request) const override { return !clicked_subscriber(request); }

    std::expected<net::mail, std::string> make_mail(const facts::send_over_channel& wanted, const account& from,
                                                    int64_t utc_ms) const override {
        const auto subject =
            wanted.content.title.empty() ? std::string{setting(from, "subject")} : wanted.content.title;
        if (auto why = why_not_content(wanted, subject); !why.empty()) return std::unexpected(std::move(why));
        if (auto why = why_not_settings(from); !why.empty()) return std::unexpected(std::move(why));
        const auto sender = sender_of(wanted.sender, usual_sender(from));
        if (!sender) return std::unexpected(sender.error());
        const auto bounces = setting(from, "bounce_address");
        const auto reference = make_reference(wanted.part, setting(from, "bounce_secret"));
        mail_draft draft{.from = *sender,
                         .to = wanted.address,
                         .reply_to = std::string{setting(from, "reply_to")},
                         .message_id = fmt::format("{}@{}", reference, core::domain_of_mail(bounces)),
                         .utc_s = utc_ms / 1'000,
                         .subject = subject,
                         .text = body_of(wanted.content)};
        add_fields(draft.fields, wanted, from);
        return net::mail{.to = server_of(from),
                         .sender = make_bounce_sender(bounces, reference),
                         .recipient = wanted.address,
                         .envelope_id = setting(from, "dsn") == "on" ? reference : std::string{},
                         .content = write_mail(draft)};
    }

    reply_reading read_mail_reply(const net::mail_reply& reply) const override { return read_mail_answer(reply); }

    std::expected<callback_reading, callback_fault> read_callback(const net::http_request& request, const account& to,
                                                                  int64_t) const override {
        const auto secret = setting(to, "bounce_secret");
        if (const auto sealed = clicked_subscriber(request)) return read_click(*sealed, request, {to, secret});
        if (request.method != "POST") return std::unexpected(callback_fault{400, "mails are posted here"});
        return read_returned_mail(request.body, {to, secret});
    }

  private:
    mail_name usual_sender(const account& from) const {
        return {std::string{setting(from, "from_name")}, std::string{setting(from, "from")}};
    }

    // A person wrote them into a file, which says nothing of what they mean.
    std::string why_not_settings(const account& from) const {
        const auto bounces = setting(from, "bounce_address");
        if (!is_mail_address(setting(from, "from"))) return "`from` is no e-mail address";
        if (!is_mail_address(bounces) || bounces.find('@') > BOUNCE_LOCAL_MAX || bounces.contains('+'))
            return "`bounce_address` is no e-mail address with up to 20 characters before the @ and no + among them";
        const auto reply_to = setting(from, "reply_to");
        if (!reply_to.empty() && !is_mail_address(reply_to)) return "`reply_to` is no e-mail address";
        if (!is_header_text(setting(from, "from_name"))) return "`from_name` holds a control character";
        if (setting(from, "bounce_secret").empty()) return "`bounce_secret` is empty";
        if (!parse_security(setting(from, "security"))) return "`security` is none of starttls, tls, none";
        const auto port = whole_setting(from, "port");
        if (port < 1 || port > UINT16_MAX) return "`port` is none";
        const auto dsn = setting(from, "dsn");
        return dsn == "on" || dsn == "off" ? "" : "`dsn` is neither on nor off";
    }

    net::mail_server server_of(const account& from) const {
        return {.host = std::string{setting(from, "host")},
                .port = static_cast<uint16_t>(whole_setting(from, "port")),
                .security = parse_security(setting(from, "security")).value_or(net::mail_security::starttls),
                .user = std::string{setting(from, "user")},
                .password = std::string{setting(from, "password")},
                .hello = std::string{setting(from, "hello")},
                .ca_file = std::string{setting(from, "ca_file")}};
    }

    // RFC 3834 §5: what nobody typed asks for no answer of a machine. What is sent to many has a way out instead.
    void add_fields(net::http_fields& fields, const facts::send_over_channel& wanted, const account& from) const {
        if (wanted.klass != core::message_class::marketing) return fields.add("Auto-Submitted", "auto-generated");
        const auto sealed = seal_subscriber({wanted.part, wanted.recipient}, setting(from, "bounce_secret"));
        const auto& address = setting(from, "bounce_address");
        auto ways = fmt::format("<mailto:{}?subject={}%20{}>", address, PARAMETER, sealed);
        const auto& base = from.open_callback_url;
        if (!base.empty()) ways = fmt::format("<{}?{}={}>, {}", base, PARAMETER, sealed, ways);
        fields.add("List-Unsubscribe", ways);
        // RFC 8058 §3.1 wants the one click over TLS.
        if (base.starts_with("https://")) fields.add("List-Unsubscribe-Post", ONE_CLICK);
    }

    // Servers that look at links before the person does make a GET: that is no wish (RFC 8058 §3.1).
    static std::expected<callback_reading, callback_fault> read_click(std::string_view sealed,
                                                                      const net::http_request& request,
                                                                      const mail_return& to) {
        const auto who = open_subscriber(sealed, to.secret);
        if (!who) return std::unexpected(callback_fault{401, "this link is not whole, or not of this account"});
        if (request.method == "GET") return ask_for_click();
        // A form may come in parts (RFC 7578), so that its name and value do not stand side by side.
        if (!request.body.contains("List-Unsubscribe") || !request.body.contains("One-Click"))
            return std::unexpected(callback_fault{400, "expected the body List-Unsubscribe=One-Click"});
        callback_sheet sheet{to.to, request.body};
        sheet.add_will(facts::channel_heard::word::opted_out, "unsubscribed by one click").recipient = who->recipient;
        return sheet.finish();
    }
};

}  // namespace

const adapter& smtp() {
    static const smtp_adapter ONE;
    return ONE;
}

}  // namespace kaskad::channels
