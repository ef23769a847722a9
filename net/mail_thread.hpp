#pragma once

#include "net/mail_client.hpp"
#include "net/mail_transfer.hpp"
#include "net/mailbox.hpp"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <thread>

// A thread in which libcurl hands over one mail after the other, over a connection that it keeps. Whoever owns it hears
// of their ends from that thread.

namespace kaskad::net {

class mail_thread {
  public:
    using ended = std::function<void(uint64_t number, mail_result result)>;

    mail_thread(const mail_client_options& options, ended told);
    // Cuts what is under way, within a second, and says nothing of what still waits.
    ~mail_thread();

    // Any thread. False: there is no room.
    bool try_send(uint64_t number, mail what);
    // Under way or waiting.
    std::size_t mails() const { return mails_; }
    void end_soon();

  private:
    struct job {
        uint64_t number = 0;
        mail what;
        clock::time_point due;
    };

    void run();
    void carry_out(job what, mail_connection& over);

    mail_client_options options_;
    ended told_;
    mailbox<job> jobs_;
    std::atomic<std::size_t> mails_ = 0;
    std::atomic<bool> is_ending_ = false;
    std::thread thread_;
};

}  // namespace kaskad::net
