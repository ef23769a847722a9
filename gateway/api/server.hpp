#pragma once

#include "gateway/api/server_options.hpp"
#include "gateway/api/service.hpp"

#include <expected>
#include <memory>
#include <string>

// The API on a socket: joins net's HTTP server to the service, so that also the errors of the transport are problem
// details. One for each shard that serves the API. Lives on its shard; only port() and stop() are for any thread.

namespace kaskad::gateway::api {

class server {
  public:
    // Listens when it returns. The error names address and port.
    static std::expected<std::unique_ptr<server>, std::string> open(net::shard& home, const server_options& options,
                                                                    server_ports ports);

    uint16_t port() const { return http_->port(); }

    // On the shard.
    void deliver_answer(facts::answer answer) { service_->handle_answer(std::move(answer)); }
    void admit_clients() { service_->admit_clients(); }
    void set_credentials(std::shared_ptr<const credentials> value) { service_->set_credentials(std::move(value)); }
    void set_links(std::shared_ptr<const link_names> value) { service_->set_links(std::move(value)); }
    size_t open_requests_now() const { return service_->open_requests_now(); }

    // Any thread. Requests under way are finished for at most `time_max`; `done` is called on the shard.
    void stop(std::chrono::milliseconds time_max, std::function<void()> done = {}) {
        http_->stop(time_max, std::move(done));
    }

  private:
    server(std::shared_ptr<service> inner, std::unique_ptr<net::http_server> http);

    std::shared_ptr<service> service_;
    std::unique_ptr<net::http_server> http_;
};

}  // namespace kaskad::gateway::api
