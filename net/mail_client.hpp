#pragma once

#include "net/mail.hpp"
#include "net/shard.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <unordered_map>

// Hands mails to servers of mail, by libcurl, which has a thread of its own here: it waits for the answer to QUIT where
// it stands (docs/decisions/0152). A connection is kept for a while and used again. Every mail ends exactly once,
// within its deadline; nothing is repeated. How many go at once is its caller's to say.

namespace kaskad::net {

class mail_thread;

struct mail_client_options {
    std::size_t mails_max = 1'000;                       // under way; one more ends at once
    std::chrono::milliseconds connect_deadline{10'000};  // look-up, connection and TLS
    std::chrono::milliseconds mail_deadline{60'000};     // for all of a mail
    std::chrono::milliseconds idle_max{30'000};          // a connection is used again
};

class mail_client {
  public:
    using callback = std::function<void(mail_result)>;

    mail_client(shard& home, const mail_client_options& options);
    // Mails under way are not answered any more, and their connections are cut. On the shard, or when it does not run.
    ~mail_client();
    mail_client(const mail_client&) = delete;
    mail_client& operator=(const mail_client&) = delete;

    // On the shard; the callback comes later, on it.
    void send(mail what, callback done);
    std::size_t mails_under_way() const { return open_->size(); }

  private:
    using open_mails = std::unordered_map<uint64_t, callback>;

    // What the thread says to one of them, on the shard.
    void tell_later(uint64_t number, mail_result result);

    shard& home_;
    std::size_t mails_max_;
    uint64_t last_ = 0;
    std::shared_ptr<open_mails> open_ = std::make_shared<open_mails>();
    std::unique_ptr<mail_thread> thread_;  // first to go: it tells the rest
};

}  // namespace kaskad::net
