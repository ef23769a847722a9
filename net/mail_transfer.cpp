#include "net/mail_transfer.hpp"

#include "core/assert.hpp"

#include <algorithm>
#include <cstring>
#include <string_view>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace kaskad::net {

namespace {

template <typename Value>
void set(CURL* easy, CURLoption option, Value value) {
    const auto result = curl_easy_setopt(easy, option, value);
    ASSERT(result == CURLE_OK);
}

// libcurl's own start, which is once for all threads.
bool is_started() {
    static const bool IS = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
    return IS;
}

curl_socket_t open_socket(void* sockets, curlsocktype, curl_sockaddr* address) {
    const auto fd = ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
    if (fd >= 0) static_cast<open_sockets*>(sockets)->add(fd);
    return fd;
}

int close_socket(void* sockets, curl_socket_t fd) {
    static_cast<open_sockets*>(sockets)->remove(fd);
    return ::close(fd);
}

// Of the caller's making, and never better the next time.
bool is_bad_mail(CURLcode result) {
    return result == CURLE_URL_MALFORMAT || result == CURLE_UNSUPPORTED_PROTOCOL ||
           result == CURLE_SSL_CACERT_BADFILE || result == CURLE_NOT_BUILT_IN;
}

}  // namespace

void open_sockets::cut() const {
    for (const auto fd : all_)
        ::shutdown(fd, SHUT_RDWR);
}

mail_transfer::mail_transfer(mail what) : what_{std::move(what)} {
    ASSERT(is_started());
    easy_.reset(curl_easy_init());
    ASSERT(easy_);
}

std::optional<std::string> mail_transfer::prepare(const mail_client_options& options, open_sockets& sockets) {
    if (auto why = why_unsendable(what_)) return why;
    auto* easy = easy_.get();
    set(easy, CURLOPT_NOSIGNAL, 1L);
    set(easy, CURLOPT_PROXY, "");  // whatever the environment says
    set(easy, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    set_sockets(sockets);
    set_server();
    set_envelope();
    set_times(options);
    set(easy, CURLOPT_ERRORBUFFER, words_.data());
    // Its replies are told nowhere else whole.
    set(easy, CURLOPT_VERBOSE, 1L);
    set(easy, CURLOPT_DEBUGFUNCTION, &mail_transfer::on_talk);
    set(easy, CURLOPT_DEBUGDATA, this);
    return std::nullopt;
}

// A connection may be kept beyond the mail that opened it: what its functions are given is the thread's.
void mail_transfer::set_sockets(open_sockets& sockets) {
    auto* easy = easy_.get();
    set(easy, CURLOPT_OPENSOCKETFUNCTION, &open_socket);
    set(easy, CURLOPT_OPENSOCKETDATA, &sockets);
    set(easy, CURLOPT_CLOSESOCKETFUNCTION, &close_socket);
    set(easy, CURLOPT_CLOSESOCKETDATA, &sockets);
}

void mail_transfer::set_server() {
    auto* easy = easy_.get();
    const auto& to = what_.to;
    set(easy, CURLOPT_URL, server_url(to).c_str());
    if (to.security == mail_security::starttls) set(easy, CURLOPT_USE_SSL, long{CURLUSESSL_ALL});
    if (!to.ca_file.empty()) set(easy, CURLOPT_CAINFO, to.ca_file.c_str());
    if (to.user.empty()) return;
    set(easy, CURLOPT_USERNAME, to.user.c_str());
    set(easy, CURLOPT_PASSWORD, to.password.c_str());
}

// Without a size libcurl says none in MAIL FROM, behind which nothing of ours could follow.
void mail_transfer::set_envelope() {
    auto* easy = easy_.get();
    set(easy, CURLOPT_MAIL_FROM, sender_words(what_).c_str());
    recipients_.reset(curl_slist_append(nullptr, recipient_words(what_).c_str()));
    ASSERT(recipients_);
    set(easy, CURLOPT_MAIL_RCPT, recipients_.get());
    set(easy, CURLOPT_UPLOAD, 1L);
    set(easy, CURLOPT_READFUNCTION, &mail_transfer::on_read);
    set(easy, CURLOPT_READDATA, this);
}

// At the end libcurl would otherwise wait for a look-up that hangs.
void mail_transfer::set_times(const mail_client_options& options) {
    auto* easy = easy_.get();
    const auto idle_s = std::chrono::duration_cast<std::chrono::seconds>(options.idle_max).count();
    set(easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options.connect_deadline.count()));
    set(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(options.mail_deadline.count()));
    set(easy, CURLOPT_MAXAGE_CONN, std::max(1L, static_cast<long>(idle_s)));
    set(easy, CURLOPT_QUICK_EXIT, 1L);
}

size_t mail_transfer::on_read(char* into, size_t size, size_t count, void* self) {
    auto& mine = *static_cast<mail_transfer*>(self);
    const auto octets = std::min(size * count, mine.what_.content.size() - mine.read_);
    std::memcpy(into, mine.what_.content.data() + mine.read_, octets);
    mine.read_ += octets;
    if (mine.read_ == mine.what_.content.size()) mine.talk_.note_content_read();
    return octets;
}

int mail_transfer::on_talk(CURL*, curl_infotype kind, char* octets, size_t size, void* self) {
    auto& mine = *static_cast<mail_transfer*>(self);
    const std::string_view line{octets, size};
    if (kind == CURLINFO_HEADER_OUT) mine.talk_.note_command(line);
    if (kind == CURLINFO_HEADER_IN) mine.talk_.note_reply(line);
    return 0;
}

mail_result mail_transfer::end(CURLcode result) const {
    const std::string_view words{words_.data()};
    auto ended = talk_.end(result == CURLE_OK, std::string{words.empty() ? curl_easy_strerror(result) : words});
    if (!ended) ended.error().is_bad_mail = is_bad_mail(result);
    return ended;
}

}  // namespace kaskad::net
