#pragma once

#include "gateway/api/metrics.hpp"
#include "gateway/api/problem.hpp"
#include "net/http_server.hpp"

// A request that waits for its one answer, with the time it came: every answer is counted on its way out.

namespace kaskad::gateway::api {

class exchange {
  public:
    exchange(net::http_responder responder, metrics& numbers)
        : responder_{std::move(responder)}, numbers_{&numbers}, began_{net::clock::now()} {}

    net::clock::time_point began() const { return began_; }

    void send(net::http_response response) {
        const std::chrono::duration<double> seconds = net::clock::now() - began_;
        numbers_->count_http(response.status, seconds.count());
        responder_.send(std::move(response));
    }
    void refuse(const problem& why) { send(render_problem(why)); }

  private:
    net::http_responder responder_;
    metrics* numbers_;
    net::clock::time_point began_;
};

}  // namespace kaskad::gateway::api
