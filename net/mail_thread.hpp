#pragma once

#include "net/mail_client.hpp"
#include "net/mail_transfer.hpp"
#include "net/ring.hpp"

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <thread>
#include <unordered_map>

// The thread in which libcurl works for one mail_client: all transfers of one multi handle at once. Whoever owns it
// pushes mails and hears of their ends from that thread.

namespace kaskad::net {

class mail_thread {
  public:
    using ended = std::function<void(uint64_t number, mail_result result)>;

    mail_thread(const mail_client_options& options, ended told);
    // Cuts what is under way, and says nothing of it.
    ~mail_thread();

    // Any thread. False: there is no room.
    bool try_send(uint64_t number, mail what);

  private:
    struct job {
        uint64_t number = 0;
        mail what;
    };
    struct under_way {
        uint64_t number = 0;
        std::unique_ptr<mail_transfer> transfer;
    };
    struct release {
        void operator()(CURLM* value) const { curl_multi_cleanup(value); }
    };

    void run();
    void take_jobs();
    void begin(job what);
    void take_ended();
    void cut_all();

    mail_client_options options_;
    ended told_;
    ring<job> jobs_;
    std::unique_ptr<CURLM, release> multi_;
    std::unordered_map<CURL*, under_way> mails_;
    open_sockets sockets_;
    std::atomic<bool> is_ending_ = false;
    std::thread thread_;
};

}  // namespace kaskad::net
