#include "channels/twilio_callback.hpp"

#include "channels/callback_sheet.hpp"
#include "channels/channel_text.hpp"
#include "channels/signature.hpp"
#include "net/url.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace kaskad::channels {

namespace {

using core::reason;
using facts::attempt_state;

std::string value_of(const net::query_parameters& form, std::string_view name) {
    const auto found = std::ranges::find(form, name, [](const auto& one) { return std::string_view{one.first}; });
    return found == form.end() ? std::string{} : found->second;
}

// The address as Twilio was given it, and behind it all fields in the order of their names.
std::string signed_text(const net::http_request& request, const account& to, net::query_parameters form) {
    auto text = to.callback_url;
    if (const auto query = request.query(); !query.empty()) text += "?" + std::string{query};
    std::ranges::sort(form);
    for (const auto& [name, value] : form)
        text += name + value;
    return text;
}

struct ending {
    attempt_state state = attempt_state::undelivered;
    core::reason reason = core::reason::none;
};

// By the last answer of the telephone network (RFC 3261 section 21).
reason reason_of_sip(std::string_view code) {
    if (code == "404" || code == "484" || code == "604") return reason::unknown_subscriber;
    if (code == "480" || code == "408") return reason::call_not_answered;
    if (code == "486" || code == "600") return reason::subscriber_busy;
    if (code == "503" || code == "429") return reason::network_congested;
    if (code == "401" || code == "403") return reason::link_credentials;
    return reason::undeliverable;
}

// A call that was taken, by whom.
ending ending_of_talk(const net::query_parameters& form, int64_t human_s) {
    const auto by = value_of(form, "AnsweredBy");
    if (by == "human") return {attempt_state::delivered};
    if (by.starts_with("machine") || by == "fax") return {attempt_state::undelivered, reason::answered_by_machine};
    const auto text = value_of(form, "CallDuration");
    int64_t seconds = 0;
    std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (seconds >= human_s) return {attempt_state::delivered};
    return {attempt_state::undelivered, reason::call_not_answered};
}

std::optional<ending> ending_of(const net::query_parameters& form, int64_t human_s) {
    const auto status = value_of(form, "CallStatus");
    // That it was taken says nothing yet: it may be by a machine.
    if (status == "ringing" || status == "in-progress" || status == "answered") return ending{attempt_state::sent};
    if (status == "completed") return ending_of_talk(form, human_s);
    if (status == "busy") return ending{attempt_state::undelivered, reason::subscriber_busy};
    if (status == "no-answer") return ending{attempt_state::undelivered, reason::call_not_answered};
    if (status == "failed") return ending{attempt_state::undelivered, reason_of_sip(value_of(form, "SipResponseCode"))};
    if (status == "canceled") return ending{attempt_state::cancelled, reason::revoked};
    return std::nullopt;
}

bool is_before_ringing(std::string_view status) {
    return status == "queued" || status == "initiated";
}

void read_form(const net::query_parameters& form, const facts::part_ref& part, int64_t human_s, callback_sheet& sheet) {
    const auto digits = value_of(form, "Digits");
    const auto recipient = digits_of(value_of(form, "To"));
    const auto id = kept_id(value_of(form, "CallSid"));
    const auto status = value_of(form, "CallStatus");
    const auto end = digits.empty() ? ending_of(form, human_s) : ending{attempt_state::read};
    if (!end) return is_before_ringing(status) ? void() : sheet.keep_unknown(status, id, part);
    auto& report = sheet.add_report(end->state);
    report.provider_id = id;
    report.part = part;
    report.reason = end->reason;
    report.code = kept_words(value_of(form, "SipResponseCode"));
    report.text = kept_words(status);
    report.recipient = recipient;
    if (digits.empty()) return;
    auto& heard = sheet.add_text(digits);
    heard.recipient = recipient;
    heard.provider_id = kept_id(id + " key");
}

}  // namespace

std::string twilio_report_url(const account& from, const facts::part_ref& attempt) {
    return from.callback_url.empty() ? std::string{}
                                     : fmt::format("{}?attempt={}", from.callback_url, to_text(attempt));
}

std::expected<callback_reading, callback_fault> read_twilio_callback(const net::http_request& request,
                                                                     const account& to, int64_t human_s) {
    const auto form = net::parse_query(request.body);
    const auto asked = net::parse_query(request.query());
    if (!form || !asked) return std::unexpected(callback_fault{400, "the body is no form"});
    const auto claim = request.header("X-Twilio-Signature").value_or("");
    if (to.callback_url.empty() || !is_signed_sha1(to.get("auth_token"), signed_text(request, to, *form), claim))
        return std::unexpected(callback_fault{401, "X-Twilio-Signature does not fit the account's address and token"});
    callback_sheet sheet{to, request.body};
    read_form(*form, parse_attempt(value_of(*asked, "attempt")), human_s, sheet);
    // What Twilio does after a pressed key is asked of us: nothing, so it hangs up.
    return sheet.finish({.content_type = "text/xml", .body = "<Response/>"});
}

}  // namespace kaskad::channels
