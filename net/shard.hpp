#pragma once

#include "net/coroutine.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <thread>
#include <utility>

// One io_context and the one thread that runs it. Everything that lives on a shard is touched by that thread alone, so
// there are no locks. Without start() nobody runs it but the caller of poll() and run_until(): tests and the
// one-thread program do that. It outlives whatever was built on it.

namespace kaskad::net {

class shard {
  public:
    explicit shard(std::string name);
    ~shard();
    shard(const shard&) = delete;
    shard& operator=(const shard&) = delete;

    const std::string& name() const { return name_; }
    executor get_executor() { return context_.get_executor(); }
    // True inside something the shard is running at this moment.
    bool is_current() const { return context_.get_executor().running_in_this_thread(); }

    // A thread of its own, named like the shard (15 characters are shown), until stop().
    void start();
    // Abandons what still waits and joins the thread. Not from the shard's own thread.
    void stop();

    // Any thread. Runs later, in the order posted by one thread.
    template <typename Function>
    void post(Function&& function) {
        asio::post(context_, std::forward<Function>(function));
    }
    // At once if already on the shard, else like post().
    template <typename Function>
    void dispatch(Function&& function) {
        if (is_current()) {
            std::forward<Function>(function)();
        } else {
            post(std::forward<Function>(function));
        }
    }

    // For a shard without a thread: runs what is ready, without waiting; gives the number of handlers run.
    std::size_t poll();
    // For a shard without a thread: runs until the predicate holds (true) or the time is over (false).
    bool run_until(const std::function<bool()>& predicate, std::chrono::milliseconds time_max);

  private:
    std::string name_;
    mutable asio::io_context context_{1};
    std::optional<asio::executor_work_guard<executor>> work_;
    std::thread thread_;
};

}  // namespace kaskad::net
