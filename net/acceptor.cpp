#include "net/acceptor.hpp"

#include "core/assert.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <sys/socket.h>
#include <utility>

namespace kaskad::net {

namespace {

constexpr auto ERROR_PAUSE = std::chrono::milliseconds{100};

error_code listen(tcp_acceptor& socket, const listen_options& options) {
    using reuse_port = asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;
    error_code ec;
    const auto address = asio::ip::make_address(options.address, ec);
    if (ec) return ec;
    const asio::ip::tcp::endpoint where{address, options.port};
    if (socket.open(where.protocol(), ec); ec) return ec;
    if (socket.set_option(asio::socket_base::reuse_address{true}, ec); ec) return ec;
    if (options.reuse_port) socket.set_option(reuse_port{true}, ec);
    if (ec) return ec;
    if (socket.bind(where, ec); ec) return ec;
    socket.listen(asio::socket_base::max_listen_connections, ec);
    return ec;
}

}  // namespace

acceptor::acceptor(shard& home) : home_{home}, socket_{home.get_executor()} {}

std::expected<std::shared_ptr<acceptor>, std::string> acceptor::open(shard& home, const listen_options& options) {
    auto result = std::make_shared<acceptor>(home);
    if (const auto ec = listen(result->socket_, options)) {
        return std::unexpected(
            fmt::format("cannot listen on {} port {}: {}", options.address, options.port, ec.message()));
    }
    result->port_ = result->socket_.local_endpoint().port();
    return result;
}

void acceptor::start(function accepted) {
    ASSERT(!accepted_);
    accepted_ = std::move(accepted);
    home_.post([self = shared_from_this()] { spawn(self->home_.get_executor(), self->accept(self)); });
}

void acceptor::close() {
    error_code ignored;
    socket_.close(ignored);
    accepted_ = nullptr;
}

task<void> acceptor::accept(std::shared_ptr<acceptor> self) {
    steady_timer pause{home_.get_executor()};
    while (socket_.is_open()) {
        auto [ec, socket] = co_await socket_.async_accept(use_ec);
        if (!accepted_) break;
        if (!ec) {
            accepted_(std::move(socket));
            continue;
        }
        // Out of descriptors, mostly: connections that end give some back.
        spdlog::warn("cannot accept a connection on port {}: {}", port_, ec.message());
        pause.expires_after(ERROR_PAUSE);
        co_await pause.async_wait(use_ec);
    }
}

}  // namespace kaskad::net
