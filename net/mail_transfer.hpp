#pragma once

#include "net/mail.hpp"
#include "net/mail_talk.hpp"

#include <array>
#include <atomic>
#include <chrono>
#include <curl/curl.h>
#include <memory>
#include <optional>
#include <string>
#include <unordered_set>

// libcurl's easy handle, as it hands over one mail after the other. Blocks: for the thread that has it (mail_thread).

namespace kaskad::net {

struct mail_times {
    std::chrono::milliseconds connect_max;
    std::chrono::milliseconds all_max;
    std::chrono::milliseconds idle_max;
};

// One mail: its options, its content as it is asked for, and its talk overheard.
class mail_transfer {
  public:
    mail_transfer(CURL* easy, const mail& what) : easy_{easy}, what_{what} {}
    mail_transfer(const mail_transfer&) = delete;
    mail_transfer& operator=(const mail_transfer&) = delete;

    mail_result carry(const mail_times& times);

  private:
    static size_t on_read(char* into, size_t size, size_t count, void* self);
    static int on_talk(CURL*, curl_infotype kind, char* octets, size_t size, void* self);

    void set_server();
    void set_envelope();
    void set_times(const mail_times& times);
    void overhear();

    CURL* easy_;
    const mail& what_;
    mail_talk talk_;
    size_t read_ = 0;
    std::array<char, CURL_ERROR_SIZE> words_{};
    struct release {
        void operator()(curl_slist* value) const { curl_slist_free_all(value); }
    };
    std::unique_ptr<curl_slist, release> recipients_;
};

class mail_connection {
  public:
    // `is_ending`: what is under way then ends within a second.
    explicit mail_connection(const std::atomic<bool>& is_ending);
    // Says goodbye to nobody.
    ~mail_connection();
    mail_connection(const mail_connection&) = delete;
    mail_connection& operator=(const mail_connection&) = delete;

    mail_result carry(const mail& what, const mail_times& times);

  private:
    static curl_socket_t open_socket(void* self, curlsocktype, curl_sockaddr* address);
    static int close_socket(void* self, curl_socket_t fd);
    static int on_progress(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t);

    const std::atomic<bool>& is_ending_;
    std::unordered_set<curl_socket_t> sockets_;
    struct release {
        void operator()(CURL* value) const { curl_easy_cleanup(value); }
    };
    std::unique_ptr<CURL, release> easy_;  // first to go: it closes the sockets
};

}  // namespace kaskad::net
