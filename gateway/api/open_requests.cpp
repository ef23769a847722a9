#include "gateway/api/open_requests.hpp"

#include "core/assert.hpp"

#include <chrono>

namespace kaskad::gateway::api {

namespace {

int64_t to_ms(net::clock::time_point time) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count();
}

}  // namespace

open_requests::open_requests(uint16_t number, size_t count_max, const client_gate_options& gate)
    : last_{static_cast<facts::token>(number) << 48}, count_max_{count_max}, gate_{gate} {}

bool open_requests::is_in_progress(core::client_id client, const std::string& idempotency_key) const {
    return keys_.contains({client, idempotency_key});
}

net::clock::time_point open_requests::next_deadline() const {
    return by_deadline_.empty() ? net::clock::time_point::max() : by_deadline_.begin()->first;
}

std::optional<problem> open_requests::enter(core::client_id client, net::clock::time_point now) {
    switch (gate_.enter(client, to_ms(now))) {
        case gate_verdict::entered:
            return std::nullopt;
        case gate_verdict::too_many_open:
            return make_problem("too_many_open_requests", "Too many requests of this client are open at once.");
        case gate_verdict::too_fast:
            return make_problem("too_many_requests", "This client asks more often than it may.");
    }
    return std::nullopt;
}

facts::token open_requests::add(open_request request) {
    ASSERT(!is_full());
    const auto token = ++last_;
    if (!request.idempotency_key.empty()) {
        const bool added = keys_.emplace(request.client, request.idempotency_key).second;
        ASSERT(added);
    }
    by_deadline_.emplace(request.deadline, token);
    by_token_.emplace(token, std::move(request));
    return token;
}

void open_requests::listen(facts::token token, answer_handler on_answer, problem (*at_deadline)()) {
    const auto found = by_token_.find(token);
    if (found == by_token_.end()) return;
    ASSERT(!found->second.on_answer);
    found->second.on_answer = std::move(on_answer);
    found->second.at_deadline = at_deadline;
}

void open_requests::handle_answer(const facts::answer& answer) {
    const auto found = by_token_.find(answer.reply_to);
    if (found == by_token_.end() || !found->second.on_answer) return;
    // The function may add or end other requests, and so move this one's place in the table.
    auto on_answer = std::move(found->second.on_answer);
    auto response = on_answer(answer);
    const auto again = by_token_.find(answer.reply_to);
    if (again == by_token_.end()) return;
    again->second.on_answer = std::move(on_answer);
    if (response) end(again, std::move(*response));
}

void open_requests::finish(facts::token token, net::http_response response) {
    const auto found = by_token_.find(token);
    if (found != by_token_.end()) end(found, std::move(response));
}

void open_requests::expire(net::clock::time_point now) {
    while (!by_deadline_.empty() && by_deadline_.begin()->first <= now) {
        const auto found = by_token_.find(by_deadline_.begin()->second);
        ASSERT(found != by_token_.end());
        end(found, render_problem(found->second.at_deadline()));
    }
}

void open_requests::end(place found, net::http_response response) {
    auto request = std::move(found->second);
    by_deadline_.erase({request.deadline, found->first});
    by_token_.erase(found);
    if (!request.idempotency_key.empty()) keys_.erase({request.client, request.idempotency_key});
    gate_.leave(request.client);
    request.answer.send(std::move(response));
}

}  // namespace kaskad::gateway::api
