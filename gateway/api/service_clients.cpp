#include "core/assert.hpp"
#include "gateway/api/client_fields.hpp"
#include "gateway/api/client_view.hpp"
#include "gateway/api/key_request.hpp"
#include "gateway/api/order_request.hpp"
#include "gateway/api/service.hpp"
#include "net/url.hpp"

#include <algorithm>
#include <memory>
#include <utility>

// Clients and their keys: under /v1/admin/ for operators, under /v1/ for a reseller and those below it.

namespace kaskad::gateway::api {

namespace {

problem make_late_problem() {
    return make_problem("outcome_unknown", "No answer in time; look at the client before you try again.");
}

problem make_late_key_problem() {
    return make_problem("outcome_unknown",
                        "No answer in time. If the client's list of keys has it, remove it: nobody was told the key.");
}

const facts::client_standings& standings_in(const facts::reply& reply) {
    const auto* told = std::get_if<facts::client_standings>(&reply);
    ASSERT(told != nullptr);
    return *told;
}

const facts::client_standing& standing_in(const facts::reply& reply) {
    const auto& told = standings_in(reply);
    ASSERT(told.rows.size() == 1);
    return told.rows.front();
}

net::http_response render_no(const facts::reply& reply) {
    const auto* refusal = std::get_if<facts::refusal>(&reply);
    ASSERT(refusal != nullptr);
    return render_problem(make_problem(*refusal));
}

// What the body makes of the client that was found, or of a new one.
std::expected<client_settings, net::http_response> settings_of(const std::string& name, const std::string& body,
                                                               const facts::reply& found, const known_words& known) {
    client_settings before{.value = {}, .parent = {}};
    before.value.name = name;
    const bool is_new = !std::holds_alternative<facts::client_standings>(found);
    if (!is_new) before = {standing_in(found).value, standing_in(found).parent};
    const auto* refusal = std::get_if<facts::refusal>(&found);
    if (refusal && refusal->code != facts::refusal_code::not_found) return std::unexpected(render_no(found));
    auto made = read_client(body, std::move(before), is_new, known);
    if (!made) return std::unexpected(render_problem(made.error()));
    return std::move(*made);
}

bool wants_new_only(const net::http_request& request) {
    return request.header("If-None-Match") == "*";
}

struct put_wish {
    place at;
    change_query asked;
    std::string body;
    known_words known;
    std::shared_ptr<bool> is_new;  // filled in once it is known
};

std::expected<facts::command, net::http_response> make_put(const put_wish& wish, facts::token token,
                                                           const facts::reply& found) {
    auto made = settings_of(wish.at.word(1), wish.body, found, wish.known);
    if (!made) return std::unexpected(std::move(made.error()));
    *wish.is_new = !made->value.id;
    return facts::put_client{.reply_to = token,
                             .seller = wish.at.seller,
                             .value = std::move(made->value),
                             .parent = std::move(made->parent),
                             .must_be_new = wish.asked.must_be_new,
                             .is_dry_run = wish.asked.is_dry_run};
}

std::expected<facts::command, net::http_response> make_disable(const place& at, facts::token token,
                                                               const facts::reply& found) {
    if (!std::holds_alternative<facts::client_standings>(found)) return std::unexpected(render_no(found));
    facts::put_client command{token, at.seller, standing_in(found).value, standing_in(found).parent};
    command.value.enabled = false;
    return command;
}

}  // namespace

std::optional<place> service::place_of(const service_call& call) const {
    place found;
    auto path = call.request.path().substr(std::string_view{"/v1/"}.size());
    const bool is_admin = path.starts_with("admin/");
    if (!is_admin) found.seller = call.who.client;
    while (!path.empty()) {
        const auto end = std::min(path.find('/'), path.size());
        auto word = net::percent_decode(path.substr(0, end), false);
        if (!word) return std::nullopt;
        if (*word != "admin" || !found.words.empty()) found.words.push_back(std::move(*word));
        path.remove_prefix(std::min(end + 1, path.size()));
    }
    return found;
}

void service::list_clients(service_call call) {
    const auto at = place_of(call);
    if (!at) return refuse(std::move(call), make_no_address_problem());
    const auto render = [is_one = !at->word(1).empty(), is_ours = !at->seller](const facts::reply& reply) {
        return make_json(
            200, is_one ? render_client(standing_in(reply), is_ours) : render_clients(standings_in(reply), is_ours));
    };
    ask(std::move(call), ask_for_client(*at), render, make_overloaded_problem);
}

service::command_maker service::ask_for_client(const place& at) {
    return [at](facts::token token) -> facts::command { return facts::query_clients{token, at.seller, at.word(1)}; };
}

void service::put_client(service_call call) {
    const auto at = place_of(call);
    if (!at) return refuse(std::move(call), make_no_address_problem());
    auto asked = read_change_query(call.request.query());
    if (!asked) return refuse(std::move(call), asked.error());
    asked->must_be_new = asked->must_be_new || wants_new_only(call.request);
    const auto is_new = std::make_shared<bool>(false);
    auto next = [wish = put_wish{*at, *asked, std::move(call.request.body), ports_.known, is_new}](
                    facts::token token, const facts::reply& found) { return make_put(wish, token, found); };
    const auto render = [is_new, is_dry_run = asked->is_dry_run, is_ours = !at->seller](const facts::reply& reply) {
        return make_json(*is_new && !is_dry_run ? 201 : 200, render_client(standing_in(reply), is_ours));
    };
    ask_twice(std::move(call), ask_for_client(*at), std::move(next), render, make_late_problem);
}

// What it had is kept; what it has accepted still goes out.
void service::disable_client(service_call call) {
    const auto at = place_of(call);
    if (!at) return refuse(std::move(call), make_no_address_problem());
    auto next = [at = *at](facts::token token, const facts::reply& found) { return make_disable(at, token, found); };
    const auto render = [is_ours = !at->seller](const facts::reply& reply) {
        return make_json(200, render_client(standing_in(reply), is_ours));
    };
    ask_twice(std::move(call), ask_for_client(*at), std::move(next), render, make_late_problem);
}

void service::list_keys(service_call call) {
    const auto at = place_of(call);
    if (!at) return refuse(std::move(call), make_no_address_problem());
    const auto render = [](const facts::reply& reply) { return make_json(200, render_keys(standing_in(reply).value)); };
    ask(std::move(call), ask_for_client(*at), render, make_overloaded_problem);
}

void service::post_key(service_call call) {
    const auto at = place_of(call);
    if (!at) return refuse(std::move(call), make_no_address_problem());
    auto wanted = read_key(call.request.body, ports_.utc_ms ? ports_.utc_ms() : 0);
    if (!wanted) return refuse(std::move(call), wanted.error());
    auto made = make_key(wanted->is_test);
    wanted->sha256 = std::move(made.sha256);
    const auto make = [&](facts::token token) -> facts::command {
        return facts::put_key{token, at->seller, at->word(1), *wanted};
    };
    // The key itself is in this answer, and nowhere else ever.
    const auto render = [key = *wanted, secret = std::move(made.secret)](const facts::reply&) {
        return make_json(201, render_new_key(key, secret));
    };
    ask(std::move(call), make, render, make_late_key_problem);
}

void service::delete_key(service_call call) {
    const auto at = place_of(call);
    if (!at) return refuse(std::move(call), make_no_address_problem());
    const auto end = read_end_of_key(call.request.query(), ports_.utc_ms ? ports_.utc_ms() : 0);
    if (!end) return refuse(std::move(call), end.error());
    const auto make = [&](facts::token token) -> facts::command {
        facts::put_key command{token, at->seller, at->word(1), {}};
        command.key.name = at->word(3);
        command.key.expires_utc = *end;
        return command;
    };
    const auto render = [](const facts::reply& reply) { return make_json(200, render_keys(standing_in(reply).value)); };
    ask(std::move(call), make, render, make_late_problem);
}

}  // namespace kaskad::gateway::api
