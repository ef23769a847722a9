#include "core/assert.hpp"
#include "gateway/api/json_body.hpp"
#include "gateway/api/link_view.hpp"
#include "gateway/api/service.hpp"

#include <boost/json.hpp>

#include <array>
#include <utility>

// The operator's orders to links, and how they are.

namespace kaskad::gateway::api {

namespace {

struct link_order {
    std::string link;
    facts::link_hold hold = facts::link_hold::none;
};

constexpr std::array ORDERS{std::pair{std::string_view{"pause"}, facts::link_hold::paused},
                            std::pair{std::string_view{"drain"}, facts::link_hold::draining},
                            std::pair{std::string_view{"resume"}, facts::link_hold::none}};

// "/v1/links/alpha/pause"
std::optional<link_order> order_of(std::string_view path) {
    const auto slash = path.rfind('/');
    const auto name = path.substr(0, slash);
    for (const auto& [word, hold] : ORDERS) {
        if (path.substr(slash + 1) == word) return link_order{std::string{name.substr(name.rfind('/') + 1)}, hold};
    }
    return std::nullopt;
}

// {"why": "..."}, or nothing at all.
std::expected<std::string, problem> why_of(std::string_view body) {
    if (body.empty()) return std::string{};
    const auto root = parse_json(body);
    if (!root) return std::unexpected(root.error());
    const auto* fields = root->if_object();
    if (!fields) return std::unexpected(make_problem("malformed_json", "The body must be a JSON object."));
    std::string why;
    for (const auto& [name, value] : *fields) {
        const auto refuse = [&](std::string_view code, std::string text) {
            auto result = make_problem(code, text);
            result.errors.push_back({std::string{name}, std::move(text)});
            return std::unexpected(std::move(result));
        };
        if (name != "why") return refuse("unknown_field", "There is no such field.");
        if (!value.is_string()) return refuse("wrong_type", "It must be a string.");
        why = value.get_string();
    }
    return why;
}

}  // namespace

void service::get_links(service_call call) {
    if (!call.who.operator_scope) return refuse(std::move(call), make_no_address_problem());
    answer(std::move(call), render_links(*links_, ports_.statuses()));
}

void service::post_link_order(service_call call) {
    const auto order = order_of(call.request.path());
    if (!call.who.operator_scope || !order) return refuse(std::move(call), make_no_address_problem());
    auto why = why_of(call.request.body);
    if (!why) return refuse(std::move(call), why.error());
    const auto by = call_name(call.who);
    const auto make = [&](facts::token token) -> facts::command {
        return facts::hold_link{token, order->link, order->hold, by, std::move(*why)};
    };
    const auto render = [](const facts::reply& reply) {
        ASSERT(std::holds_alternative<facts::done>(reply));
        return make_json(200, R"({"done":true})");
    };
    ask(std::move(call), make, render,
        [] { return make_problem("outcome_unknown", "No answer in time; see GET /v1/links."); });
}

}  // namespace kaskad::gateway::api
