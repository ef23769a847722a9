#pragma once

#include "net/http_client.hpp"
#include "net/http_reply_reader.hpp"
#include "net/stream.hpp"
#include "net/timer.hpp"
#include "net/url.hpp"
#include "net/wakeup.hpp"

#include <array>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

// The client's inside. A pool has origins; an origin has calls that wait and connections that take them one at a time.
// A connection is a coroutine: take a call, connect if need be, write, read, next. All on one shard.

namespace kaskad::net {

class http_exchange;
struct http_origin;

// A call from send() to its callback.
struct open_call {
    http_call call;
    url where;
    http_origin* origin = nullptr;  // there as long as the call waits or is carried
    http_client::callback done;     // empty: finished
    clock::time_point deadline;
    uint64_t number = 0;
    std::weak_ptr<http_exchange> carrier;
    bool sent = false;
    bool repeated = false;

    bool is_finished() const { return !done; }
};

struct http_origin {
    std::string key;   // with the proxy
    std::string name;  // for people
    std::deque<std::shared_ptr<open_call>> waiting;
    std::unordered_set<http_exchange*> connections;  // each is owned by its coroutine
    std::vector<http_exchange*> idle;                // the last one used is used first
    std::size_t coming = 0;                          // connections on their way to a call that waits
};

struct http_pool : std::enable_shared_from_this<http_pool> {
    using place = std::pair<clock::time_point, uint64_t>;

    http_pool(shard& where, http_client_options given);

    shard& home;
    http_client_options options;
    std::unordered_map<std::string, http_origin> origins;
    std::map<place, std::shared_ptr<open_call>> calls;  // the nearest deadline first
    timer limit;
    uint64_t last_number = 0;
    bool is_stopped = false;
    bool is_abandoned = false;  // the client is destroyed: no callback may come any more

    void send(http_call call, http_client::callback done);
    // Ends a call that was never open; later, as every callback comes.
    void refuse(http_client::callback done, http_error_code code, std::string text);
    void finish(open_call& call, http_result result);
    void expire();
    void expire(const std::shared_ptr<open_call>& call);
    // Gives waiting calls to idle connections or to new ones.
    void pump(http_origin& origin);
    std::shared_ptr<open_call> next_call(http_origin& origin);
    void repeat(const std::shared_ptr<open_call>& call);
    // The connection is gone; a null one: look whether the origin is still needed.
    void forget(http_origin& origin, http_exchange* connection);
    void stop();
};

class http_exchange : public std::enable_shared_from_this<http_exchange> {
  public:
    http_exchange(std::shared_ptr<http_pool> pool, http_origin& origin);
    ~http_exchange();

    void start();
    // For one call; the caller has taken it off the idle ones.
    void wake();
    void close();

  private:
    task<void> run(std::shared_ptr<http_exchange> self);
    task<std::shared_ptr<open_call>> wait_for_call();
    task<bool> carry(std::shared_ptr<open_call> call);
    task<std::expected<void, http_error>> connect(url where, std::optional<http_proxy> proxy);
    task<std::expected<void, http_error>> connect_to(std::vector<asio::ip::tcp::endpoint> endpoints);
    task<std::expected<void, http_error>> tunnel(url where, http_proxy by);
    task<std::expected<void, http_error>> secure(url where);
    task<http_result> exchange(std::shared_ptr<open_call> call);
    task<std::expected<std::vector<asio::ip::tcp::endpoint>, http_error>> resolve(std::string host, uint16_t port);

    bool is_fit_for(const open_call& call);
    void set_coming(bool value);
    void set_idle(bool value);

    std::shared_ptr<http_pool> pool_;
    http_origin& origin_;
    std::unique_ptr<stream> stream_;
    timer timer_;
    wakeup work_;
    clock::time_point used_at_;
    bool coming_ = false;
    bool idle_ = false;
    bool closed_ = false;
    bool connect_timed_out_ = false;
    bool used_before_ = false;  // the connection has carried a call
    bool keeps_alive_ = false;
    bool reply_begun_ = false;
    std::string output_;
    std::array<char, 8 * 1024> input_;
};

}  // namespace kaskad::net
