#include "net/http_server.hpp"

#include "core/assert.hpp"
#include "net/http_connection.hpp"
#include "net/http_render.hpp"

#include <ctime>
#include <utility>

namespace kaskad::net {

namespace {

// Connections over the limit that are being told so; beyond these they are closed without a word.
constexpr std::size_t REFUSALS_MAX = 64;

void admit(const std::shared_ptr<http_service>& service, tcp_socket socket) {
    const auto open = service->connections.size();
    const auto limit = service->options.connections_max;
    ++service->counts.accepted;
    const bool refused = open >= limit;
    if (refused) ++service->counts.refused;
    if (open >= limit + REFUSALS_MAX) return;
    std::make_shared<http_connection>(service, std::move(socket), refused)->start();
}

}  // namespace

http_responder::~http_responder() {
    if (answer_) answer_(std::nullopt);
}

void http_responder::send(http_response response) {
    ASSERT(!is_answered());
    auto answer = std::exchange(answer_, nullptr);
    answer(std::move(response));
}

http_response http_service::fault_response(const http_fault& fault) {
    if (page) return page(fault);
    return {.status = fault.status, .content_type = "text/plain", .body = fault.detail + "\n"};
}

std::string_view http_service::date() {
    const auto second = std::time(nullptr);
    if (second != date_second_) date_text_ = http_date(second);
    date_second_ = second;
    return date_text_;
}

void http_service::forget(http_connection* connection) {
    connections.erase(connection);
    if (!connections.empty() || !stopped) return;
    stop_timer.reset();
    home.post(std::exchange(stopped, nullptr));
}

void http_service::close_all() {
    acceptor->close();
    // A connection goes when its coroutines have ended, not in here.
    for (auto* connection : connections)
        connection->close();
}

std::expected<std::unique_ptr<http_server>, std::string> http_server::open(shard& home, http_server_options options,
                                                                           handler handle, fault_page page) {
    auto service = std::make_shared<http_service>(home, std::move(options));
    service->handle = std::move(handle);
    service->page = std::move(page);
    auto opened = acceptor::open(home, {service->options.address, service->options.port, service->options.reuse_port});
    if (!opened) return std::unexpected("HTTP: " + opened.error());
    service->acceptor = std::move(*opened);
    service->acceptor->start([weak = std::weak_ptr{service}](tcp_socket socket) {
        if (auto open = weak.lock()) admit(open, std::move(socket));
    });
    const auto port = service->acceptor->port();
    return std::unique_ptr<http_server>{new http_server{std::move(service), port}};
}

http_server::http_server(std::shared_ptr<http_service> service, uint16_t port)
    : service_{std::move(service)}, port_{port} {}

http_server::~http_server() {
    auto& home = service_->home;
    home.dispatch([service = std::move(service_)] {
        service->stop_timer.reset();
        service->close_all();
    });
}

http_server_counts http_server::counts() const {
    auto counts = service_->counts;
    counts.connections = service_->connections.size();
    return counts;
}

void http_server::stop(std::chrono::milliseconds time_max, std::function<void()> done) {
    service_->home.dispatch([service = service_, time_max, done = std::move(done)]() mutable {
        ASSERT(!service->stopped);
        service->acceptor->close();
        service->stopped = done ? std::move(done) : [] {};
        if (service->connections.empty()) return service->forget(nullptr);
        service->stop_timer =
            std::make_unique<timer>(service->home.get_executor(), [raw = service.get()] { raw->close_all(); });
        service->stop_timer->expire_after(time_max);
        for (auto* connection : service->connections)
            connection->drain();
    });
}

}  // namespace kaskad::net
