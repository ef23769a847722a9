#include "smpp/transport/dialer.hpp"

#include "net/timer.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <fmt/format.h>

#include <utility>

namespace kaskad::smpp::transport {

namespace {

using dialed = std::expected<std::unique_ptr<net::stream>, std::string>;
using tcp_resolver = net::asio::ip::basic_resolver<net::asio::ip::tcp, net::executor>;

// Where a local address is wanted, the socket is bound to it first, and only addresses of its family can be reached.
net::error_code bind_local(net::tcp_socket& socket, const std::string& address) {
    if (address.empty()) return {};
    net::error_code ec;
    const auto local = net::asio::ip::make_address(address, ec);
    if (ec) return ec;
    const net::asio::ip::tcp::endpoint from{local, 0};
    socket.open(from.protocol(), ec);
    if (!ec) socket.bind(from, ec);
    return ec;
}

}  // namespace

// What the deadline and the switch end: whatever is being waited for at the moment.
struct dial_attempt {
    dial_attempt(net::executor where, std::chrono::milliseconds deadline, dial_switch& given)
        : resolver{where}, off{given}, limit{where, [this] { expire(); }} {
        limit.expire_after(deadline);
        off.listen([this] { expire(); });
    }
    ~dial_attempt() { off.listen({}); }
    dial_attempt(const dial_attempt&) = delete;
    dial_attempt& operator=(const dial_attempt&) = delete;

    // A look-up under way ends only when the system's resolver returns, which has limits of its own.
    void expire() {
        is_over = true;
        resolver.cancel();
        if (stream) stream->abort();
    }

    tcp_resolver resolver;
    dial_switch& off;
    std::unique_ptr<net::stream> stream;
    bool is_over = false;
    net::timer limit;
};

net::task<dialed> dial(net::shard& home, dial_target target, dial_switch& off) {
    dial_attempt now{home.get_executor(), target.deadline, off};
    auto [lookup_ec, found] = co_await now.resolver.async_resolve(
        target.host, std::to_string(target.port), net::asio::ip::resolver_base::numeric_service, net::use_ec);
    auto ec = lookup_ec;
    bool connected = false;
    for (const auto& entry : found) {
        if (connected || now.is_over) break;
        now.stream = std::make_unique<net::stream>(net::tcp_socket{home.get_executor()});
        ec = bind_local(now.stream->socket(), target.local_address);
        if (ec) continue;
        auto [connect_ec] = co_await now.stream->socket().async_connect(entry.endpoint(), net::use_ec);
        connected = !connect_ec;
        ec = connect_ec;
    }
    if (now.is_over) co_return std::unexpected(fmt::format("{}:{}: took too long", target.host, target.port));
    if (!connected) co_return std::unexpected(fmt::format("{}:{}: {}", target.host, target.port, ec.message()));
    if (target.tls) {
        const auto name = target.tls_name.empty() ? target.host : target.tls_name;
        const auto secured = co_await now.stream->connect_tls(target.tls, name);
        if (now.is_over) co_return std::unexpected(fmt::format("{}:{}: TLS took too long", target.host, target.port));
        if (!secured) co_return std::unexpected(fmt::format("{}:{}: {}", target.host, target.port, secured.error()));
    }
    co_return std::move(now.stream);
}

}  // namespace kaskad::smpp::transport
