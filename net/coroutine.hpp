#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <chrono>
#include <tuple>

// The Asio words of all shells: the concrete executor (no type erasure on the hot path), the coroutine type and the
// completion token that hands errors back as values. A coroutine runs on the shard that owns its executor.

namespace kaskad::net {

namespace asio = boost::asio;

using error_code = boost::system::error_code;
using executor = asio::io_context::executor_type;
using clock = std::chrono::steady_clock;
using tcp_socket = asio::basic_stream_socket<asio::ip::tcp, executor>;
using tcp_acceptor = asio::basic_socket_acceptor<asio::ip::tcp, executor>;
using steady_timer = asio::basic_waitable_timer<clock, asio::wait_traits<clock>, executor>;

template <typename Result>
using task = asio::awaitable<Result, executor>;

// Error and number of octets moved.
using io_result = std::tuple<error_code, std::size_t>;

// auto [ec, n] = co_await socket.async_read_some(buffer, use_ec);
inline constexpr auto use_ec = asio::as_tuple(asio::use_awaitable_t<executor>{});

// Starts a coroutine on its own. An exception that leaves it is a bug of ours and stops the process.
void spawn(executor where, task<void> what);

}  // namespace kaskad::net
