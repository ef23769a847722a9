#pragma once

#include "engine/facts/declaration.hpp"
#include "gateway/links/link_set.hpp"
#include "gateway/links/operator_wire.hpp"
#include "net/shard.hpp"
#include "net/tls.hpp"
#include "smpp/transport/client.hpp"

#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <string>

// Links over sockets: from the declaration of a link to the options of one connection, and the links of a shard on
// connections made so.

namespace kaskad::gateway::links {

struct connection_means {
    // The error is a sentence for the log; the secret is in neither.
    std::function<std::expected<std::string, std::string>(const std::string& sealed)> open_password;
    std::function<std::expected<net::tls_context, std::string>(const net::tls_client_options&)> make_tls =
        net::make_tls_client;
    uint64_t seed = 0;  // of the jitter between reconnects
};

std::expected<smpp::transport::client_options, std::string> make_client_options(const facts::link& link,
                                                                                const connection_means& means);

// Nothing is opened before a wire is started, but TLS files.
wire_maker make_wires(net::shard& home, connection_means means);

// By TCP alone, also where the link speaks TLS.
host_prober make_prober(net::shard& home);

// The links of one shard. make_wire and probe of the options are filled in.
std::unique_ptr<link_set> make_link_set(net::shard& home, connection_means means, link_set_options options,
                                        facts::command_port& engine);

}  // namespace kaskad::gateway::links
