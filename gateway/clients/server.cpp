#include "gateway/clients/server.hpp"

#include "gateway/clients/client_bind.hpp"

#include <utility>

namespace kaskad::gateway::clients {

std::expected<std::unique_ptr<server>, std::string> server::open(net::shard& home, server_options options,
                                                                 service_ports ports) {
    auto inner = std::make_shared<service>(home, std::move(ports), options.names_credentials);
    auto listener = smpp::transport::listener::open(
        home, std::move(options.listener),
        [inner](smpp::transport::connection& own) { return std::make_unique<client_bind>(*inner, own); });
    if (!listener) return std::unexpected(listener.error());
    return std::unique_ptr<server>{new server{std::move(inner), std::move(*listener)}};
}

server::server(std::shared_ptr<service> inner, std::unique_ptr<smpp::transport::listener> listener)
    : service_{std::move(inner)}, listener_{std::move(listener)} {}

}  // namespace kaskad::gateway::clients
