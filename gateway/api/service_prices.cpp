#include "core/assert.hpp"
#include "gateway/api/number_text.hpp"
#include "gateway/api/price_view.hpp"
#include "gateway/api/service.hpp"
#include "gateway/api/sheet_inquiry.hpp"
#include "net/url.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

// Prices as they stand, and sheets that change them, for operators. A sheet's way: its owner's prices from the engine,
// its rows from the thread that reads sheets, and from there back to the engine, if it is to be applied.

namespace kaskad::gateway::api {

namespace {

constexpr size_t FILE_NAME_MAX = 255;

problem make_sheet_late_problem() {
    return make_problem("outcome_unknown", "The sheet took too long; GET /v1/prices tells whether it was applied.");
}

std::unexpected<problem> refuse_field(std::string_view code, const std::string& name, const std::string& why) {
    return std::unexpected(make_field_fault(code, name, why));
}

// Whose prices, and what else the query says, in which no name comes twice.
struct owner_query {
    facts::price_owner_name owner;
    net::query_parameters others;
};

std::expected<owner_query, problem> parse_owner_query(std::string_view query) {
    const auto parameters = net::parse_query(query);
    if (!parameters) return std::unexpected(make_problem("malformed_request", "The query cannot be decoded."));
    owner_query result;
    std::set<std::string_view> seen;
    for (const auto& [name, value] : *parameters) {
        if (!seen.insert(name).second) return refuse_field("invalid_field", name, "is given twice");
        if (name == "link") {
            result.owner.link = value;
        } else if (name == "client") {
            result.owner.client = value;
        } else {
            result.others.emplace_back(name, value);
        }
    }
    return result;
}

std::string take(net::query_parameters& from, std::string_view name) {
    const auto found = std::ranges::find(from, name, [](const auto& each) -> std::string_view { return each.first; });
    if (found == from.end()) return {};
    auto value = std::move(found->second);
    from.erase(found);
    return value;
}

std::expected<sheet_request, problem> parse_sheet_request(net::http_request& request) {
    auto query = parse_owner_query(request.query());
    if (!query) return std::unexpected(query.error());
    sheet_request sheet{.owner = std::move(query->owner), .form = std::move(query->others)};
    sheet.file = take(sheet.form, "file");
    sheet.token = take(sheet.form, "token");
    if (sheet.file.size() > FILE_NAME_MAX) return refuse_field("invalid_field", "file", "at most 255 octets");
    if (request.body.empty()) return refuse_field("missing_field", "file", "the body is the sheet, as CSV or XLSX");
    sheet.octets = std::move(request.body);
    return sheet;
}

// "/v1/prices/imports/12/undo"
std::optional<uint64_t> import_of(std::string_view path) {
    path.remove_suffix(std::string_view{"/undo"}.size());
    uint64_t id = 0;
    return read_number(path.substr(path.rfind('/') + 1), id) ? std::optional{id} : std::nullopt;
}

net::http_response render_change(const facts::reply& reply) {
    const auto* changed = std::get_if<facts::prices_changed>(&reply);
    ASSERT(changed != nullptr);
    return make_json(200, fmt::format(R"({{"import":{},"version":{}}})", changed->import, changed->version));
}

}  // namespace

void service::get_prices(service_call call) {
    if (!call.who.operator_scope) return refuse(std::move(call), make_no_address_problem());
    auto query = parse_owner_query(call.request.query());
    if (!query) return refuse(std::move(call), query.error());
    const auto page = parse_price_page(query->others, {options_.list_limit, options_.list_limit_max});
    if (!page) return refuse(std::move(call), page.error());
    const auto make = [&query](facts::token token) -> facts::command {
        return facts::query_prices{token, std::move(query->owner)};
    };
    const auto render = [page = *page](const facts::reply& reply) {
        const auto* told = std::get_if<facts::owner_prices>(&reply);
        ASSERT(told != nullptr);
        return make_json(200, render_prices(*told, page));
    };
    ask(std::move(call), make, render, make_overloaded_problem);
}

void service::take_sheet(service_call call, bool applies) {
    if (!call.who.operator_scope) return refuse(std::move(call), make_no_address_problem());
    auto parsed = parse_sheet_request(call.request);
    if (!parsed) return refuse(std::move(call), parsed.error());
    if (open_.is_full()) return refuse(std::move(call), make_overloaded_problem());
    parsed->applies = applies;
    parsed->by = call_name(call.who);
    const auto sheet = std::make_shared<sheet_inquiry>(std::move(*parsed));
    const auto token =
        open({.answer = std::move(call.answer),
              .client = call.who.client,
              .idempotency_key = {},
              .deadline = net::clock::now() + options_.sheet_deadline,
              .at_deadline = make_sheet_late_problem,
              .on_answer = [this, sheet](const facts::answer& answer) { return handle_sheet_answer(answer, sheet); }});
    if (!ports_.engine.try_send(sheet->first(token))) open_.finish(token, render_problem(make_overloaded_problem()));
}

// First the owner's prices and what else the sheet is judged by; later what became of the command.
std::optional<net::http_response> service::handle_sheet_answer(const facts::answer& answer,
                                                               const std::shared_ptr<sheet_inquiry>& sheet) {
    if (const auto* refusal = std::get_if<facts::refusal>(&answer.value)) return render_problem(make_problem(*refusal));
    if (std::holds_alternative<facts::prices_changed>(answer.value)) return render_change(answer.value);
    if (auto next = sheet->take(answer)) {
        if (ports_.engine.try_send(std::move(*next))) return std::nullopt;
        return render_problem(make_overloaded_problem());
    }
    if (ports_.sheets == nullptr || !ports_.judge_sheet) return render_problem(make_overloaded_problem());
    auto job = [self = weak_from_this(), &home = home_, token = answer.reply_to, sheet, links = links_,
                credentials = credentials_, judge = ports_.judge_sheet](store::reader& from) {
        auto verdict = judge(
            from, {sheet->request(), sheet->prices(), *links, credentials->clients(), sheet->told(), sheet->others()});
        home.post([self, token, verdict = std::move(verdict)]() mutable {
            const auto service = self.lock();
            if (service) service->conclude_sheet(token, std::move(verdict));
        });
    };
    if (!ports_.sheets->try_run(std::move(job))) return render_problem(make_overloaded_problem());
    return std::nullopt;
}

// What nobody waits for any more is not applied.
void service::conclude_sheet(facts::token token, sheet_verdict verdict) {
    if (!verdict.command) return open_.finish(token, std::move(verdict.answer));
    if (!open_.is_open(token)) return;
    verdict.command->reply_to = token;
    if (!ports_.engine.try_send(std::move(*verdict.command)))
        open_.finish(token, render_problem(make_overloaded_problem()));
}

void service::undo_import(service_call call) {
    const auto id = import_of(call.request.path());
    if (!call.who.operator_scope || !id) return refuse(std::move(call), make_no_address_problem());
    const auto by = call_name(call.who);
    const auto make = [&](facts::token token) -> facts::command { return facts::undo_import{token, *id, by}; };
    ask(std::move(call), make, render_change, make_sheet_late_problem);
}

}  // namespace kaskad::gateway::api
