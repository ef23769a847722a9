#include "net/http_client.hpp"

#include "core/assert.hpp"
#include "net/http_origin.hpp"

#include <fmt/format.h>

#include <utility>

namespace kaskad::net {

namespace {

bool are_sendable(const http_call& call) {
    if (!is_field_name(call.method)) return false;
    for (std::size_t index = 0; index < call.fields.size(); ++index) {
        const auto field = call.fields.at(index);
        if (!is_field_name(field.name) || !is_field_value(field.value)) return false;
    }
    return true;
}

http_result failed(http_error_code code, std::string text, bool sent = false) {
    return std::unexpected(http_error{.code = code, .text = std::move(text), .sent = sent});
}

}  // namespace

std::string_view to_string(http_error_code code) {
    switch (code) {
        case http_error_code::bad_call:
            return "bad_call";
        case http_error_code::busy:
            return "busy";
        case http_error_code::refused_address:
            return "refused_address";
        case http_error_code::not_resolved:
            return "not_resolved";
        case http_error_code::not_connected:
            return "not_connected";
        case http_error_code::tls_failed:
            return "tls_failed";
        case http_error_code::timed_out:
            return "timed_out";
        case http_error_code::connection_lost:
            return "connection_lost";
        case http_error_code::malformed_reply:
            return "malformed_reply";
        case http_error_code::reply_too_large:
            return "reply_too_large";
        case http_error_code::stopped:
            return "stopped";
    }
    ASSERT(false);
}

http_client::http_client(shard& home, http_client_options options)
    : pool_{std::make_shared<http_pool>(home, std::move(options))} {}

http_client::~http_client() {
    for (const auto& call : pool_->calls)
        call->done = nullptr;
    pool_->stop();
}

void http_client::send(http_call call, callback done) {
    ASSERT(done);
    pool_->home.post([pool = pool_, call = std::move(call), done = std::move(done)]() mutable {
        pool->send(std::move(call), std::move(done));
    });
}

void http_client::stop() {
    pool_->home.dispatch([pool = pool_] { pool->stop(); });
}

std::size_t http_client::calls_under_way() const {
    return pool_->calls.size();
}

std::size_t http_client::connections() const {
    std::size_t count = 0;
    for (const auto& [name, origin] : pool_->origins)
        count += origin.connections.size();
    return count;
}

void http_pool::send(http_call call, http_client::callback done) {
    if (is_stopped) return done(failed(http_error_code::stopped, "the client is stopped"));
    auto where = parse_url(call.url);
    if (!where) return done(failed(http_error_code::bad_call, fmt::format("{}: {}", call.url, where.error())));
    if (!are_sendable(call)) return done(failed(http_error_code::bad_call, "a header field has control characters"));
    const auto name = where->origin();
    if (!origins.contains(name) && origins.size() >= options.origins_max) {
        return done(failed(http_error_code::busy, "calls to too many origins are under way"));
    }
    auto& origin = origins[name];
    if (origin.waiting.size() >= options.waiting_per_origin) {
        return done(failed(http_error_code::busy, fmt::format("too many calls wait for {}", name)));
    }

    auto weak = std::make_shared<std::weak_ptr<open_call>>();
    auto open = std::make_shared<open_call>(home.get_executor(), [this, weak] {
        if (auto expired = weak->lock()) expire(expired);
    });
    *weak = open;
    open->limit.expire_after(call.deadline.count() > 0 ? call.deadline : options.call_deadline);
    open->call = std::move(call);
    open->where = std::move(*where);
    open->done = std::move(done);
    calls.insert(open);
    origin.waiting.push_back(std::move(open));
    pump(name);
}

void http_pool::finish(const std::shared_ptr<open_call>& call, http_result result) {
    if (call->is_finished()) return;
    call->limit.cancel();
    calls.erase(call);
    std::exchange(call->done, nullptr)(std::move(result));
}

void http_pool::expire(const std::shared_ptr<open_call>& call) {
    if (auto carrier = call->carrier.lock()) carrier->close();
    const auto origin = call->where.origin();
    std::erase(origins[origin].waiting, call);
    finish(call, failed(http_error_code::timed_out, fmt::format("no answer from {} in time", origin), call->sent));
    forget(origin, nullptr);
}

void http_pool::pump(const std::string& name) {
    auto& origin = origins[name];
    auto wanted = origin.waiting.size();
    for (auto* connection : origin.connections) {
        if (wanted == 0) return;
        if (!connection->is_idle()) continue;
        connection->wake();
        --wanted;
    }
    while (wanted-- > 0 && origin.connections.size() < options.connections_per_origin) {
        std::make_shared<http_exchange>(shared_from_this(), name)->start();
    }
}

std::shared_ptr<open_call> http_pool::next_call(const std::string& name) {
    auto& waiting = origins[name].waiting;
    if (waiting.empty()) return nullptr;
    auto call = std::move(waiting.front());
    waiting.pop_front();
    return call;
}

void http_pool::repeat(const std::shared_ptr<open_call>& call) {
    ASSERT(!call->is_finished() && !call->repeated);
    call->repeated = true;
    call->carrier.reset();
    origins[call->where.origin()].waiting.push_front(call);
}

void http_pool::forget(const std::string& name, http_exchange* connection) {
    const auto place = origins.find(name);
    if (place == origins.end()) return;
    auto& origin = place->second;
    origin.connections.erase(connection);
    if (!origin.waiting.empty()) return pump(name);
    if (origin.connections.empty()) origins.erase(place);
}

void http_pool::stop() {
    is_stopped = true;
    for (auto& [name, origin] : origins) {
        origin.waiting.clear();
        for (auto* connection : origin.connections)
            connection->close();
    }
    const auto open = calls;
    for (const auto& call : open) {
        call->limit.cancel();
        if (!call->is_finished()) finish(call, failed(http_error_code::stopped, "the client is stopped", call->sent));
    }
    calls.clear();
}

}  // namespace kaskad::net
