#include "gateway/api/contract_request.hpp"
#include "gateway/api/contract_view.hpp"
#include "gateway/api/number_text.hpp"
#include "gateway/api/order_request.hpp"
#include "gateway/api/service.hpp"
#include "gateway/api/told.hpp"

#include <expected>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

// What was agreed with clients, invoices, and months that are closed. For operators under /v1/admin/; a client reads
// its own invoices.

namespace kaskad::gateway::api {

namespace {

problem make_late_problem() {
    return make_problem("outcome_unknown", "No answer in time; look at what there is before you try again.");
}

// "/v1/admin/invoices/main/12/take-back": 12.
std::optional<uint64_t> invoice_number(const place& at) {
    uint64_t number = 0;
    return read_number(at.word(2), number) && number > 0 ? std::optional{number} : std::nullopt;
}

// What the body wishes, by whom, and whether it is to happen.
template <typename Command>
std::expected<Command, problem> read_wish(const service_call& call,
                                          std::expected<Command, problem> (*read)(std::string_view)) {
    const auto asked = read_change_query(call.request.query());
    if (!asked) return std::unexpected(asked.error());
    auto wanted = read(call.request.body);
    if (!wanted) return wanted;
    wanted->by = call_name(call.who);
    wanted->is_dry_run = asked->is_dry_run;
    return wanted;
}

// To be sent once, while what it is made of is there.
template <typename Command>
auto sent(Command& wanted) {
    return [&wanted](facts::token token) -> facts::command {
        wanted.reply_to = token;
        return std::move(wanted);
    };
}

auto invoice_renderer(std::shared_ptr<const credentials> clients) {
    return [clients = std::move(clients)](const facts::reply& reply) {
        const auto& made = told_in<facts::invoiced>(reply);
        return make_json(made.is_repeat || made.is_dry_run ? 200 : 201, render_invoiced(made, *clients));
    };
}

}  // namespace

void service::list_contracts(service_call call) {
    const auto at = place_of(call);
    if (!at) return refuse(std::move(call), make_no_address_problem());
    const auto name = at->word(1);
    const auto make = [&name](facts::token token) -> facts::command { return facts::query_contracts{token, name}; };
    const auto render = [is_one = !name.empty()](const facts::reply& reply) {
        const auto& told = told_in<facts::contracts>(reply);
        return make_json(200, is_one ? render_contract(told.rows.front()) : render_contracts(told));
    };
    ask(std::move(call), make, render, make_overloaded_problem);
}

void service::put_contract(service_call call) {
    const auto at = place_of(call);
    if (!at) return refuse(std::move(call), make_no_address_problem());
    const auto asked = read_change_query(call.request.query());
    if (!asked) return refuse(std::move(call), asked.error());
    auto wanted = read_contract(call.request.body);
    if (!wanted) return refuse(std::move(call), wanted.error());
    wanted->by = call_name(call.who);
    const bool is_new = wanted->version == 0;
    const auto make = [&](facts::token token) -> facts::command {
        return facts::put_contract{token, at->word(1), *wanted, asked->is_dry_run};
    };
    const auto render = [status = is_new && !asked->is_dry_run ? 201 : 200](const facts::reply& reply) {
        return make_json(status, render_contract(told_in<facts::contracts>(reply).rows.front()));
    };
    ask(std::move(call), make, render, make_late_problem);
}

// A client's own, or all of them for an operator.
void service::list_invoices(service_call call) {
    const auto at = place_of(call);
    if (!at) return refuse(std::move(call), make_no_address_problem());
    auto asked = read_invoice_query(call.request.query(), options_.list_limit, options_.list_limit_max);
    if (!asked) return refuse(std::move(call), asked.error());
    const bool is_own = static_cast<bool>(at->seller);
    if (is_own) asked->client = credentials_->name_of(at->seller);
    const auto make = [&asked](facts::token token) -> facts::command {
        asked->reply_to = token;
        return *asked;
    };
    const auto render = [clients = credentials_, is_own](const facts::reply& reply) {
        return make_json(200, render_invoices(told_in<facts::invoices>(reply), *clients, is_own));
    };
    ask(std::move(call), make, render, make_overloaded_problem);
}

void service::post_invoice(service_call call) {
    auto wanted = read_wish(call, read_invoice_draft);
    if (!wanted) return refuse(std::move(call), wanted.error());
    ask(std::move(call), sent(*wanted), invoice_renderer(credentials_), make_late_problem);
}

void service::take_back_invoice(service_call call) {
    const auto at = place_of(call);
    const auto number = at ? invoice_number(*at) : std::nullopt;
    if (!number) return refuse(std::move(call), make_no_address_problem());
    const auto asked = read_change_query(call.request.query());
    if (!asked) return refuse(std::move(call), asked.error());
    const auto by = call_name(call.who);
    const auto make = [&](facts::token token) -> facts::command {
        return facts::take_back_invoice{token, at->word(1), *number, by, asked->is_dry_run};
    };
    ask(std::move(call), make, invoice_renderer(credentials_), make_late_problem);
}

void service::list_periods(service_call call) {
    const auto make = [](facts::token token) -> facts::command { return facts::query_periods{token}; };
    const auto render = [](const facts::reply& reply) {
        return make_json(200, render_periods(told_in<facts::periods>(reply)));
    };
    ask(std::move(call), make, render, make_overloaded_problem);
}

void service::post_period(service_call call) {
    auto wanted = read_wish(call, read_period);
    if (!wanted) return refuse(std::move(call), wanted.error());
    const auto render = [](const facts::reply& reply) {
        const auto& told = told_in<facts::period_check>(reply);
        const bool is_closed = told.missing.empty() && !told.is_dry_run;
        return make_json(is_closed ? 201 : 200, render_period_check(told));
    };
    ask(std::move(call), sent(*wanted), render, make_late_problem);
}

}  // namespace kaskad::gateway::api
