#include "channels/answer_reading.hpp"
#include "channels/callback_sheet.hpp"
#include "channels/channel_text.hpp"
#include "channels/json_document.hpp"
#include "channels/provider_call.hpp"
#include "channels/providers.hpp"
#include "net/secret.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>

// Telegram's Bot API (core.telegram.org/bots/api): to people who began a talk with the bot, by their id. parse_mode is
// never sent, so a text is text, whatever stands in it. Nothing is told of delivery or reading.

namespace kaskad::channels {

namespace {

namespace json = boost::json;
using core::reason;
using facts::channel_outcome;
using word = facts::channel_heard::word;

constexpr std::array SETTINGS{
    setting_form{.name = "bot_token",
                 .is_required = true,
                 .is_secret = true,
                 .meaning = "The bot's token, as @BotFather gave it: 123456:ABC..."},
    setting_form{.name = "secret_token",
                 .is_required = true,
                 .is_secret = true,
                 .meaning = "A word of your own, given to setWebhook, that Telegram repeats in each callback: 1 to 256 "
                            "of A-Z a-z 0-9 _ -."},
    setting_form{.name = "base_url", .usual = "https://api.telegram.org", .meaning = "Where the interface is."},
};

constexpr facts::channel_capability CAPABILITY{
    .proves_sent = true,
    .refuses_at_once = true,
    .takes_text = true,
    .addressed_by = facts::address_kind::user_id,
    .text_max = 4'096,
};

bool is_token_character(char c) {
    const bool is_word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    return is_word || c == ':' || c == '_' || c == '-';
}

// It becomes a part of the address.
bool is_token(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, is_token_character);
}

json::array make_keyboard(const facts::channel_content& content) {
    json::object button;
    button["text"] = content.link_text.empty() ? content.link_url : content.link_text;
    button["url"] = content.link_url;
    json::array row;
    row.push_back(std::move(button));
    json::array rows;
    rows.push_back(std::move(row));
    return rows;
}

json::object make_body(const facts::channel_content& content, int64_t chat) {
    json::object body;
    body["chat_id"] = chat;
    body["text"] = content.text;
    if (!content.link_url.empty()) {
        json::object markup;
        markup["inline_keyboard"] = make_keyboard(content);
        body["reply_markup"] = std::move(markup);
    }
    return body;
}

struct refusal {
    int64_t code;
    std::string text;
    int64_t retry_after_s;
};

code_meaning meaning_of_bad_request(std::string_view text) {
    for (const auto* phrase : {"chat not found", "user not found", "PEER_ID_INVALID", "user is deactivated"}) {
        if (text.contains(phrase)) return {{}, channel_outcome::next, reason::not_on_channel};
    }
    if (text.contains("too long")) return {{}, channel_outcome::config, reason::content_too_long};
    return {{}, channel_outcome::config, reason::content_rejected};
}

std::optional<code_meaning> meaning_of_refusal(const refusal& said) {
    constexpr int64_t WAIT_MAX_S = 86'400;
    switch (said.code) {
        case 400:
            return meaning_of_bad_request(said.text);
        case 403:
            return code_meaning{
                {}, channel_outcome::next, said.text.contains("blocked") ? reason::suppressed : reason::not_on_channel};
        case 401:
        case 404:  // as is said of a token that is none
            return code_meaning{{}, channel_outcome::account, reason::link_credentials};
        case 420:
        case 429:
            return code_meaning{{},
                                channel_outcome::throttle,
                                reason::link_throttled,
                                std::clamp<int64_t>(said.retry_after_s, 0, WAIT_MAX_S) * 1'000};
        default:
            return std::nullopt;
    }
}

// The person's own number, shared by the button for it. Anybody's card can be shared: only one's own has one's own id.
std::string number_shared(const json::value& update, const std::string& person) {
    if (text_at(update, "/message/contact/user_id") != person) return {};
    return digits_of(text_at(update, "/message/contact/phone_number"));
}

// What the person wrote, or which button was pressed.
void read_words(const json::value& update, std::string_view text, const std::string& person, callback_sheet& sheet) {
    auto& heard = sheet.add_text(text);
    heard.address = person;
    heard.recipient = number_shared(update, person);
    heard.provider_id = "update " + text_at(update, "/update_id");
}

// The person blocked the bot, or took that back.
void read_membership(const json::value& update, callback_sheet& sheet) {
    const auto status = text_at(update, "/my_chat_member/new_chat_member/status");
    if (status != "kicked" && status != "member") return sheet.count_unknown();
    const bool is_out = status == "kicked";
    auto& heard =
        sheet.add_will(is_out ? word::opted_out : word::opted_in, is_out ? "telegram block" : "telegram unblock");
    heard.address = text_at(update, "/my_chat_member/chat/id");
    heard.provider_id = "update " + text_at(update, "/update_id");
}

void read_update(const json::value& update, callback_sheet& sheet) {
    const auto person = text_at(update, "/message/from/id");
    const auto presser = text_at(update, "/callback_query/from/id");
    if (!person.empty() && text_at(update, "/message/chat/type") == "private")
        return read_words(update, text_at(update, "/message/text"), person, sheet);
    if (!presser.empty()) return read_words(update, text_at(update, "/callback_query/data"), presser, sheet);
    if (text_at(update, "/my_chat_member/chat/type") == "private") return read_membership(update, sheet);
    sheet.count_unknown();
}

class telegram_bot_adapter final : public adapter {
  public:
    std::string_view name() const override { return "telegram_bot"; }
    core::channel channel() const override { return core::channel::telegram; }
    facts::channel_capability capability() const override { return CAPABILITY; }
    std::span<const setting_form> settings() const override { return SETTINGS; }

    std::expected<net::http_call, std::string> make_call(const facts::send_over_channel& wanted,
                                                         const account& from) const override {
        if (const auto fits = check_content(wanted.content, CAPABILITY); !fits) return std::unexpected(fits.error());
        const auto token = setting(from, "bot_token");
        if (!is_token(token)) return std::unexpected("the account's bot_token is none of Telegram's");
        const auto chat = parse_json(wanted.address);
        if (!chat || !chat->is_int64()) return std::unexpected("a Telegram user id is a whole number");
        const auto path = fmt::format("/bot{}/sendMessage", token);
        return make_json_call(join_url(setting(from, "base_url"), path), make_body(wanted.content, chat->get_int64()));
    }

    reply_reading read_reply(const net::http_response& reply) const override {
        const auto body = parse_json(reply.body);
        if (!body) return read_status(reply, repetition::sends_twice, {});
        const auto id = text_at(*body, "/result/message_id");
        if (flag_at(*body, "/ok") && !id.empty()) {
            // Messages are counted in each talk from 1.
            auto reading = make_acceptance(text_at(*body, "/result/chat/id") + "." + id);
            reading.is_sent = true;
            return reading;
        }
        const auto code = text_at(*body, "/error_code");
        const refusal said{whole_at(*body, "/error_code").value_or(0), text_at(*body, "/description"),
                           whole_at(*body, "/parameters/retry_after").value_or(0)};
        const auto meaning = meaning_of_refusal(said);
        return read_code(meaning ? &*meaning : nullptr, reply, repetition::sends_twice, {code, said.text});
    }

    std::expected<callback_reading, callback_fault> read_callback(const net::http_request& request, const account& to,
                                                                  int64_t) const override {
        const auto secret = setting(to, "secret_token");
        const auto claimed = request.header("X-Telegram-Bot-Api-Secret-Token").value_or("");
        if (secret.empty() || !net::is_same_secret(claimed, secret))
            return std::unexpected(callback_fault{401, "X-Telegram-Bot-Api-Secret-Token is not the secret_token"});
        const auto body = parse_json(request.body);
        if (!body || !body->is_object()) return std::unexpected(callback_fault{400, "the body is no JSON object"});
        callback_sheet sheet{to, request.body};
        read_update(*body, sheet);
        return sheet.finish();
    }
};

}  // namespace

const adapter& telegram_bot() {
    static const telegram_bot_adapter ONE;
    return ONE;
}

}  // namespace kaskad::channels
