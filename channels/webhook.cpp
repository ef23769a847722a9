#include "channels/callback_sheet.hpp"
#include "channels/channel_text.hpp"
#include "channels/json_document.hpp"
#include "channels/own_contract.hpp"
#include "channels/provider_call.hpp"
#include "channels/providers.hpp"
#include "net/webhook_signature.hpp"

#include <boost/json.hpp>

#include <array>
#include <chrono>
#include <utility>

// A channel of somebody's own: each message is a signed POST, and its reports come the same way (docs/providers.md). So
// a new messenger needs a translator beside Kaskad, and none in it.

namespace kaskad::channels {

namespace {

namespace json = boost::json;
using word = facts::channel_heard::word;

constexpr std::array SETTINGS{
    setting_form{.name = "url", .is_required = true, .meaning = "Where messages are posted."},
    setting_form{.name = "secret",
                 .is_required = true,
                 .is_secret = true,
                 .meaning = "Signs what is posted and what comes back: \"whsec_\" and 24 to 64 octets of chance in "
                            "base64, as `echo whsec_$(openssl rand -base64 32)`."},
};

// That the same attempt sent twice arrives once is what the contract asks of the other side.
constexpr facts::channel_capability CAPABILITY{
    .proves_sent = true,
    .proves_delivered = true,
    .proves_read = true,
    .refuses_at_once = true,
    .is_idempotent = true,
    .takes_text = true,
    .takes_template = true,
    .ttl_min_s = 1,
    .ttl_max_s = 31 * 86'400,
};

void put(json::object& into, std::string_view name, std::string_view value) {
    if (!value.empty()) into[name] = value;
}

json::object make_template(const facts::channel_content& content) {
    json::array values;
    for (const auto& parameter : content.parameters) {
        json::object value;
        put(value, "name", parameter.name);
        value["value"] = parameter.value;
        values.push_back(std::move(value));
    }
    json::object made;
    made["name"] = content.template_name;
    put(made, "language", content.language);
    made["parameters"] = std::move(values);
    return made;
}

json::object make_body(const facts::send_over_channel& wanted, const account& from) {
    const auto& content = wanted.content;
    json::object body;
    body["type"] = "message";
    body["attempt"] = to_text(wanted.part);
    body["to"] = wanted.recipient;
    put(body, "address", wanted.address);
    put(body, "from", wanted.sender);
    body["class"] = core::to_string(wanted.klass);
    if (wanted.ttl_s != 0) body["ttl_s"] = wanted.ttl_s;
    put(body, "text", content.text);
    if (!content.template_name.empty()) body["template"] = make_template(content);
    put(body, "title", content.title);
    put(body, "code", content.code);
    put(body, "link_url", content.link_url);
    put(body, "link_text", content.link_text);
    put(body, "callback_url", from.callback_url);
    return body;
}

void read_report(const json::value& item, facts::attempt_state state, callback_sheet& sheet) {
    auto& report = sheet.add_report(state);
    report.provider_id = kept_id(text_at(item, "/id"));
    report.part = parse_attempt(text_at(item, "/attempt"));
    report.reason = core::parse_reason(text_at(item, "/reason")).value_or(core::reason::unknown);
    const bool is_good = state == facts::attempt_state::sent || state == facts::attempt_state::delivered ||
                         state == facts::attempt_state::read;
    if (is_good) report.reason = core::reason::none;
    report.code = kept_words(text_at(item, "/code"));
    report.text = kept_words(text_at(item, "/text"));
    report.done_utc = utc_of_milliseconds(whole_at(item, "/utc_ms"));
    report.recipient = digits_of(text_at(item, "/from"));
    report.is_refunded = flag_at(item, "/refunded");
}

void read_item(const json::value& item, callback_sheet& sheet) {
    const auto state = text_at(item, "/state");
    if (const auto known = parse_report_state(state)) return read_report(item, *known, sheet);
    facts::channel_heard* heard = nullptr;
    if (state == "reply") heard = &sheet.add_text(text_at(item, "/text"));
    if (state == "opted_out") heard = &sheet.add_will(word::opted_out, "webhook");
    if (state == "opted_in") heard = &sheet.add_will(word::opted_in, "webhook");
    if (!heard) return sheet.keep_unknown(state, text_at(item, "/id"), parse_attempt(text_at(item, "/attempt")));
    heard->recipient = digits_of(text_at(item, "/from"));
    heard->address = kept_id(text_at(item, "/address"));
    heard->provider_id = kept_id(text_at(item, "/id"));
}

class webhook_adapter final : public adapter {
  public:
    explicit webhook_adapter(std::function<int64_t()> utc_s) : utc_s_{std::move(utc_s)} {}

    std::string_view name() const override { return "webhook"; }
    core::channel channel() const override { return core::channel::other; }
    facts::channel_capability capability() const override { return CAPABILITY; }
    std::span<const setting_form> settings() const override { return SETTINGS; }

    std::expected<net::http_call, std::string> make_call(const facts::send_over_channel& wanted,
                                                         const account& from) const override {
        const auto& content = wanted.content;
        if (content.text.empty() && content.template_name.empty() && content.code.empty())
            return std::unexpected("there is nothing to send: give `text`, a template or `code`");
        if (const auto fits = check_ttl(wanted.ttl_s, CAPABILITY); !fits) return std::unexpected(fits.error());
        const auto key = net::parse_webhook_secret(setting(from, "secret"));
        if (!key) return std::unexpected("the account's secret must be \"whsec_\" and 24 to 64 octets in base64");
        auto call = make_json_call(std::string{setting(from, "url")}, make_body(wanted, from));
        net::hmac_sha256_signer signer{*key};
        add_webhook_fields(call.fields, signer, {to_text(wanted.part), utc_s_()}, call.body);
        return call;
    }

    reply_reading read_reply(const net::http_response& reply) const override { return read_contract_reply(reply); }

    std::expected<callback_reading, callback_fault> read_callback(const net::http_request& request, const account& to,
                                                                  int64_t utc_ms) const override {
        const auto key = net::parse_webhook_secret(setting(to, "secret"));
        if (!key) return std::unexpected(callback_fault{401, "the account has no secret of Standard Webhooks"});
        net::hmac_sha256_signer signer{*key};
        if (verify_webhook(request.fields, signer, request.body, utc_ms / 1'000) != net::webhook_verdict::good)
            return std::unexpected(callback_fault{401, "webhook-signature does not fit, or is not of now"});
        const auto body = parse_json(request.body);
        const auto* list = body ? body->if_array() : nullptr;
        if (!body || (!list && !body->is_object()))
            return std::unexpected(callback_fault{400, "the body is neither a JSON object nor a list of them"});
        callback_sheet sheet{to, request.body};
        if (!list) read_item(*body, sheet);
        if (list) {
            for (const auto& item : *list)
                read_item(item, sheet);
        }
        return sheet.finish();
    }

  private:
    std::function<int64_t()> utc_s_;
};

int64_t now_s() {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::seconds>(now).count();
}

}  // namespace

std::unique_ptr<adapter> make_webhook(std::function<int64_t()> utc_s) {
    return std::make_unique<webhook_adapter>(std::move(utc_s));
}

const adapter& webhook() {
    static const webhook_adapter ONE{now_s};
    return ONE;
}

}  // namespace kaskad::channels
