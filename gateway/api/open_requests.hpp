#pragma once

#include "engine/facts/effect.hpp"
#include "gateway/api/client_gate.hpp"
#include "gateway/api/exchange.hpp"

#include <cstddef>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>

// The requests whose answer needs somebody else (engine, projector, database), by token. Each ends exactly once: by
// finish() or by its deadline; what comes for a token afterwards is dropped. Bounded by the number given. On its
// server's shard; the server's timer drives expire().

namespace kaskad::gateway::api {

struct open_request {
    exchange answer;
    core::client_id client;
    std::string idempotency_key;  // empty = none; nobody else may use it meanwhile
    net::clock::time_point deadline;
    problem (*at_deadline)();
    // What to do with an answer of the engine; a response ends the request. Empty: no answer is awaited.
    std::move_only_function<std::optional<net::http_response>(const facts::answer&)> on_answer;
};

class open_requests {
  public:
    // `number` stands in the upper 16 bits of every token, so that answers find the way back to their shard.
    open_requests(uint16_t number, size_t count_max, const client_gate_options& gate);

    size_t size() const { return by_token_.size(); }
    bool is_full() const { return by_token_.size() >= count_max_; }
    bool is_open(facts::token token) const { return by_token_.contains(token); }
    bool is_in_progress(core::client_id client, const std::string& idempotency_key) const;
    // time_point::max() when nothing waits.
    net::clock::time_point next_deadline() const;

    // For every authenticated request, also one that is never added. Nothing: it may go on.
    std::optional<problem> enter(core::client_id client, net::clock::time_point now);
    void leave(core::client_id client) { gate_.leave(client); }

    // Must not be full; its client has entered, and leaves when it ends.
    facts::token add(open_request request);
    // From now on answers of the engine are awaited for it, which were not before, and its deadline says something
    // else.
    using answer_handler = std::move_only_function<std::optional<net::http_response>(const facts::answer&)>;
    void listen(facts::token token, answer_handler on_answer, problem (*at_deadline)());
    void handle_answer(const facts::answer& answer);
    void finish(facts::token token, net::http_response response);
    void expire(net::clock::time_point now);

  private:
    using key_of_client = std::pair<core::client_id, std::string>;
    using place = std::unordered_map<facts::token, open_request>::iterator;

    void end(place found, net::http_response response);

    facts::token last_;
    size_t count_max_;
    client_gate gate_;
    std::unordered_map<facts::token, open_request> by_token_;
    std::set<std::pair<net::clock::time_point, facts::token>> by_deadline_;
    std::set<key_of_client> keys_;
};

inline uint16_t shard_number_of(facts::token token) {
    return static_cast<uint16_t>(token >> 48);
}

}  // namespace kaskad::gateway::api
