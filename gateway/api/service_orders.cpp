#include "core/assert.hpp"
#include "gateway/api/number_text.hpp"
#include "gateway/api/order_request.hpp"
#include "gateway/api/order_view.hpp"
#include "gateway/api/request_query.hpp"
#include "gateway/api/service.hpp"
#include "gateway/api/supplier_view.hpp"

#include <fmt/format.h>

#include <utility>

// Money that people move on clients' accounts and suppliers', how the latter stand, and what currencies are worth.
// Under /v1/admin/ for operators, orders under /v1/ for a reseller and the clients right below it.

namespace kaskad::gateway::api {

namespace {

constexpr std::string_view CSV_TYPE = "text/csv";

problem make_late_problem() {
    return make_problem("outcome_unknown",
                        "No answer in time. Send the same order with the same reference: it happens once.");
}

problem make_late_decision_problem() {
    return make_problem("outcome_unknown", "No answer in time; GET /v1/admin/ledger/orders tells what became of it.");
}

problem make_late_import_problem() {
    return make_problem("outcome_unknown", "No answer in time; import the same again: what is known does not change.");
}

int status_of(const facts::ordered& value) {
    if (value.is_dry_run || value.is_repeat) return 200;
    return value.value.state == facts::money_order_state::waiting ? 202 : 201;
}

const facts::ordered& ordered_in(const facts::reply& reply) {
    const auto* told = std::get_if<facts::ordered>(&reply);
    ASSERT(told != nullptr);
    return *told;
}

const facts::exchange_rates& rates_in(const facts::reply& reply) {
    const auto* told = std::get_if<facts::exchange_rates>(&reply);
    ASSERT(told != nullptr);
    return *told;
}

// "/v1/admin/ledger/orders/12/approve": 12.
std::optional<uint64_t> order_number(const place& at) {
    uint64_t id = 0;
    return read_number(at.word(2), id) ? std::optional{id} : std::nullopt;
}

// base= and quote=, both or neither.
std::expected<facts::query_exchange_rates, problem> read_pair(std::string_view query) {
    const auto given = parse_request_query(query, {"base", "quote"});
    if (!given) return std::unexpected(given.error());
    facts::query_exchange_rates asked;
    for (const auto& [name, value] : *given)
        (name == "base" ? asked.base : asked.quote) = value;
    if (asked.base.empty() != asked.quote.empty())
        return std::unexpected(make_field_fault("missing_field", "quote", "a pair has a base and a quote"));
    return asked;
}

}  // namespace

std::string service::reseller_name(const place& at) const {
    return at.seller ? credentials_->name_of(at.seller) : std::string{};
}

void service::post_order(service_call call) {
    const auto at = place_of(call);
    if (!at) return refuse(std::move(call), make_no_address_problem());
    const auto asked = read_change_query(call.request.query());
    if (!asked) return refuse(std::move(call), asked.error());
    auto order = read_order(call.request.body, at->seller ? order_place::reseller : order_place::ours);
    if (!order) return refuse(std::move(call), order.error());
    order->seller = at->seller;
    order->by = call_name(call.who);  // before the call is moved away
    order->is_dry_run = asked->is_dry_run;
    const auto make = [&order](facts::token token) -> facts::command {
        order->reply_to = token;
        return *order;
    };
    const auto render = [clients = credentials_, links = links_,
                         reseller = reseller_name(*at)](const facts::reply& reply) {
        const auto& made = ordered_in(reply);
        return make_json(status_of(made), render_ordered(made, {*clients, *links, reseller}));
    };
    ask(std::move(call), make, render, make_late_problem);
}

// A reseller names one of its clients: that it is one is asked first.
void service::list_orders(service_call call) {
    const auto at = place_of(call);
    if (!at) return refuse(std::move(call), make_no_address_problem());
    const auto asked = read_order_query(call.request.query(), options_.list_limit, options_.list_limit_max);
    if (!asked) return refuse(std::move(call), asked.error());
    const auto render = [clients = credentials_, links = links_,
                         reseller = reseller_name(*at)](const facts::reply& reply) {
        const auto* told = std::get_if<facts::money_orders>(&reply);
        ASSERT(told != nullptr);
        return make_json(200, render_orders(*told, {*clients, *links, reseller}));
    };
    const auto list = [query = *asked](facts::token token) -> facts::command {
        auto command = query;
        command.reply_to = token;
        return command;
    };
    if (!at->seller) return ask(std::move(call), list, render, make_overloaded_problem);
    if (asked->client.empty())
        return refuse(std::move(call), make_field_fault("missing_field", "client", "say which of your clients"));
    const auto first = [at = *at, name = asked->client](facts::token token) -> facts::command {
        return facts::query_clients{token, at.seller, name};
    };
    auto next = [list](facts::token token, const facts::reply& found) -> next_command {
        if (const auto* no = std::get_if<facts::refusal>(&found))
            return std::unexpected(render_problem(make_problem(*no)));
        return list(token);
    };
    ask_twice(std::move(call), first, std::move(next), render, make_overloaded_problem);
}

void service::decide_order(service_call call, bool agrees) {
    const auto at = place_of(call);
    const auto id = at ? order_number(*at) : std::nullopt;
    if (!id) return refuse(std::move(call), make_no_address_problem());
    const auto by = call_name(call.who);
    const auto make = [&](facts::token token) -> facts::command { return facts::decide_order{token, *id, agrees, by}; };
    const auto render = [clients = credentials_, links = links_](const facts::reply& reply) {
        return make_json(200, render_ordered(ordered_in(reply), {*clients, *links, {}}));
    };
    ask(std::move(call), make, render, make_late_decision_problem);
}

void service::get_suppliers(service_call call) {
    const auto make = [](facts::token token) -> facts::command { return facts::query_suppliers{token}; };
    auto polls = ports_.polls ? ports_.polls() : std::vector<supplier_poll>{};
    const auto render = [links = links_, polls = std::move(polls)](const facts::reply& reply) {
        const auto* told = std::get_if<facts::supplier_standings>(&reply);
        ASSERT(told != nullptr);
        return make_json(200, render_suppliers(*told, *links, polls));
    };
    ask(std::move(call), make, render, make_overloaded_problem);
}

void service::get_exchange_rates(service_call call) {
    const auto asked = read_pair(call.request.query());
    if (!asked) return refuse(std::move(call), asked.error());
    const auto make = [query = *asked](facts::token token) mutable -> facts::command {
        query.reply_to = token;
        return query;
    };
    const auto render = [](const facts::reply& reply) { return make_json(200, render_rates(rates_in(reply))); };
    ask(std::move(call), make, render, make_overloaded_problem);
}

void service::post_exchange_rates(service_call call) {
    const auto type = call.request.header("Content-Type").value_or("");
    auto rows = type.starts_with(CSV_TYPE) ? read_rates_csv(call.request.body) : read_rates(call.request.body);
    if (!rows) return refuse(std::move(call), rows.error());
    const auto count = rows->size();
    for (auto& row : *rows)
        row.by = call_name(call.who);
    const auto make = [&rows](facts::token token) -> facts::command {
        return facts::import_exchange_rates{token, std::move(*rows)};
    };
    const auto render = [count](const facts::reply& reply) {
        return make_json(200, fmt::format(R"({{"rows":{},"changed":{}}})", count, rates_in(reply).changed));
    };
    ask(std::move(call), make, render, make_late_import_problem);
}

}  // namespace kaskad::gateway::api
