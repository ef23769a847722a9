#pragma once

#include "engine/facts/command_port.hpp"
#include "engine/facts/effect.hpp"
#include "gateway/clients/client_bind.hpp"
#include "gateway/clients/service.hpp"
#include "tests/simulation/agenda.hpp"
#include "tests/simulation/chance.hpp"
#include "tests/simulation/connection.hpp"
#include "tests/simulation/watch.hpp"

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

// The SMPP server of one life: the gateway's own service, on lines of the simulation instead of sockets. It sees to
// what must hold at this end: no bind over its window, no account over its rate.

namespace kaskad::simulation {

class client_server {
  public:
    struct engine_doors {
        std::function<bool(facts::command)> ask;
        std::function<void(facts::command)> insist;
        std::function<std::string()> why_not_durable;
    };

    client_server(agenda& when, chance luck, watch& watch, engine_doors doors);
    ~client_server();

    // A client's connection; its session is the client's to drive.
    std::shared_ptr<connection> connect(const smpp::session_options& client);

    bool owns(const facts::answer& answer) const { return answer.reply_to >> 48 == gateway::clients::CLIENT_TOKENS; }
    bool owns(const facts::call_endpoint& call) const { return endpoints_.contains(call.value.endpoint); }
    void take(const facts::answer& answer) { service_->handle_answer(answer); }
    void take(facts::call_endpoint call) { service_->handle_effect(std::move(call)); }
    void take(const facts::publish_client& effect);
    void take(const facts::publish_endpoint& effect);

  private:
    class line;
    class submits;
    class outcomes;
    class passwords;

    void forget(const line& ended);

    agenda& when_;
    chance luck_;
    watch& watch_;
    net::shard home_{"simulated"};
    std::unique_ptr<submits> ask_;
    std::unique_ptr<outcomes> tell_;
    std::unique_ptr<passwords> passwords_;
    gateway::clients::account_book book_;
    std::set<core::endpoint_id> endpoints_;
    std::shared_ptr<gateway::clients::service> service_;
    std::vector<std::shared_ptr<line>> lines_;
    std::shared_ptr<int> alive_ = std::make_shared<int>();
};

}  // namespace kaskad::simulation
