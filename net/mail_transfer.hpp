#pragma once

#include "net/mail_client.hpp"
#include "net/mail_talk.hpp"

#include <array>
#include <curl/curl.h>
#include <memory>
#include <optional>
#include <string>
#include <unordered_set>

// One mail as libcurl's easy handle: its options, its content as it is asked for, and its talk overheard. Driven by
// mail_thread, in its thread.

namespace kaskad::net {

// Those of one multi handle, also of connections that are kept.
class open_sockets {
  public:
    void add(curl_socket_t fd) { all_.insert(fd); }
    void remove(curl_socket_t fd) { all_.erase(fd); }
    // Both ways; who has them open closes them.
    void cut() const;

  private:
    std::unordered_set<curl_socket_t> all_;
};

class mail_transfer {
  public:
    explicit mail_transfer(mail what);
    mail_transfer(const mail_transfer&) = delete;
    mail_transfer& operator=(const mail_transfer&) = delete;

    // Nothing, or why the mail can never be sent.
    std::optional<std::string> prepare(const mail_client_options& options, open_sockets& sockets);
    CURL* handle() const { return easy_.get(); }
    mail_result end(CURLcode result) const;

  private:
    struct release {
        void operator()(CURL* value) const { curl_easy_cleanup(value); }
        void operator()(curl_slist* value) const { curl_slist_free_all(value); }
    };

    static size_t on_read(char* into, size_t size, size_t count, void* self);
    static int on_talk(CURL*, curl_infotype kind, char* octets, size_t size, void* self);

    void set_sockets(open_sockets& sockets);
    void set_server();
    void set_envelope();
    void set_times(const mail_client_options& options);

    mail what_;
    mail_talk talk_;
    size_t read_ = 0;
    std::array<char, CURL_ERROR_SIZE> words_{};
    std::unique_ptr<curl_slist, release> recipients_;
    std::unique_ptr<CURL, release> easy_;  // first to go: it knows the rest
};

}  // namespace kaskad::net
