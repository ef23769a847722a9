#include "gateway/api/number_text.hpp"
#include "gateway/api/order_request.hpp"
#include "gateway/api/reconciliation_request.hpp"
#include "gateway/api/reconciliation_view.hpp"
#include "gateway/api/service.hpp"
#include "gateway/api/told.hpp"

#include <array>
#include <optional>
#include <utility>

// What came of suppliers' files, and how what is disputed of them goes on: under /v1/admin/reconciliations, for
// operators.

namespace kaskad::gateway::api {

namespace {

using facts::reconciliation_state;

constexpr std::array CHANGES{std::pair{std::string_view{"answer"}, reconciliation_state::answered},
                             std::pair{std::string_view{"settle"}, reconciliation_state::settled},
                             std::pair{std::string_view{"withdraw"}, reconciliation_state::withdrawn}};

problem make_late_problem() {
    return make_problem("outcome_unknown", "No answer in time. Send the same file's again: it is posted once.");
}

problem make_late_change_problem() {
    return make_problem("outcome_unknown", "No answer in time; look at the reconciliation before you try again.");
}

// "/v1/admin/reconciliations/12", or with a word behind it: 12. 0 is none.
std::optional<uint64_t> number_of(const place& at) {
    uint64_t id = 0;
    return read_number(at.word(1), id) && id > 0 ? std::optional{id} : std::nullopt;
}

std::optional<reconciliation_state> state_of(std::string_view word) {
    for (const auto& [name, state] : CHANGES)
        if (name == word) return state;
    return std::nullopt;
}

auto reconciled_renderer(std::shared_ptr<const link_names> links, int status) {
    return [links = std::move(links), status](const facts::reply& reply) {
        const auto& told = told_in<facts::reconciled>(reply);
        return make_json(told.is_repeat || told.is_dry_run ? 200 : status, render_reconciled(told, *links));
    };
}

}  // namespace

void service::post_reconciliation(service_call call) {
    const auto asked = read_change_query(call.request.query());
    if (!asked) return refuse(std::move(call), asked.error());
    auto wanted = read_reconciliation(call.request.body);
    if (!wanted) return refuse(std::move(call), wanted.error());
    wanted->by = call_name(call.who);
    wanted->is_dry_run = asked->is_dry_run;
    const auto make = [&wanted](facts::token token) -> facts::command {
        wanted->reply_to = token;
        return *wanted;
    };
    ask(std::move(call), make, reconciled_renderer(links_, 201), make_late_problem);
}

// All, or the one that the address names.
void service::list_reconciliations(service_call call) {
    const auto at = place_of(call);
    const bool is_one = at && !at->word(1).empty();
    const auto id = is_one ? number_of(*at) : std::optional<uint64_t>{0};
    if (!at || !id) return refuse(std::move(call), make_no_address_problem());
    auto asked = read_reconciliation_query(call.request.query(), options_.list_limit, options_.list_limit_max);
    if (!asked) return refuse(std::move(call), asked.error());
    asked->id = *id;
    const auto make = [&asked](facts::token token) -> facts::command {
        asked->reply_to = token;
        return *asked;
    };
    const auto render = [links = links_, is_one](const facts::reply& reply) {
        const auto& told = told_in<facts::reconciliations>(reply);
        if (!is_one) return make_json(200, render_reconciliations(told, *links));
        if (!told.rows.empty()) return make_json(200, render_reconciliation(told.rows.front(), *links));
        return render_problem(make_problem("not_found", "There is no such reconciliation."));
    };
    ask(std::move(call), make, render, make_overloaded_problem);
}

void service::change_reconciliation(service_call call) {
    const auto at = place_of(call);
    const auto id = at ? number_of(*at) : std::nullopt;
    const auto state = at ? state_of(at->word(2)) : std::nullopt;
    if (!id || !state) return refuse(std::move(call), make_no_address_problem());
    const auto asked = read_change_query(call.request.query());
    if (!asked) return refuse(std::move(call), asked.error());
    auto wanted = read_reconciliation_change(call.request.body, *state);
    if (!wanted) return refuse(std::move(call), wanted.error());
    wanted->is_dry_run = asked->is_dry_run;
    wanted->id = *id;
    wanted->by = call_name(call.who);
    const auto make = [&wanted](facts::token token) -> facts::command {
        wanted->reply_to = token;
        return *wanted;
    };
    ask(std::move(call), make, reconciled_renderer(links_, 200), make_late_change_problem);
}

}  // namespace kaskad::gateway::api
