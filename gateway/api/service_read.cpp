#include "core/assert.hpp"
#include "gateway/api/database_answer.hpp"
#include "gateway/api/inbound_view.hpp"
#include "gateway/api/list_request.hpp"
#include "gateway/api/reason_view.hpp"
#include "gateway/api/service.hpp"

#include <utility>

namespace kaskad::gateway::api {

namespace {

problem make_no_message_problem() {
    return make_problem("not_found", "There is no such message.");
}

problem make_view_problem() {
    return make_problem("view_not_ready", "The database has not caught up in time; try again.");
}

// On the reader's thread. Somebody else's message does not exist for a client.
net::http_response render_message(store::reader& from, core::message_id id, const credential& who,
                                  const operator_sources& sources) {
    auto view = from.read_message(id);
    if (!view) return render_problem(make_store_problem());
    const bool visible = view->message && (who.operator_scope || view->message->client == who.client);
    if (!visible) return render_problem(make_no_message_problem());
    if (!who.operator_scope) return make_json(200, render_for_client(*view));
    auto postings = from.read_postings(view->message->id);
    if (!postings) return render_problem(make_store_problem());
    return make_json(200, render_for_operator({std::move(*view), std::move(*postings)}, sources));
}

}  // namespace

void service::get_message(service_call call) {
    const auto path = call.request.path();
    const auto id = core::parse_message_id(path.substr(path.rfind('/') + 1));
    if (!id) return refuse(std::move(call), make_no_message_problem());
    if (open_.is_full()) return refuse(std::move(call), make_overloaded_problem());
    const auto deadline = net::clock::now() + options_.view_deadline;
    const auto token = open({.answer = std::move(call.answer),
                             .client = call.who.client,
                             .idempotency_key = {},
                             .deadline = net::clock::now() + options_.answer_deadline,
                             .at_deadline = make_view_problem,
                             .on_answer = [this, id = *id, who = call.who, deadline](const facts::answer& answer) {
                                 return handle_barrier(answer, id, who, deadline);
                             }});
    if (!ports_.engine.try_send(facts::query_barrier{token, *id}))
        open_.finish(token, render_problem(make_overloaded_problem()));
}

std::optional<net::http_response> service::handle_barrier(const facts::answer& answer, core::message_id id,
                                                          const credential& who, net::clock::time_point deadline) {
    if (const auto* refusal = std::get_if<facts::refusal>(&answer.value)) return render_problem(make_problem(*refusal));
    const auto* barrier = std::get_if<facts::barrier>(&answer.value);
    ASSERT(barrier != nullptr);
    const auto token = answer.reply_to;
    auto show = [self = weak_from_this(), token, id, who](bool reached) {
        const auto service = self.lock();
        if (!service) return;
        if (!reached) return service->open_.finish(token, render_problem(make_view_problem()));
        service->read(token, [id, who, sources = operator_sources{service->links_, service->ports_.words}](
                                 store::reader& from) { return render_message(from, id, who, sources); });
    };
    ports_.await_position(barrier->position, deadline, [&home = home_, show = std::move(show)](bool reached) {
        home.dispatch([show, reached] { show(reached); });
    });
    return std::nullopt;
}

void service::list_messages(service_call call) {
    const auto client = call.who.client;
    list(client, std::move(call), [](store::reader& from, const store::list_query& query) {
        const auto page = from.list_messages(query);
        return page ? std::optional{render_page(*page, query.limit)} : std::nullopt;
    });
}

void service::list_inbound(service_call call) {
    const auto client = call.who.client;
    list_inbound_of(client, std::move(call));
}

// What was sent to numbers that nobody owns is the operator's business.
void service::list_unowned(service_call call) {
    if (!call.who.operator_scope) return refuse(std::move(call), make_no_address_problem());
    list_inbound_of({}, std::move(call));
}

void service::list_inbound_of(core::client_id client, service_call call) {
    list(client, std::move(call),
         [links = call.who.operator_scope ? links_ : nullptr](store::reader& from, const store::list_query& query) {
             const auto page = from.list_inbound(query);
             return page ? std::optional{render_inbound_page(*page, query.limit, links.get())} : std::nullopt;
         });
}

// A page of what is the client's; without one the database could not be read.
void service::list(core::client_id client, service_call call, list_job render) {
    const auto asked = parse_list_request(call.request.query(), {options_.list_limit, options_.list_limit_max});
    if (!asked) return refuse(std::move(call), asked.error());
    if (open_.is_full()) return refuse(std::move(call), make_overloaded_problem());
    const store::list_query query{.client = client, .after = asked->after, .limit = asked->limit};
    const auto token = open({.answer = std::move(call.answer),
                             .client = call.who.client,
                             .idempotency_key = {},
                             .deadline = net::clock::now() + options_.answer_deadline,
                             .at_deadline = make_view_problem,
                             .on_answer = {}});
    read(token, [query, render = std::move(render)](store::reader& from) mutable {
        const auto page = render(from, query);
        return page ? make_json(200, *page) : render_problem(make_store_problem());
    });
}

// The reader works on its own thread; the response comes back to the shard, where the request may have ended.
void service::read(facts::token token, render_job render) {
    auto job = [self = weak_from_this(), &home = home_, token,
                render = std::move(render)](store::reader& from) mutable {
        home.post([self, token, response = render(from)]() mutable {
            const auto service = self.lock();
            if (service) service->open_.finish(token, std::move(response));
        });
    };
    if (!ports_.reader.try_run(std::move(job))) open_.finish(token, render_problem(make_overloaded_problem()));
}

void service::get_balance(service_call call) {
    const auto client = call.who.client;
    const auto make = [client](facts::token token) -> facts::command { return facts::query_balance{token, client}; };
    const auto render = [](const facts::reply& reply) {
        const auto* balance = std::get_if<facts::balance>(&reply);
        ASSERT(balance != nullptr);
        return render_balance(*balance);
    };
    ask(std::move(call), make, render, make_overloaded_problem);
}

void service::get_reasons(service_call call) {
    const bool for_operator = call.who.operator_scope;
    answer(std::move(call), render_reasons(for_operator));
}

void service::get_accounts(service_call call) {
    if (!call.who.operator_scope) return refuse(std::move(call), make_no_address_problem());
    answer(std::move(call), make_json(200, ports_.accounts()));
}

// Links and their codes are the operator's business: for others there is nothing here.
void service::get_unmapped(service_call call) {
    if (!call.who.operator_scope) return refuse(std::move(call), make_no_address_problem());
    const auto make = [](facts::token token) -> facts::command { return facts::query_unmapped{token}; };
    const auto render = [this](const facts::reply& reply) {
        const auto* codes = std::get_if<facts::unmapped_codes>(&reply);
        ASSERT(codes != nullptr);
        return render_unmapped(*codes, *links_);
    };
    ask(std::move(call), make, render, make_overloaded_problem);
}

}  // namespace kaskad::gateway::api
