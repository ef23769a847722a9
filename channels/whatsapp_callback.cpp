#include "channels/whatsapp_callback.hpp"

#include "channels/callback_sheet.hpp"
#include "channels/channel_text.hpp"
#include "channels/json_document.hpp"
#include "channels/signature.hpp"
#include "channels/whatsapp_code.hpp"
#include "net/secret.hpp"
#include "net/url.hpp"

#include <boost/json.hpp>

#include <algorithm>

namespace kaskad::channels {

namespace {

namespace json = boost::json;
using facts::attempt_state;

std::string parameter_of(const net::query_parameters& all, std::string_view name) {
    const auto found = std::ranges::find(all, name, [](const auto& one) { return std::string_view{one.first}; });
    return found == all.end() ? std::string{} : found->second;
}

// Whether the address is ours: the one who asks knows the word that was written beside it.
std::expected<callback_reading, callback_fault> read_question(const net::http_request& request, const account& to) {
    const auto asked = net::parse_query(request.query());
    if (!asked) return std::unexpected(callback_fault{400, "the address has a broken escape"});
    const auto word = to.get("verify_token");
    const bool is_known = !word.empty() && net::is_same_secret(parameter_of(*asked, "hub.verify_token"), word);
    if (parameter_of(*asked, "hub.mode") != "subscribe" || !is_known)
        return std::unexpected(callback_fault{401, "hub.verify_token is not the account's verify_token"});
    callback_reading reading;
    reading.answer = {.content_type = "text/plain", .body = parameter_of(*asked, "hub.challenge")};
    return reading;
}

std::optional<attempt_state> state_of(std::string_view status) {
    if (status == "sent") return attempt_state::sent;
    if (status == "delivered") return attempt_state::delivered;
    if (status == "read" || status == "played") return attempt_state::read;
    if (status == "failed") return attempt_state::undelivered;
    return std::nullopt;
}

core::reason reason_of(std::string_view code) {
    const auto* meaning = find_whatsapp_code(code);
    return meaning ? meaning->reason : core::reason::unknown;
}

void read_status(const json::value& status, callback_sheet& sheet) {
    const auto word = text_at(status, "/status");
    const auto state = state_of(word);
    const auto part = parse_attempt(text_at(status, "/biz_opaque_callback_data"));
    if (!state) return sheet.keep_unknown(word, text_at(status, "/id"), part);
    auto& report = sheet.add_report(*state);
    // Of a callback that is kept in part only, what is about this message.
    if (sheet.is_cut()) report.evidence = kept_evidence(json::serialize(status));
    report.provider_id = kept_id(text_at(status, "/id"));
    report.part = part;
    report.done_utc = utc_of_seconds(whole_at(status, "/timestamp"));
    report.recipient = digits_of(text_at(status, "/recipient_id"));
    if (state != attempt_state::undelivered) return;
    report.code = kept_words(text_at(status, "/errors/0/code"));
    report.text = kept_words(text_at(status, "/errors/0/title"));
    // 131050, the person stopped marketing, is `suppressed`: of the message's class. It is no answer of the person, who
    // may want what else is on its way.
    report.reason = reason_of(report.code);
}

// What a person wrote or chose. A picture or a voice has no text, and is an answer all the same.
std::string words_in(const json::value& message) {
    for (const auto* place : {"/text/body", "/button/text", "/interactive/button_reply/title",
                              "/interactive/list_reply/title", "/image/caption", "/reaction/emoji"}) {
        if (auto text = text_at(message, place); !text.empty()) return text;
    }
    return {};
}

void read_message(const json::value& message, callback_sheet& sheet) {
    const auto kind = text_at(message, "/type");
    const auto from = digits_of(text_at(message, "/from"));
    // "system" tells of a changed number, which nobody wrote.
    if (from.empty() || kind == "system" || kind == "unsupported") return sheet.count_unknown();
    auto& heard = sheet.add_text(words_in(message));
    heard.recipient = from;
    heard.provider_id = kept_id(text_at(message, "/id"));
}

void read_change(const json::value& change, const account& to, callback_sheet& sheet) {
    const auto number = text_at(change, "/value/metadata/phone_number_id");
    const bool is_ours = number.empty() || number == to.get("phone_number_id");
    if (text_at(change, "/field") != "messages" || !is_ours) return sheet.count_unknown();
    if (const auto* statuses = list_at(change, "/value/statuses")) {
        for (const auto& status : *statuses)
            read_status(status, sheet);
    }
    if (const auto* messages = list_at(change, "/value/messages")) {
        for (const auto& message : *messages)
            read_message(message, sheet);
    }
}

}  // namespace

std::expected<callback_reading, callback_fault> read_whatsapp_callback(const net::http_request& request,
                                                                       const account& to) {
    if (request.method == "GET") return read_question(request, to);
    const hex_claim claim{"sha256=", request.header("X-Hub-Signature-256").value_or("")};
    if (!is_signed(to.get("app_secret"), {request.body}, claim))
        return std::unexpected(callback_fault{401, "X-Hub-Signature-256 does not fit"});
    const auto body = parse_json(request.body);
    const auto* entries = body ? list_at(*body, "/entry") : nullptr;
    if (!entries) return std::unexpected(callback_fault{400, "the body has no `entry`"});
    callback_sheet sheet{to, request.body};
    for (const auto& entry : *entries) {
        const auto* changes = list_at(entry, "/changes");
        if (!changes) {
            sheet.count_unknown();
            continue;
        }
        for (const auto& change : *changes)
            read_change(change, to, sheet);
    }
    return sheet.finish();
}

}  // namespace kaskad::channels
