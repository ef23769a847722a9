#pragma once

#include "net/http_client.hpp"
#include "net/http_reply_reader.hpp"
#include "net/stream.hpp"
#include "net/timer.hpp"
#include "net/url.hpp"
#include "net/wakeup.hpp"

#include <array>
#include <deque>
#include <memory>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

// The client's inside. A pool has origins; an origin has calls that wait and connections that take them one at a time.
// A connection is a coroutine: take a call, connect if need be, write, read, next. All on one shard.

namespace kaskad::net {

class http_exchange;

// A call from send() to its callback.
struct open_call {
    open_call(executor where, std::function<void()> expired) : limit{where, std::move(expired)} {}

    http_call call;
    url where;
    http_client::callback done;  // empty: finished
    timer limit;
    std::weak_ptr<http_exchange> carrier;
    bool sent = false;
    bool repeated = false;

    bool is_finished() const { return !done; }
};

struct http_pool;

struct http_origin {
    std::deque<std::shared_ptr<open_call>> waiting;
    std::unordered_set<http_exchange*> connections;  // each is owned by its coroutine
};

struct http_pool : std::enable_shared_from_this<http_pool> {
    http_pool(shard& where, http_client_options given) : home{where}, options{std::move(given)} {}

    shard& home;
    http_client_options options;
    std::unordered_map<std::string, http_origin> origins;
    std::unordered_set<std::shared_ptr<open_call>> calls;
    bool is_stopped = false;

    void send(http_call call, http_client::callback done);
    void finish(const std::shared_ptr<open_call>& call, http_result result);
    void expire(const std::shared_ptr<open_call>& call);
    // Gives waiting calls to idle connections or to new ones.
    void pump(const std::string& origin);
    std::shared_ptr<open_call> next_call(const std::string& origin);
    void repeat(const std::shared_ptr<open_call>& call);
    void forget(const std::string& origin, http_exchange* connection);
    void stop();
};

class http_exchange : public std::enable_shared_from_this<http_exchange> {
  public:
    http_exchange(std::shared_ptr<http_pool> pool, std::string origin);
    ~http_exchange();

    bool is_idle() const { return idle_; }
    void start();
    // For one call: it does not count as idle any more.
    void wake();
    void close();

  private:
    task<void> run(std::shared_ptr<http_exchange> self);
    task<std::shared_ptr<open_call>> wait_for_call();
    task<bool> carry(std::shared_ptr<open_call> call);
    task<std::expected<void, http_error>> connect(url where);
    task<std::expected<void, http_error>> connect_to(std::vector<asio::ip::tcp::endpoint> endpoints);
    task<std::expected<void, http_error>> secure(url where);
    task<http_result> exchange(std::shared_ptr<open_call> call);
    task<std::expected<std::vector<asio::ip::tcp::endpoint>, http_error>> resolve(url where);

    std::shared_ptr<http_pool> pool_;
    std::string origin_;
    std::unique_ptr<stream> stream_;
    timer timer_;
    wakeup work_;
    bool idle_ = false;
    bool closed_ = false;
    bool connect_timed_out_ = false;
    bool used_before_ = false;  // the connection has carried a call
    bool keeps_alive_ = false;
    bool reply_begun_ = false;
    std::array<char, 8 * 1024> input_;
};

}  // namespace kaskad::net
