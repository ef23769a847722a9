#include "gateway/api/problem.hpp"

#include "core/assert.hpp"
#include "gateway/api/json_writer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace kaskad::gateway::api {

namespace {

constexpr std::array PROBLEM_KINDS = {
    // The request itself.
    problem_kind{"malformed_request", 400, "The request cannot be read", false},
    problem_kind{"malformed_json", 400, "The body is no valid JSON", false},
    problem_kind{"unauthorized", 401, "A valid API key is needed", false},
    problem_kind{"not_found", 404, "There is no such thing", false},
    problem_kind{"method_not_allowed", 405, "That method is not for this address", false},
    problem_kind{"request_timeout", 408, "The request took too long to arrive", true},
    problem_kind{"idempotency_in_progress", 409, "A request with this Idempotency-Key is in progress", true},
    problem_kind{"body_too_large", 413, "The body is too large", false},
    problem_kind{"header_too_large", 431, "The header is too large", false},
    problem_kind{"too_many_requests", 429, "Too many requests", true},
    problem_kind{"too_many_open_requests", 429, "Too many requests at once", true},
    // Fields of it.
    problem_kind{"unknown_field", 422, "A field is unknown", false},
    problem_kind{"missing_field", 422, "A field is missing", false},
    problem_kind{"wrong_type", 422, "A field has the wrong type", false},
    problem_kind{"invalid_field", 422, "A field is not valid", false},
    problem_kind{"invalid_item_count", 422, "An array holds 1 to 1000 messages", false},
    problem_kind{"too_many_groups", 422, "There are too many groups", false},
    problem_kind{"period_too_large", 422, "There is too much in the period", false},
    problem_kind{"bad_rows", 422, "Rows of the sheet cannot be read", false},
    problem_kind{"nothing_accepted", 422, "No message of the array was accepted", false},
    // By the rules; the engine's words.
    problem_kind{"client_disabled", 401, "The client is disabled", false},
    problem_kind{"idempotency_mismatch", 422, "The Idempotency-Key was used with another body", false},
    problem_kind{"invalid_recipient", 422, "The recipient is no phone number", false},
    problem_kind{"invalid_sender", 422, "The sender is not valid", false},
    problem_kind{"empty_text", 422, "The text is empty", false},
    problem_kind{"invalid_text", 422, "The text is not valid", false},
    problem_kind{"too_many_parts", 422, "The text has too many parts", false},
    problem_kind{"invalid_class", 422, "The class is unknown", false},
    problem_kind{"invalid_validity", 422, "The validity is not valid", false},
    problem_kind{"invalid_send_at", 422, "The time to send at is not valid", false},
    problem_kind{"invalid_callback_url", 422, "The callback address is not allowed", false},
    problem_kind{"invalid_client_ref", 422, "The reference is not valid", false},
    problem_kind{"no_network", 422, "No network is known for this number", false},
    problem_kind{"duplicate", 409, "The same message came a moment ago", false},
    problem_kind{"no_price", 422, "There is no price for this network", false},
    problem_kind{"no_route", 422, "Nothing leads to this network", false},
    problem_kind{"insufficient_balance", 402, "The balance does not suffice", false},
    problem_kind{"invalid_declaration", 422, "The declaration is not valid", false},
    problem_kind{"not_cancellable", 409, "The message cannot be cancelled any more", false},
    problem_kind{"not_replaceable", 409, "The message cannot be replaced any more", false},
    problem_kind{"not_sent", 409, "The message has not left yet", true},
    problem_kind{"already_said", 409, "The opposite was said before", false},
    problem_kind{"traffic_blocked", 403, "The traffic looks like pumping", false},
    problem_kind{"traffic_held", 403, "The traffic looks like pumping and waits for a person", true},
    problem_kind{"traffic_loops", 409, "The message came back from the supplier it went to", false},
    problem_kind{"prices_moved", 409, "The prices have changed since the difference was shown", false},
    problem_kind{"not_undoable", 409, "The import cannot be taken back", false},
    problem_kind{"no_lookup", 503, "Nobody can say which network the number is in", true},
    problem_kind{"budget_spent", 409, "What may be spent on it is spent", false},
    problem_kind{"missing_scope", 403, "The key may not do this", false},
    problem_kind{"address_denied", 403, "The key is not for this address", false},
    problem_kind{"test_key", 403, "A test key changes nothing", false},
    problem_kind{"destination_denied", 403, "The client may not send there", false},
    problem_kind{"quota_exceeded", 429, "The quota is used up until the next day or month", false},
    problem_kind{"rate_exceeded", 429, "More comes than was agreed on", true},
    problem_kind{"reseller_no_money", 402, "The account above this one is short of money", false},
    problem_kind{"reseller_disabled", 403, "The account above this one is not enabled", false},
    problem_kind{"reseller_quota", 429, "The quota of the account above this one is used up", false},
    problem_kind{"below_cost", 403, "The price is below what the account above pays", false},
    problem_kind{"declared_in_config", 409, "It is declared in the configuration file, and changed there", false},
    problem_kind{"already_exists", 409, "There is one of this name", false},
    problem_kind{"not_yours", 403, "Somebody else has to do it", false},
    problem_kind{"already_decided", 409, "It was decided before", false},
    problem_kind{"no_rate", 503, "There is no exchange rate that is new enough", true},
    problem_kind{"payment_overdue", 402, "An invoice has been due for too long", false},
    problem_kind{"period_closed", 409, "These days are closed or invoiced", false},
    problem_kind{"outdated", 409, "It was made from what has changed since", false},
    problem_kind{"suppressed", 403, "The recipient wants no such messages", false},
    problem_kind{"invalid_cascade", 422, "The cascade cannot do what it says", false},
    problem_kind{"unknown_cascade", 422, "There is no cascade of this name", false},
    problem_kind{"invalid_content", 422, "The content of a channel is not valid", false},
    problem_kind{"store_full", 409, "No more of these can be kept", false},
    problem_kind{"not_stoppable", 409, "There is no cascade to stop", false},
    problem_kind{"not_closable", 409, "Its receipt is still waited for, or it has ended", false},
    // Ours.
    problem_kind{"internal_error", 500, "Something went wrong on this side", true},
    problem_kind{"overloaded", 503, "There is too much to do", true},
    problem_kind{"outcome_unknown", 503, "The outcome is not known in time", true},
    problem_kind{"view_not_ready", 503, "The latest state cannot be shown in time", true},
    problem_kind{"store_unavailable", 503, "The database cannot be read", true},
    problem_kind{"not_ready", 503, "The gateway is not ready", true},
};

constexpr uint32_t RETRY_AFTER_S = 1;

void write_errors(json_writer& out, const std::vector<field_error>& errors) {
    if (errors.empty()) return;
    out.begin_array("errors");
    for (const auto& error : errors) {
        out.begin_object();
        out.text("field", error.field);
        out.text("why", error.why);
        out.end_object();
    }
    out.end_array();
}

void write_where(json_writer& out, const std::optional<text_position>& where) {
    if (!where) return;
    out.begin_object("where");
    out.number("line", static_cast<int64_t>(where->line));
    out.number("column", static_cast<int64_t>(where->column));
    out.number("offset", static_cast<int64_t>(where->offset));
    out.end_object();
}

std::string_view code_of(net::http_fault_kind kind) {
    switch (kind) {
        case net::http_fault_kind::malformed:
            return "malformed_request";
        case net::http_fault_kind::too_slow:
            return "request_timeout";
        case net::http_fault_kind::body_too_large:
            return "body_too_large";
        case net::http_fault_kind::header_too_large:
            return "header_too_large";
        case net::http_fault_kind::overloaded:
            return "overloaded";
        case net::http_fault_kind::not_answered:
            return "outcome_unknown";
        case net::http_fault_kind::failed:
            return "internal_error";
    }
    return "internal_error";
}

}  // namespace

const problem_kind& find_problem_kind(std::string_view code) {
    const auto found = std::ranges::find(PROBLEM_KINDS, code, &problem_kind::code);
    ASSERT(found != PROBLEM_KINDS.end());
    return *found;
}

problem make_problem(std::string_view code, std::string detail) {
    const auto& kind = find_problem_kind(code);
    const bool later = kind.retryable && (kind.status == 503 || kind.status == 429 || kind.status == 409);
    return {&kind, std::move(detail), {}, {}, later ? RETRY_AFTER_S : 0, {}, {}};
}

problem make_problem(const facts::refusal& refusal) {
    auto result = make_problem(facts::to_string(refusal.code), refusal.detail);
    if (!refusal.field.empty()) result.errors.push_back({refusal.field, refusal.detail});
    return result;
}

problem make_field_fault(std::string_view code, std::string field, std::string why) {
    auto result = make_problem(code, fmt::format("{}: {}.", field, why));
    result.errors.push_back({std::move(field), std::move(why)});
    return result;
}

problem make_problem(const net::http_fault& fault) {
    return make_problem(code_of(fault.kind), fault.detail);
}

net::http_response render_problem(const problem& value) {
    json_writer out;
    out.begin_object();
    out.text("type", fmt::format("urn:kaskad:problem:{}", value.code()));
    out.text("title", value.kind->title);
    out.number("status", value.status());
    out.text("code", value.code());
    out.text("detail", value.detail.empty() ? value.kind->title : value.detail);
    out.flag("retryable", value.kind->retryable);
    write_errors(out, value.errors);
    write_where(out, value.where);
    if (!value.results.empty()) out.raw("results", value.results);
    out.end_object();
    net::http_response response{value.status(), std::string{PROBLEM_TYPE}, out.take(), {}};
    if (value.retry_after_s > 0) response.fields.add("Retry-After", fmt::format("{}", value.retry_after_s));
    if (value.status() == 401) response.fields.add("WWW-Authenticate", "Bearer");
    if (!value.allow.empty()) response.fields.add("Allow", value.allow);
    return response;
}

std::string render_item_problem(const problem& value) {
    json_writer out;
    out.begin_object();
    out.begin_object("error");
    out.text("code", value.code());
    out.number("status", value.status());
    out.text("detail", value.detail.empty() ? value.kind->title : value.detail);
    out.flag("retryable", value.kind->retryable);
    if (!value.errors.empty()) out.text("field", value.errors.front().field);
    write_errors(out, value.errors);
    out.end_object();
    out.end_object();
    return out.take();
}

net::http_response make_json(int status, std::string body) {
    return {status, std::string{JSON_TYPE}, std::move(body), {}};
}

}  // namespace kaskad::gateway::api
