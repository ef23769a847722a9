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

// Connections through different proxies, or by different logins, are different ones.
std::string key_of(const url& where, const std::optional<http_proxy>& proxy) {
    auto key = where.origin();
    if (proxy) key += fmt::format("\n{}:{}\n{}", proxy->host, proxy->port, proxy->login);
    return key;
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
    for (const auto& [place, call] : pool_->calls)
        call->done = nullptr;
    pool_->is_abandoned = true;
    pool_->stop();
}

void http_client::send(http_call call, callback done) {
    ASSERT(done);
    pool_->home.dispatch([pool = pool_, call = std::move(call), done = std::move(done)]() mutable {
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

http_pool::http_pool(shard& where, http_client_options given)
    : home{where}, options{std::move(given)}, limit{where.get_executor(), [this] { expire(); }} {}

void http_pool::send(http_call call, http_client::callback done) {
    if (is_stopped) return refuse(std::move(done), http_error_code::stopped, "the client is stopped");
    auto where = parse_url(call.url);
    if (!where)
        return refuse(std::move(done), http_error_code::bad_call, fmt::format("{}: {}", call.url, where.error()));
    if (!are_sendable(call))
        return refuse(std::move(done), http_error_code::bad_call, "a header field has control characters");
    auto key = key_of(*where, call.proxy);
    auto known = origins.find(key);
    if (known == origins.end()) {
        if (origins.size() >= options.origins_max)
            return refuse(std::move(done), http_error_code::busy, "calls to too many origins are under way");
        known = origins.try_emplace(key).first;
        known->second.key = std::move(key);
        known->second.name = where->origin();
    }
    auto& origin = known->second;
    if (origin.waiting.size() >= options.waiting_per_origin) {
        return refuse(std::move(done), http_error_code::busy, fmt::format("too many calls wait for {}", origin.name));
    }

    auto open = std::make_shared<open_call>();
    open->deadline = clock::now() + (call.deadline.count() > 0 ? call.deadline : options.call_deadline);
    open->number = ++last_number;
    open->call = std::move(call);
    open->where = std::move(*where);
    open->origin = &origin;
    open->done = std::move(done);
    origin.waiting.push_back(open);
    calls.emplace(place{open->deadline, open->number}, std::move(open));
    limit.expire_at(calls.begin()->first.first);
    pump(origin);
}

void http_pool::refuse(http_client::callback done, http_error_code code, std::string text) {
    home.post([self = shared_from_this(), done = std::move(done), code, text = std::move(text)]() mutable {
        if (!self->is_abandoned) done(failed(code, std::move(text)));
    });
}

void http_pool::finish(open_call& call, http_result result) {
    if (call.is_finished()) return;
    auto done = std::exchange(call.done, nullptr);
    calls.erase({call.deadline, call.number});
    done(std::move(result));
}

void http_pool::expire() {
    const auto now = clock::now();
    while (!calls.empty() && calls.begin()->first.first <= now) {
        const auto call = calls.begin()->second;
        expire(call);
    }
    if (!calls.empty()) limit.expire_at(calls.begin()->first.first);
}

void http_pool::expire(const std::shared_ptr<open_call>& call) {
    if (auto carrier = call->carrier.lock()) carrier->close();
    auto& origin = *call->origin;
    std::erase(origin.waiting, call);
    const auto text = fmt::format("no answer from {} in time", origin.name);
    forget(origin, nullptr);
    finish(*call, failed(http_error_code::timed_out, text, call->sent));
}

void http_pool::pump(http_origin& origin) {
    while (origin.coming < origin.waiting.size() && !origin.idle.empty()) {
        auto* connection = origin.idle.back();
        origin.idle.pop_back();
        connection->wake();
    }
    while (origin.coming < origin.waiting.size() && origin.connections.size() < options.connections_per_origin) {
        std::make_shared<http_exchange>(shared_from_this(), origin)->start();
    }
}

std::shared_ptr<open_call> http_pool::next_call(http_origin& origin) {
    if (origin.waiting.empty()) return nullptr;
    auto call = std::move(origin.waiting.front());
    origin.waiting.pop_front();
    return call;
}

void http_pool::repeat(const std::shared_ptr<open_call>& call) {
    ASSERT(!call->is_finished() && !call->repeated);
    call->repeated = true;
    call->carrier.reset();
    call->origin->waiting.push_front(call);
}

void http_pool::forget(http_origin& origin, http_exchange* connection) {
    origin.connections.erase(connection);
    std::erase(origin.idle, connection);
    if (is_stopped) return;
    if (!origin.waiting.empty()) return pump(origin);
    if (origin.connections.empty()) origins.erase(std::string{origin.key});
}

void http_pool::stop() {
    is_stopped = true;
    limit.cancel();
    for (auto& [name, origin] : origins) {
        origin.waiting.clear();
        for (auto* connection : origin.connections)
            connection->close();
    }
    for (const auto& [place, call] : std::exchange(calls, {})) {
        if (call->is_finished()) continue;
        auto done = std::exchange(call->done, nullptr);
        done(failed(http_error_code::stopped, "the client is stopped", call->sent));
    }
}

}  // namespace kaskad::net
