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

// Of the caller's making, and never better the next time.
bool is_bad_mail(CURLcode result) {
    return result == CURLE_URL_MALFORMAT || result == CURLE_UNSUPPORTED_PROTOCOL ||
           result == CURLE_SSL_CACERT_BADFILE || result == CURLE_NOT_BUILT_IN;
}

}  // namespace

mail_result mail_transfer::carry(const mail_times& times) {
    if (auto why = why_unsendable(what_))
        return std::unexpected(mail_error{.text = std::move(*why), .is_bad_mail = true});
    set(easy_, CURLOPT_NOSIGNAL, 1L);
    set(easy_, CURLOPT_PROXY, "");  // whatever the environment says
    set(easy_, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    set_server();
    set_envelope();
    set_times(times);
    overhear();
    const auto result = curl_easy_perform(easy_);
    const std::string_view words{words_.data()};
    auto ended = talk_.end(result == CURLE_OK, std::string{words.empty() ? curl_easy_strerror(result) : words});
    if (!ended) ended.error().is_bad_mail = is_bad_mail(result);
    return ended;
}

void mail_transfer::set_server() {
    const auto& to = what_.to;
    set(easy_, CURLOPT_URL, server_url(to).c_str());
    if (to.security == mail_security::starttls) set(easy_, CURLOPT_USE_SSL, long{CURLUSESSL_ALL});
    if (!to.ca_file.empty()) set(easy_, CURLOPT_CAINFO, to.ca_file.c_str());
    if (to.user.empty()) return;
    set(easy_, CURLOPT_USERNAME, to.user.c_str());
    set(easy_, CURLOPT_PASSWORD, to.password.c_str());
}

void mail_transfer::set_envelope() {
    set(easy_, CURLOPT_MAIL_FROM, sender_words(what_).c_str());
    recipients_.reset(curl_slist_append(nullptr, recipient_words(what_).c_str()));
    ASSERT(recipients_);
    set(easy_, CURLOPT_MAIL_RCPT, recipients_.get());
    set(easy_, CURLOPT_UPLOAD, 1L);
    set(easy_, CURLOPT_READFUNCTION, &mail_transfer::on_read);
    set(easy_, CURLOPT_READDATA, this);
}

// For the answer to QUIT libcurl would wait two minutes, and at the end for a look-up that hangs.
void mail_transfer::set_times(const mail_times& times) {
    const auto seconds = [](std::chrono::milliseconds time) {
        return std::max(1L, static_cast<long>(std::chrono::duration_cast<std::chrono::seconds>(time).count()));
    };
    set(easy_, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(times.connect_max.count()));
    set(easy_, CURLOPT_TIMEOUT_MS, static_cast<long>(times.all_max.count()));
    set(easy_, CURLOPT_SERVER_RESPONSE_TIMEOUT, seconds(times.all_max));
    set(easy_, CURLOPT_MAXAGE_CONN, seconds(times.idle_max));
    set(easy_, CURLOPT_QUICK_EXIT, 1L);
}

// The replies are told nowhere else whole.
void mail_transfer::overhear() {
    set(easy_, CURLOPT_ERRORBUFFER, words_.data());
    set(easy_, CURLOPT_VERBOSE, 1L);
    set(easy_, CURLOPT_DEBUGFUNCTION, &mail_transfer::on_talk);
    set(easy_, CURLOPT_DEBUGDATA, this);
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

mail_connection::mail_connection(const std::atomic<bool>& is_ending) : is_ending_{is_ending} {
    ASSERT(is_started());
    easy_.reset(curl_easy_init());
    ASSERT(easy_);
}

// libcurl says QUIT and waits for the answer, which on a dead connection ends at once.
mail_connection::~mail_connection() {
    for (const auto fd : sockets_)
        ::shutdown(fd, SHUT_RDWR);
}

// A reset forgets the options of the mail before, and keeps the connection.
mail_result mail_connection::carry(const mail& what, const mail_times& times) {
    auto* easy = easy_.get();
    curl_easy_reset(easy);
    set(easy, CURLOPT_OPENSOCKETFUNCTION, &mail_connection::open_socket);
    set(easy, CURLOPT_OPENSOCKETDATA, this);
    set(easy, CURLOPT_CLOSESOCKETFUNCTION, &mail_connection::close_socket);
    set(easy, CURLOPT_CLOSESOCKETDATA, this);
    set(easy, CURLOPT_NOPROGRESS, 0L);
    set(easy, CURLOPT_XFERINFOFUNCTION, &mail_connection::on_progress);
    set(easy, CURLOPT_XFERINFODATA, this);
    mail_transfer transfer{easy, what};
    auto result = transfer.carry(times);
    // Nothing of the transfer, which is gone now, is looked at when the connection is closed.
    curl_easy_reset(easy);
    return result;
}

curl_socket_t mail_connection::open_socket(void* self, curlsocktype, curl_sockaddr* address) {
    const auto fd = ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
    if (fd >= 0) static_cast<mail_connection*>(self)->sockets_.insert(fd);
    return fd;
}

int mail_connection::close_socket(void* self, curl_socket_t fd) {
    static_cast<mail_connection*>(self)->sockets_.erase(fd);
    return ::close(fd);
}

// Asked about once a second while it waits; anything but 0 ends it.
int mail_connection::on_progress(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
    return static_cast<mail_connection*>(self)->is_ending_ ? 1 : 0;
}

}  // namespace kaskad::net
