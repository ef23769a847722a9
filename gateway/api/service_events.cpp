#include "gateway/api/database_answer.hpp"
#include "gateway/api/event_feed.hpp"
#include "gateway/api/service.hpp"
#include "gateway/api/told.hpp"

#include <utility>
#include <vector>

// A client's feed: first the engine hears up to where the client has fetched it, then the database is read behind that.

namespace kaskad::gateway::api {

namespace {

problem make_late_problem() {
    return make_problem("view_not_ready", "The database has not caught up in time; try again.");
}

// On the reader's thread.
net::http_response read_feed(store::reader& from, const facts::feed_state& state, const feed_request& asked) {
    const auto found = from.read(facts::fetch_events{state.endpoint, asked.after, asked.limit});
    if (!found) return store_trouble();
    std::vector<facts::event> events;
    for (const auto& record : found->records)
        if (const auto* event = std::get_if<facts::event>(&record)) events.push_back(*event);
    return make_json(200, render_feed(state, events, asked));
}

}  // namespace

void service::get_events(service_call call) {
    const auto asked = parse_feed_request(call.request.query(), {options_.list_limit, options_.list_limit_max});
    if (!asked) return refuse(std::move(call), asked.error());
    if (open_.is_full()) return refuse(std::move(call), make_overloaded_problem());
    const auto client = call.who.client;
    const auto token =
        open({.answer = std::move(call.answer),
              .client = client,
              .idempotency_key = {},
              .deadline = net::clock::now() + options_.answer_deadline,
              .at_deadline = make_late_problem,
              .on_answer = [this, asked = *asked](const facts::answer& answer) { return show_events(answer, asked); }});
    if (!ports_.engine.try_send(facts::confirm_events{token, client, asked->endpoint, asked->after}))
        open_.finish(token, render_problem(make_overloaded_problem()));
}

std::optional<net::http_response> service::show_events(const facts::answer& answer, const feed_request& asked) {
    if (const auto* refusal = std::get_if<facts::refusal>(&answer.value)) return render_problem(make_problem(*refusal));
    read(answer.reply_to, [state = told_in<facts::feed_state>(answer.value), asked](store::reader& from) {
        return read_feed(from, state, asked);
    });
    return std::nullopt;
}

}  // namespace kaskad::gateway::api
