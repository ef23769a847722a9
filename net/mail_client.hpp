#pragma once

#include "net/mail.hpp"
#include "net/shard.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <unordered_map>
#include <vector>

// Hands mails to servers of mail, by libcurl. It waits where it stands for the answer to a content, so that it has
// threads of its own here, one for each mail under way (docs/decisions/0152). A connection is kept for a while and used
// again. Every mail ends exactly once, within its deadline; nothing is repeated.

namespace kaskad::net {

class mail_thread;

struct mail_client_options {
    std::size_t threads_max = 16;                        // each has a connection; what is more waits
    std::size_t mails_max = 1'000;                       // under way or waiting; one more ends at once
    std::chrono::milliseconds connect_deadline{10'000};  // look-up, connection and TLS
    std::chrono::milliseconds mail_deadline{60'000};     // for all of a mail, waiting included
    std::chrono::milliseconds idle_max{30'000};          // a connection is used again
};

class mail_client {
  public:
    using callback = std::function<void(mail_result)>;

    mail_client(shard& home, const mail_client_options& options);
    // Mails under way are cut, and not answered any more: a second at most. On the shard, or when it does not run.
    ~mail_client();
    mail_client(const mail_client&) = delete;
    mail_client& operator=(const mail_client&) = delete;

    // On the shard; the callback comes later, on it.
    void send(mail what, callback done);
    std::size_t mails_under_way() const { return open_->size(); }
    std::size_t threads() const { return threads_.size(); }

  private:
    using open_mails = std::unordered_map<uint64_t, callback>;

    // The one with the least to do; another one where all have something.
    mail_thread& choose_thread();
    // Any thread.
    void tell_later(uint64_t number, mail_result result);

    shard& home_;
    mail_client_options options_;
    uint64_t last_ = 0;
    std::shared_ptr<open_mails> open_ = std::make_shared<open_mails>();
    std::vector<std::unique_ptr<mail_thread>> threads_;  // first to go: they tell the rest
};

}  // namespace kaskad::net
