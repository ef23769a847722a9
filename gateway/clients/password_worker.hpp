#pragma once

#include "gateway/clients/lockout.hpp"
#include "gateway/clients/password_queue.hpp"
#include "net/mailbox.hpp"

#include <atomic>
#include <thread>
#include <vector>

// The thread that compares passwords, one at a time, because each comparison costs tens of milliseconds; and that
// counts the failures. Nothing of a shard waits for it.

namespace kaskad::gateway::clients {

struct password_worker_options {
    password_queue::options queue;
    lockout::options of_account{};                    // failures of one address on one system_id
    lockout::options of_address{.failures_max = 50};  // and on all together
};

class password_worker {
  public:
    explicit password_worker(const password_worker_options& options);
    virtual ~password_worker() { stop(); }

    // Any thread. `done` is called once, on the worker's thread; at once, on the caller's, when too much waits.
    virtual void check(password_check what);

    void start();
    // What waits is dropped.
    void stop();

  private:
    void run();
    void sort();
    void judge(password_check what);
    bool is_locked(const password_check& what, int64_t now) const;

    net::mailbox<password_check> incoming_;
    password_queue queue_;
    lockout of_account_;
    lockout of_address_;
    std::optional<net::password_hash> decoy_;  // of no account; made at the start
    std::vector<password_check> sorted_;
    std::atomic<bool> stopping_{false};
    std::thread thread_;
};

}  // namespace kaskad::gateway::clients
