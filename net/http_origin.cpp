#include "net/http_origin.hpp"

#include "net/base64.hpp"
#include "net/http_render.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <fmt/format.h>

#include <utility>

namespace kaskad::net {

namespace {

using endpoints = std::vector<asio::ip::tcp::endpoint>;
using tcp_resolver = asio::ip::basic_resolver<asio::ip::tcp, executor>;

constexpr std::size_t ADDRESSES_MAX = 8;  // tried of one name
constexpr std::chrono::milliseconds FRESH{500};

std::unexpected<http_error> failed(http_error_code code, std::string text, bool sent = false) {
    return std::unexpected(http_error{.code = code, .text = std::move(text), .sent = sent});
}

http_error_code code_of(http_reply_fault fault) {
    switch (fault) {
        case http_reply_fault::malformed:
            return http_error_code::malformed_reply;
        case http_reply_fault::too_large:
            return http_error_code::reply_too_large;
    }
    std::unreachable();
}

}  // namespace

http_exchange::http_exchange(std::shared_ptr<http_pool> pool, http_origin& origin)
    : pool_{std::move(pool)},
      origin_{origin},
      timer_{pool_->home.get_executor(),
             [this] {
                 connect_timed_out_ = !idle_;
                 close();
             }},
      work_{pool_->home.get_executor()} {
    origin_.connections.insert(this);
}

http_exchange::~http_exchange() {
    set_coming(false);
    pool_->forget(origin_, this);
}

void http_exchange::start() {
    set_coming(true);
    spawn(pool_->home.get_executor(), run(shared_from_this()));
}

void http_exchange::wake() {
    set_coming(true);
    work_.notify();
}

void http_exchange::close() {
    closed_ = true;
    timer_.cancel();
    if (stream_) stream_->abort();
    work_.notify();
}

void http_exchange::set_coming(bool value) {
    if (value && !coming_) ++origin_.coming;
    if (!value && coming_) --origin_.coming;
    coming_ = value;
}

void http_exchange::set_idle(bool value) {
    if (value) {
        origin_.idle.push_back(this);
        timer_.expire_after(pool_->options.idle_max);
    } else {
        std::erase(origin_.idle, this);
        timer_.cancel();
    }
    idle_ = value;
}

task<void> http_exchange::run(std::shared_ptr<http_exchange> self) {
    while (auto call = co_await wait_for_call()) {
        call->carrier = self;
        if (!co_await carry(std::move(call))) break;
    }
    if (stream_) stream_->close();
}

task<std::shared_ptr<open_call>> http_exchange::wait_for_call() {
    while (!closed_) {
        set_coming(false);
        if (auto call = pool_->next_call(origin_)) co_return call;
        if (!stream_) break;
        set_idle(true);
        co_await work_.wait();
        set_idle(false);
    }
    co_return nullptr;
}

// A call that may not be repeated must not meet a connection that died meanwhile. For one that may, asking the socket
// is spared while the last reply is fresh.
bool http_exchange::is_fit_for(const open_call& call) {
    if (call.call.repeatable && !call.repeated && clock::now() - used_at_ < FRESH) return true;
    return is_reusable(stream_->socket());
}

// One call from connecting to its end; false if the connection ends with it.
task<bool> http_exchange::carry(std::shared_ptr<open_call> call) {
    if (stream_ && !is_fit_for(*call)) stream_.reset();
    used_before_ = stream_ != nullptr;
    if (!stream_) {
        timer_.expire_after(pool_->options.connect_deadline);
        auto connected = co_await connect(call->where, call->call.proxy);
        timer_.cancel();
        if (!connected) {
            pool_->finish(*call, std::unexpected(std::move(connected.error())));
            co_return false;
        }
    }
    auto result = co_await exchange(call);
    used_at_ = clock::now();
    const bool stale =
        !result && used_before_ && !reply_begun_ && result.error().code == http_error_code::connection_lost;
    if (stale && call->call.repeatable && !call->repeated && !call->is_finished()) {
        pool_->repeat(call);
        co_return false;
    }
    pool_->finish(*call, std::move(result));
    co_return keeps_alive_ && !closed_;
}

task<std::expected<void, http_error>> http_exchange::connect(url where, std::optional<http_proxy> proxy) {
    const auto host = proxy ? proxy->host : where.host;
    auto resolved = co_await resolve(host, proxy ? proxy->port : where.port);
    if (closed_) co_return failed(http_error_code::timed_out, "looking up " + host + " took too long");
    if (!resolved) co_return std::unexpected(std::move(resolved.error()));
    auto connected = co_await connect_to(std::move(*resolved));
    if (connected && proxy) connected = co_await tunnel(where, *proxy);
    if (!connected || !where.secure) co_return connected;
    co_return co_await secure(std::move(where));
}

// Nobody speaks first behind the proxy's answer: what is read belongs to it.
task<std::expected<void, http_error>> http_exchange::tunnel(url where, http_proxy by) {
    const auto authority =
        fmt::format("{}:{}", where.host.contains(':') ? "[" + where.host + "]" : where.host, where.port);
    auto request = fmt::format("CONNECT {} HTTP/1.1\r\nHost: {}\r\n", authority, authority);
    if (!by.login.empty()) request += fmt::format("Proxy-Authorization: Basic {}\r\n", to_base64(by.login));
    request += "\r\n";
    auto [write_ec, written] = co_await stream_->write(asio::buffer(request));
    // A 2xx has no content, whatever it says, and of any other nothing more is wanted.
    http_reply_reader reader{{.header_max = pool_->options.reply_header_max, .body_max = 0}, true};
    while (!write_ec && !reader.is_complete()) {
        auto [ec, count] = co_await stream_->read_some(asio::buffer(input_));
        if (connect_timed_out_) co_return failed(http_error_code::timed_out, "the proxy " + by.host + " took too long");
        if (ec) co_return failed(http_error_code::not_connected, fmt::format("proxy {}: {}", by.host, ec.message()));
        if (!reader.handle_octets({input_.data(), count}))
            co_return failed(http_error_code::not_connected, fmt::format("proxy {}: no HTTP answer", by.host));
    }
    if (write_ec)
        co_return failed(http_error_code::not_connected, fmt::format("proxy {}: {}", by.host, write_ec.message()));
    const auto status = reader.take().status;
    if (status >= 200 && status < 300) co_return std::expected<void, http_error>{};
    co_return failed(http_error_code::not_connected,
                     fmt::format("proxy {} answered HTTP {} for {}", by.host, status, authority));
}

task<std::expected<endpoints, http_error>> http_exchange::resolve(std::string host, uint16_t port) {
    endpoints allowed;
    tcp_resolver resolver{pool_->home.get_executor()};
    auto [ec, found] =
        co_await resolver.async_resolve(host, std::to_string(port), asio::ip::resolver_base::numeric_service, use_ec);
    if (ec) co_return failed(http_error_code::not_resolved, fmt::format("{}: {}", host, ec.message()));
    const auto& rule = pool_->options.is_address_allowed;
    for (const auto& entry : found) {
        if (allowed.size() == ADDRESSES_MAX) break;
        if (!rule || rule(entry.endpoint().address().to_string())) allowed.push_back(entry.endpoint());
    }
    if (allowed.empty()) co_return failed(http_error_code::refused_address, host + ": address not allowed");
    co_return allowed;
}

task<std::expected<void, http_error>> http_exchange::connect_to(endpoints endpoints) {
    error_code last;
    for (const auto& endpoint : endpoints) {
        stream_ = std::make_unique<stream>(tcp_socket{pool_->home.get_executor()});
        auto [ec] = co_await stream_->socket().async_connect(endpoint, use_ec);
        if (!ec && !closed_) {
            set_transport_options(stream_->socket(), pool_->options.call_deadline);
            co_return std::expected<void, http_error>{};
        }
        last = ec;
        if (closed_) break;
    }
    if (connect_timed_out_)
        co_return failed(http_error_code::timed_out, "connecting to " + origin_.name + " took too long");
    co_return failed(http_error_code::not_connected, fmt::format("{}: {}", origin_.name, last.message()));
}

task<std::expected<void, http_error>> http_exchange::secure(url where) {
    auto context = pool_->options.tls;
    if (!context) {
        auto made = make_tls_client({});
        if (!made) co_return failed(http_error_code::tls_failed, made.error());
        context = pool_->options.tls = *made;
    }
    auto secured = co_await stream_->connect_tls(std::move(context), where.host);
    if (connect_timed_out_) co_return failed(http_error_code::timed_out, "TLS with " + origin_.name + " took too long");
    if (!secured) co_return failed(http_error_code::tls_failed, fmt::format("{}: {}", origin_.name, secured.error()));
    co_return std::expected<void, http_error>{};
}

task<http_result> http_exchange::exchange(std::shared_ptr<open_call> call) {
    output_.clear();
    render_request(output_, {.method = call->call.method, .where = call->where}, call->call.fields, call->call.body);
    keeps_alive_ = reply_begun_ = false;
    call->sent = true;
    output_.erase(0, stream_->try_write(output_));
    error_code write_ec;
    if (!output_.empty()) {
        auto [ec, count] = co_await stream_->write(asio::buffer(output_));
        write_ec = ec;
    }
    // A server that refuses a body answers before it has read all of it: its answer counts, not the broken pipe.
    http_reply_reader reader{{.header_max = pool_->options.reply_header_max, .body_max = pool_->options.reply_body_max},
                             call->call.method == "HEAD"};
    while (!reader.is_complete()) {
        auto [ec, count] = co_await stream_->read_some(asio::buffer(input_));
        reply_begun_ = reply_begun_ || count > 0;
        if (ec && (ec != asio::error::eof || !reader.has_begun())) {
            co_return failed(http_error_code::connection_lost, fmt::format("{}: {}", origin_.name, ec.message()), true);
        }
        const auto read = ec ? reader.handle_end() : reader.handle_octets({input_.data(), count});
        if (!read) {
            const auto code = code_of(read.error());
            co_return failed(code, fmt::format("{}: {}", origin_.name, to_string(code)), true);
        }
    }
    keeps_alive_ = !write_ec && reader.keeps_alive();
    co_return reader.take();
}

}  // namespace kaskad::net
