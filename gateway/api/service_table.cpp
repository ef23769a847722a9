#include "gateway/api/service.hpp"

#include <algorithm>
#include <array>
#include <utility>

// All addresses of the API, the methods they take and what a key must be allowed for each.

namespace kaskad::gateway::api {

namespace {

std::string_view next_segment(std::string_view& path) {
    const auto end = std::min(path.find('/'), path.size());
    const auto segment = path.substr(0, end);
    path.remove_prefix(std::min(end + 1, path.size()));
    return segment;
}

// A segment in braces stands for any that is not empty.
bool fits(std::string_view pattern, std::string_view path) {
    if (std::ranges::count(pattern, '/') != std::ranges::count(path, '/')) return false;
    while (!pattern.empty()) {
        const auto wanted = next_segment(pattern);
        const auto given = next_segment(path);
        if (wanted.starts_with('{') ? given.empty() : wanted != given) return false;
    }
    return true;
}

std::string_view method_of(const net::http_request& request) {
    return request.method == "HEAD" ? "GET" : std::string_view{request.method};
}

}  // namespace

struct service::route {
    std::string_view path;
    std::string_view method;
    access needs;
    void (service::*run)(service_call);
};

std::span<const service::route> service::routes() {
    using enum access;
    static constexpr std::array TABLE = std::to_array<route>({
        {"/v1/messages", "POST", submit, &service::post_messages},
        {"/v1/messages", "GET", read, &service::list_messages},
        {"/v1/messages/preview", "POST", submit, &service::post_preview},
        {"/v1/messages/{id}", "GET", read, &service::get_message},
        {"/v1/messages/{id}", "DELETE", send, &service::cancel_message},
        {"/v1/messages/{id}/receipt", "POST", send, &service::repeat_receipt},
        {"/v1/messages/{id}/feedback", "POST", send, &service::post_feedback},
        {"/v1/messages/{id}/stop", "POST", send, &service::stop_message},
        {"/v1/cascades", "GET", read, &service::list_cascades},
        {"/v1/cascades/{name}", "GET", read, &service::list_cascades},
        {"/v1/cascades/{name}", "PUT", send, &service::put_cascade},
        {"/v1/cascades/{name}", "DELETE", send, &service::remove_cascade},
        {"/v1/contacts/{number}", "GET", read, &service::get_contact},
        {"/v1/contacts/{number}/{channel}", "PUT", send, &service::put_contact},
        {"/v1/contacts/{number}/{channel}", "DELETE", send, &service::put_contact},
        {"/v1/suppressions", "POST", send, &service::post_suppression},
        {"/v1/events", "GET", read, &service::get_events},
        {"/v1/inbound", "GET", read, &service::list_inbound},
        {"/v1/inbound/unowned", "GET", read, &service::list_unowned},
        {"/v1/stats", "GET", read, &service::get_stats},
        {"/v1/usage.csv", "GET", read, &service::get_usage},
        {"/v1/balance", "GET", read, &service::get_balance},
        {"/v1/reasons", "GET", read, &service::get_reasons},
        {"/v1/unmapped-codes", "GET", read, &service::get_unmapped},
        {"/v1/routes", "GET", read, &service::get_routes},
        {"/v1/routes/explain", "POST", read, &service::explain_route},
        {"/v1/routes/receipts", "GET", read, &service::get_receipt_evidence},
        {"/v1/routes/contradictions", "GET", read, &service::get_contradictions},
        {"/v1/lookups", "POST", send, &service::post_lookups},
        {"/v1/prices", "GET", read, &service::get_prices},
        {"/v1/prices/preview", "POST", read, &service::preview_prices},
        {"/v1/prices/import", "POST", operate, &service::import_prices},
        {"/v1/prices/imports/{id}/undo", "POST", operate, &service::undo_import},
        {"/v1/traffic/allow", "POST", operate, &service::allow_traffic},
        {"/v1/route-tests", "POST", operate, &service::start_route_test},
        {"/v1/route-tests", "GET", read, &service::list_route_tests},
        {"/v1/route-tests/{id}", "GET", read, &service::get_route_test},
        {"/v1/probes/received", "POST", access::open, &service::take_probe},
        {"/v1/channels/{account}/callbacks", "POST", access::open, &service::take_channel_callback},
        {"/v1/channels/{account}/callbacks", "GET", access::open, &service::take_channel_callback},
        {"/v1/channels/{account}/callbacks/{key}", "POST", access::open, &service::take_channel_callback},
        {"/v1/channels/{account}/callbacks/{key}", "GET", access::open, &service::take_channel_callback},
        {"/v1/accounts", "GET", read, &service::get_accounts},
        {"/v1/links", "GET", read, &service::get_links},
        {"/v1/links/{name}/{order}", "POST", operate, &service::post_link_order},
        {"/v1/clients", "GET", manage, &service::list_clients},
        {"/v1/clients/{name}", "GET", manage, &service::list_clients},
        {"/v1/clients/{name}", "PUT", manage, &service::put_client},
        {"/v1/clients/{name}", "DELETE", manage, &service::disable_client},
        {"/v1/clients/{name}/keys", "GET", manage, &service::list_keys},
        {"/v1/clients/{name}/keys", "POST", manage, &service::post_key},
        {"/v1/clients/{name}/keys/{key}", "DELETE", manage, &service::delete_key},
        {"/v1/ledger/orders", "GET", manage, &service::list_orders},
        {"/v1/ledger/orders", "POST", manage, &service::post_order},
        {"/v1/ledger/roots", "GET", read, &service::get_ledger_roots},
        {"/v1/admin/ledger/roots", "GET", operate, &service::get_ledger_roots},
        {"/v1/admin/clients", "GET", operate, &service::list_clients},
        {"/v1/admin/clients/{name}", "GET", operate, &service::list_clients},
        {"/v1/admin/clients/{name}", "PUT", operate, &service::put_client},
        {"/v1/admin/clients/{name}", "DELETE", operate, &service::disable_client},
        {"/v1/admin/clients/{name}/keys", "GET", operate, &service::list_keys},
        {"/v1/admin/clients/{name}/keys", "POST", operate, &service::post_key},
        {"/v1/admin/clients/{name}/keys/{key}", "DELETE", operate, &service::delete_key},
        {"/v1/admin/ledger/orders", "GET", operate, &service::list_orders},
        {"/v1/admin/ledger/orders", "POST", operate, &service::post_order},
        {"/v1/admin/ledger/orders/{id}/approve", "POST", operate, &service::approve_order},
        {"/v1/admin/ledger/orders/{id}/refuse", "POST", operate, &service::refuse_order},
        {"/v1/admin/suppliers", "GET", operate, &service::get_suppliers},
        {"/v1/invoices", "GET", read, &service::list_invoices},
        {CLIENT_FILE_PATH, "POST", read, &service::compare_file_of_client},
        {"/v1/admin/contracts", "GET", operate, &service::list_contracts},
        {"/v1/admin/contracts/{client}", "GET", operate, &service::list_contracts},
        {"/v1/admin/contracts/{client}", "PUT", operate, &service::put_contract},
        {"/v1/admin/invoices", "GET", operate, &service::list_invoices},
        {"/v1/admin/invoices", "POST", operate, &service::post_invoice},
        {"/v1/admin/invoices/{seller}/{number}/take-back", "POST", operate, &service::take_back_invoice},
        {"/v1/admin/periods", "GET", operate, &service::list_periods},
        {"/v1/admin/periods", "POST", operate, &service::post_period},
        {"/v1/admin/reconciliations", "GET", operate, &service::list_reconciliations},
        {"/v1/admin/reconciliations", "POST", operate, &service::post_reconciliation},
        {STAFF_FILE_PATH, "POST", read, &service::compare_file_for_staff},
        {"/v1/admin/reconciliations/{id}", "GET", operate, &service::list_reconciliations},
        {"/v1/admin/reconciliations/{id}/answer", "POST", operate, &service::change_reconciliation},
        {"/v1/admin/reconciliations/{id}/settle", "POST", operate, &service::change_reconciliation},
        {"/v1/admin/reconciliations/{id}/withdraw", "POST", operate, &service::change_reconciliation},
        {"/v1/admin/receipts", "GET", operate, &service::get_receipts},
        {"/v1/admin/receipts/messages", "GET", operate, &service::list_receipts},
        {"/v1/admin/receipts/parked", "GET", operate, &service::list_parked},
        {"/v1/admin/receipts/repeat", "POST", operate, &service::repeat_receipts},
        {"/v1/admin/receipts/close", "POST", operate, &service::close_receipts},
        {"/v1/admin/exchange-rates", "GET", read, &service::get_exchange_rates},
        {"/v1/admin/exchange-rates", "POST", operate, &service::post_exchange_rates},
        {"/healthz", "GET", access::open, &service::get_health},
        {"/readyz", "GET", access::open, &service::get_readiness},
        {"/metrics", "GET", access::open, &service::get_metrics},
    });
    return TABLE;
}

// The path as the table writes it: as it is, if it stands there so. Others are their own pattern, which nobody has.
std::string_view service::pattern_of(std::string_view path) {
    if (std::ranges::find(routes(), path, &route::path) != routes().end()) return path;
    const auto found = std::ranges::find_if(routes(), [&](const auto& each) { return fits(each.path, path); });
    return found == routes().end() ? path : found->path;
}

void service::handle_request(net::http_request request, net::http_responder responder) {
    service_call call{std::move(request), exchange{std::move(responder), ports_.numbers}, {}};
    const auto path = pattern_of(call.request.path());
    const auto method = method_of(call.request);
    std::string allow;
    for (const auto& each : routes()) {
        if (each.path != path) continue;
        if (each.method == method) return dispatch(each.needs, each.run, std::move(call));
        if (!allow.empty()) allow += ", ";
        allow += each.method == "GET" ? "GET, HEAD" : each.method;
    }
    if (allow.empty()) return call.answer.refuse(make_no_address_problem());
    auto why = make_problem("method_not_allowed", "This address takes " + allow + ".");
    why.allow = std::move(allow);
    call.answer.refuse(why);
}

}  // namespace kaskad::gateway::api
