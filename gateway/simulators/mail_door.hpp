#pragma once

#include "net/acceptor.hpp"
#include "net/http_server.hpp"

#include <cstdint>
#include <expected>
#include <memory>
#include <string>

// The port of the simulated server of mail: its connections, each with a mail_session. On its shard.

namespace kaskad::gateway::simulators {

class mail_door {
  public:
    static constexpr std::size_t VISITORS_MAX = 1'000;  // one more is turned away

    // The questions of sessions are asked like requests over HTTP.
    static std::expected<std::unique_ptr<mail_door>, std::string> open(net::shard& home,
                                                                       const net::listen_options& where,
                                                                       net::http_server::handler ask);
    // On the shard, or when it does not run.
    ~mail_door();
    mail_door(const mail_door&) = delete;
    mail_door& operator=(const mail_door&) = delete;

    uint16_t port() const { return acceptor_->port(); }

  private:
    // What its connections share, which may outlive it by a moment.
    struct house;
    class visitor;

    mail_door(std::shared_ptr<net::acceptor> acceptor, net::http_server::handler ask);

    std::shared_ptr<net::acceptor> acceptor_;
    std::shared_ptr<house> house_;
};

}  // namespace kaskad::gateway::simulators
