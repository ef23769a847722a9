#include "gateway/api/cascade_request.hpp"
#include "gateway/api/cascade_view.hpp"
#include "gateway/api/order_request.hpp"
#include "gateway/api/service.hpp"
#include "gateway/api/told.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

// Cascades, and people on channels: a client's own.

namespace kaskad::gateway::api {

namespace {

problem make_late_problem() {
    return make_problem("outcome_unknown", "No answer in time; look at what there is, or try again.");
}

std::expected<std::string, problem> name_in(const place& at) {
    auto name = at.word(1);
    const auto is_plain = [](char each) {
        return (each >= 'a' && each <= 'z') || (each >= 'A' && each <= 'Z') || (each >= '0' && each <= '9') ||
               each == '-' || each == '_' || each == '.';
    };
    if (name.size() <= facts::CASCADE_NAME_MAX && std::ranges::all_of(name, is_plain)) return name;
    return std::unexpected(make_field_fault("invalid_field", "name", "is 1 to 64 letters, digits, '-', '_' and '.'"));
}

// Nothing of a cascade with an error is kept.
std::optional<problem> find_errors(const facts::cascade_checked& told) {
    std::optional<problem> found;
    for (const auto& remark : told.remarks) {
        if (!remark.is_error) continue;
        if (!found) found = make_problem("invalid_cascade", remark.text);
        const auto place = remark.step == 0 ? std::string{"steps"} : "steps[" + std::to_string(remark.step - 1) + "]";
        found->errors.push_back({place, remark.text});
    }
    return found;
}

net::http_response render_contacts_reply(const facts::reply& reply) {
    return make_json(200, render_contacts(told_in<facts::contacts>(reply)));
}

}  // namespace

void service::list_cascades(service_call call) {
    const auto at = place_of(call).value_or(place{});
    const bool is_one = !at.word(1).empty();
    const auto make = [&](facts::token token) -> facts::command {
        return facts::query_cascades{token, call.who.client, at.word(1)};
    };
    const auto render = [is_one](const facts::reply& reply) {
        return make_json(200, render_cascades(told_in<facts::cascades>(reply), is_one));
    };
    ask(std::move(call), make, render, make_overloaded_problem);
}

void service::put_cascade(service_call call) {
    const auto name = name_in(place_of(call).value_or(place{}));
    if (!name) return refuse(std::move(call), name.error());
    const auto asked = read_change_query(call.request.query());
    if (!asked) return refuse(std::move(call), asked.error());
    auto wanted = read_cascade_body(call.request.body);
    if (!wanted) return refuse(std::move(call), wanted.error());
    wanted->name = *name;
    const auto make = [&](facts::token token) -> facts::command {
        return facts::put_cascade{token, call.who.client, *wanted, asked->is_dry_run};
    };
    const auto render = [is_dry_run = asked->is_dry_run](const facts::reply& reply) {
        const auto& told = told_in<facts::cascade_checked>(reply);
        const auto wrong = is_dry_run ? std::nullopt : find_errors(told);
        return wrong ? render_problem(*wrong) : make_json(told.is_saved ? 201 : 200, render_cascade(told));
    };
    ask(std::move(call), make, render, make_late_problem);
}

void service::remove_cascade(service_call call) {
    const auto at = place_of(call).value_or(place{});
    const auto make = [&](facts::token token) -> facts::command {
        return facts::remove_cascade{token, call.who.client, at.word(1)};
    };
    const auto render = [](const facts::reply& reply) {
        return make_json(200, render_cascade(told_in<facts::cascade_checked>(reply)));
    };
    ask(std::move(call), make, render, make_late_problem);
}

void service::get_contact(service_call call) {
    const auto at = place_of(call).value_or(place{});
    const auto make = [&](facts::token token) -> facts::command {
        return facts::query_contact{token, call.who.client, at.word(1)};
    };
    ask(std::move(call), make, render_contacts_reply, make_overloaded_problem);
}

void service::put_contact(service_call call) {
    const auto at = place_of(call).value_or(place{});
    const auto channel = core::parse_channel(at.word(2));
    if (!channel || *channel == core::channel::sms) return refuse(std::move(call), make_no_address_problem());
    std::string address;
    if (call.request.method == "PUT") {
        auto given = read_address_body(call.request.body, *channel);
        if (!given) return refuse(std::move(call), given.error());
        address = std::move(*given);
    }
    const auto make = [&](facts::token token) -> facts::command {
        return facts::put_contact{token, call.who.client, at.word(1), *channel, address};
    };
    ask(std::move(call), make, render_contacts_reply, make_late_problem);
}

void service::post_suppression(service_call call) {
    auto wanted = read_suppression(call.request.body);
    if (!wanted) return refuse(std::move(call), wanted.error());
    wanted->client = call.who.client;
    const auto make = [&](facts::token token) -> facts::command {
        wanted->reply_to = token;
        return *wanted;
    };
    ask(std::move(call), make, render_contacts_reply, make_late_problem);
}

}  // namespace kaskad::gateway::api
