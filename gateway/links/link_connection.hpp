#pragma once

#include "engine/facts/declaration.hpp"
#include "net/tls.hpp"
#include "smpp/transport/client.hpp"

#include <cstdint>
#include <expected>
#include <functional>
#include <string>

// From the declaration of a link to the options of one connection. Nothing is opened here but TLS files.

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

// Whether a connection made for one declaration may go on under the other.
bool is_same_connection(const facts::link& one, const facts::link& other);

// One connection for both directions, or one for each.
bool has_receivers(const facts::link& link);

}  // namespace kaskad::gateway::links
