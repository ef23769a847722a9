#include "net/mail_client.hpp"

#include "core/assert.hpp"
#include "net/mail_talk.hpp"
#include "net/mail_transfer.hpp"
#include "net/timer.hpp"

#include <boost/asio/posix/basic_stream_descriptor.hpp>

#include <curl/curl.h>
#include <unordered_map>
#include <utility>

namespace kaskad::net {

namespace {

using descriptor = asio::posix::basic_stream_descriptor<executor>;

// A socket of libcurl's, that it opens and closes: only watched here.
struct watched_socket {
    watched_socket(executor where, int fd) : socket{where, fd} {}
    ~watched_socket() { socket.release(); }

    descriptor socket;
    int wanted = CURL_POLL_NONE;
    bool is_reading = false;
    bool is_writing = false;
};

struct release {
    void operator()(CURLM* value) const { curl_multi_cleanup(value); }
};

}  // namespace

struct mail_client::state : std::enable_shared_from_this<state> {
    state(shard& on, mail_client_options wanted)
        : home{on}, options{wanted}, multi{curl_multi_init()}, due{on.get_executor(), [this] {
                                                                       act(CURL_SOCKET_TIMEOUT, 0);
                                                                   }} {
        ASSERT(multi);
        curl_multi_setopt(multi.get(), CURLMOPT_SOCKETFUNCTION, &state::on_socket);
        curl_multi_setopt(multi.get(), CURLMOPT_SOCKETDATA, this);
        curl_multi_setopt(multi.get(), CURLMOPT_TIMERFUNCTION, &state::on_timer);
        curl_multi_setopt(multi.get(), CURLMOPT_TIMERDATA, this);
    }

    void begin(mail what, callback done);
    void end_all();

    static int on_socket(CURL*, curl_socket_t fd, int wanted, void* self, void*);
    static int on_timer(CURLM*, long wait_ms, void* self);

    void watch(int fd, int wanted);
    void wait_for(const std::shared_ptr<watched_socket>& what, int fd);
    void wait_to_read(const std::shared_ptr<watched_socket>& what, int fd);
    void wait_to_write(const std::shared_ptr<watched_socket>& what, int fd);
    // Something happened to a socket, or its time came.
    void act(curl_socket_t fd, int events);
    void take_ended();

    shard& home;
    mail_client_options options;
    std::unique_ptr<CURLM, release> multi;
    timer due;
    std::unordered_map<int, std::shared_ptr<watched_socket>> sockets;
    struct under_way {
        std::unique_ptr<mail_transfer> transfer;
        callback done;
    };
    std::unordered_map<CURL*, under_way> mails;
};

int mail_client::state::on_socket(CURL*, curl_socket_t fd, int wanted, void* self, void*) {
    static_cast<state*>(self)->watch(fd, wanted);
    return 0;
}

int mail_client::state::on_timer(CURLM*, long wait_ms, void* self) {
    auto& due = static_cast<state*>(self)->due;
    if (wait_ms < 0) {
        due.cancel();
    } else {
        due.expire_after(std::chrono::milliseconds{wait_ms});
    }
    return 0;
}

void mail_client::state::watch(int fd, int wanted) {
    if (wanted == CURL_POLL_REMOVE) {
        const auto found = sockets.find(fd);
        if (found == sockets.end()) return;
        found->second->wanted = CURL_POLL_NONE;
        found->second->socket.release();
        sockets.erase(found);
        return;
    }
    auto& place = sockets[fd];
    if (!place) place = std::make_shared<watched_socket>(home.get_executor(), fd);
    place->wanted = wanted;
    wait_for(place, fd);
}

void mail_client::state::wait_for(const std::shared_ptr<watched_socket>& what, int fd) {
    if ((what->wanted & CURL_POLL_IN) != 0 && !what->is_reading) wait_to_read(what, fd);
    if ((what->wanted & CURL_POLL_OUT) != 0 && !what->is_writing) wait_to_write(what, fd);
}

// What libcurl said meanwhile counts: a socket that it closed has another number's fate no more.
void mail_client::state::wait_to_read(const std::shared_ptr<watched_socket>& what, int fd) {
    what->is_reading = true;
    what->socket.async_wait(descriptor::wait_read, [weak = weak_from_this(), what, fd](error_code) {
        what->is_reading = false;
        const auto self = weak.lock();
        if (!self) return;
        if ((what->wanted & CURL_POLL_IN) != 0) self->act(fd, CURL_CSELECT_IN);
        self->wait_for(what, fd);
    });
}

void mail_client::state::wait_to_write(const std::shared_ptr<watched_socket>& what, int fd) {
    what->is_writing = true;
    what->socket.async_wait(descriptor::wait_write, [weak = weak_from_this(), what, fd](error_code) {
        what->is_writing = false;
        const auto self = weak.lock();
        if (!self) return;
        if ((what->wanted & CURL_POLL_OUT) != 0) self->act(fd, CURL_CSELECT_OUT);
        self->wait_for(what, fd);
    });
}

void mail_client::state::act(curl_socket_t fd, int events) {
    if (!multi) return;
    int running = 0;
    curl_multi_socket_action(multi.get(), fd, events, &running);
    take_ended();
}

// A callback may begin the next mail, or end this client.
void mail_client::state::take_ended() {
    const auto alive = shared_from_this();
    int left = 0;
    while (multi) {
        const auto* message = curl_multi_info_read(multi.get(), &left);
        if (!message) return;
        if (message->msg != CURLMSG_DONE) continue;
        auto* easy = message->easy_handle;
        const auto result = message->data.result;
        const auto found = mails.find(easy);
        ASSERT(found != mails.end());
        auto ended = std::move(found->second);
        mails.erase(found);
        curl_multi_remove_handle(multi.get(), easy);
        ended.done(ended.transfer->end(result));
    }
}

void mail_client::state::begin(mail what, callback done) {
    auto transfer = std::make_unique<mail_transfer>(std::move(what));
    auto wrong = transfer->prepare(options);
    auto* easy = transfer->handle();
    if (!wrong) {
        mails.emplace(easy, under_way{std::move(transfer), std::move(done)});
        ASSERT(curl_multi_add_handle(multi.get(), easy) == CURLM_OK);
        return;
    }
    home.post([weak = weak_from_this(), why = std::move(*wrong), told = std::move(done)]() mutable {
        if (const auto self = weak.lock())
            told(std::unexpected(mail_error{.text = std::move(why), .is_bad_mail = true}));
    });
}

void mail_client::state::end_all() {
    due.cancel();
    for (const auto& [easy, each] : mails)
        curl_multi_remove_handle(multi.get(), easy);
    mails.clear();
    multi.reset();
    while (!sockets.empty())
        watch(sockets.begin()->first, CURL_POLL_REMOVE);
}

mail_client::mail_client(shard& home, mail_client_options options) : state_{std::make_shared<state>(home, options)} {}

mail_client::~mail_client() {
    state_->end_all();
}

void mail_client::send(mail what, callback done) {
    ASSERT(done);
    state_->begin(std::move(what), std::move(done));
}

std::size_t mail_client::mails_under_way() const {
    return state_->mails.size();
}

}  // namespace kaskad::net
