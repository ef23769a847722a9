#include "gateway/api/server.hpp"

#include <utility>

namespace kaskad::gateway::api {

server::server(std::shared_ptr<service> inner, std::unique_ptr<net::http_server> http)
    : service_{std::move(inner)}, http_{std::move(http)} {}

std::expected<std::unique_ptr<server>, std::string> server::open(net::shard& home, const server_options& options,
                                                                 server_ports ports) {
    auto& numbers = ports.numbers;
    auto inner = std::make_shared<service>(home, options, std::move(ports));
    const auto handle = [self = std::weak_ptr{inner}](net::http_request request, net::http_responder responder) {
        const auto service = self.lock();
        if (service) service->handle_request(std::move(request), std::move(responder));
    };
    const auto page = [&numbers](const net::http_fault& fault) {
        const auto why = make_problem(fault);
        numbers.count_http(why.status(), 0);
        return render_problem(why);
    };
    auto wanted = options.http;
    wanted.large_paths = {std::string{SHEET_PATH}, std::string{CLIENT_FILE_PATH}, std::string{STAFF_FILE_PATH}};
    wanted.large_body_max = SHEET_OCTETS_MAX;
    static_assert(FILE_OCTETS_MAX == SHEET_OCTETS_MAX);
    auto http = net::http_server::open(home, std::move(wanted), handle, page);
    if (!http) return std::unexpected(http.error());
    return std::unique_ptr<server>{new server{std::move(inner), std::move(*http)}};
}

}  // namespace kaskad::gateway::api
