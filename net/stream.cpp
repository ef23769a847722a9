#include "net/stream.hpp"

#include "core/assert.hpp"

#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>

#include <cerrno>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <utility>

namespace kaskad::net {

struct stream::tls_layer {
    tls_layer(tcp_socket& socket, tls_context given) : context{std::move(given)}, session{socket, *context} {}

    tls_context context;  // the session refers to it
    asio::ssl::stream<tcp_socket&> session;
};

stream::stream(tcp_socket socket) : socket_{std::move(socket)} {}

stream::~stream() = default;

task<std::expected<void, std::string>> stream::accept_tls(tls_context context) {
    ASSERT(!tls_);
    tls_ = std::make_unique<tls_layer>(socket_, std::move(context));
    auto [ec] = co_await tls_->session.async_handshake(asio::ssl::stream_base::server, use_ec);
    if (ec) co_return std::unexpected(tls_failure(tls_->session.native_handle(), ec.message()));
    co_return std::expected<void, std::string>{};
}

task<std::expected<void, std::string>> stream::connect_tls(tls_context context, std::string peer_name) {
    ASSERT(!tls_);
    tls_ = std::make_unique<tls_layer>(socket_, std::move(context));
    if (!set_peer_name(tls_->session.native_handle(), peer_name)) {
        co_return std::unexpected("TLS: no name to check: " + peer_name);
    }
    auto [ec] = co_await tls_->session.async_handshake(asio::ssl::stream_base::client, use_ec);
    if (ec) co_return std::unexpected(tls_failure(tls_->session.native_handle(), ec.message()));
    co_return std::expected<void, std::string>{};
}

task<io_result> stream::read_some(asio::mutable_buffer into) {
    if (tls_) return tls_->session.async_read_some(into, use_ec);
    return socket_.async_read_some(into, use_ec);
}

std::size_t stream::try_write(std::string_view from) {
    if (tls_ || from.empty()) return 0;
    const auto count = ::send(socket_.native_handle(), from.data(), from.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    return count < 0 ? 0 : static_cast<std::size_t>(count);
}

task<io_result> stream::write(asio::const_buffer from) {
    if (tls_) return asio::async_write(tls_->session, from, use_ec);
    return asio::async_write(socket_, from, use_ec);
}

task<void> stream::finish() {
    if (tls_) co_await tls_->session.async_shutdown(use_ec);
    shutdown_send();
}

void stream::shutdown_receive() {
    error_code ignored;
    socket_.shutdown(tcp_socket::shutdown_receive, ignored);
}

void stream::shutdown_send() {
    error_code ignored;
    socket_.shutdown(tcp_socket::shutdown_send, ignored);
}

void stream::close() {
    error_code ignored;
    socket_.close(ignored);
}

void stream::abort() {
    error_code ignored;
    socket_.set_option(asio::socket_base::linger{true, 0}, ignored);
    socket_.close(ignored);
}

void set_transport_options(tcp_socket& socket, std::chrono::milliseconds user_timeout) {
    error_code ignored;  // a socket that died meanwhile shows it on its first read
    socket.set_option(asio::ip::tcp::no_delay{true}, ignored);
    socket.set_option(asio::socket_base::keep_alive{true}, ignored);
    using user_timeout_option = asio::detail::socket_option::integer<IPPROTO_TCP, TCP_USER_TIMEOUT>;
    socket.set_option(user_timeout_option{static_cast<int>(user_timeout.count())}, ignored);
}

bool is_reusable(tcp_socket& socket) {
    char octet = 0;
    const auto count = ::recv(socket.native_handle(), &octet, 1, MSG_PEEK | MSG_DONTWAIT);
    return count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
}

}  // namespace kaskad::net
