#pragma once

#include "net/mail.hpp"
#include "net/shard.hpp"

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>

// Hands mails to servers of mail, by libcurl, whose sockets and time are watched by the shard: nothing blocks. A
// connection is kept for a while and used again. Every mail ends exactly once, within its deadline; nothing is
// repeated. Unlike http_client it keeps no queue: how many go at once is its caller's.

namespace kaskad::net {

struct mail_client_options {
    std::chrono::milliseconds connect_deadline{10'000};  // look-up, connection and TLS
    std::chrono::milliseconds mail_deadline{60'000};     // for all of a mail
    std::chrono::milliseconds idle_max{30'000};          // a connection is used again
};

class mail_client {
  public:
    using callback = std::function<void(mail_result)>;

    mail_client(shard& home, mail_client_options options);
    // Mails under way are not answered any more. On the shard, or when it does not run.
    ~mail_client();
    mail_client(const mail_client&) = delete;
    mail_client& operator=(const mail_client&) = delete;

    // On the shard; the callback comes later, on it.
    void send(mail what, callback done);
    std::size_t mails_under_way() const;

  private:
    struct state;
    std::shared_ptr<state> state_;
};

}  // namespace kaskad::net
