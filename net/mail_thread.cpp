#include "net/mail_thread.hpp"

#include "core/assert.hpp"

#include <pthread.h>
#include <utility>

namespace kaskad::net {

namespace {

constexpr std::size_t JOBS_AT_ONCE = 64;
constexpr int WAIT_MS = 1'000;  // at most; a mail that comes ends it

}  // namespace

mail_thread::mail_thread(const mail_client_options& options, ended told)
    : options_{options}, told_{std::move(told)}, jobs_{options.mails_max}, multi_{curl_multi_init()} {
    ASSERT(told_);
    ASSERT(multi_);
    thread_ = std::thread{[this] { run(); }};
}

mail_thread::~mail_thread() {
    is_ending_ = true;
    curl_multi_wakeup(multi_.get());
    thread_.join();
}

bool mail_thread::try_send(uint64_t number, mail what) {
    if (!jobs_.try_push({number, std::move(what)})) return false;
    curl_multi_wakeup(multi_.get());
    return true;
}

void mail_thread::run() {
    pthread_setname_np(pthread_self(), "mails");
    while (!is_ending_) {
        take_jobs();
        int running = 0;
        ASSERT(curl_multi_perform(multi_.get(), &running) == CURLM_OK);
        take_ended();
        if (!is_ending_ && jobs_.is_empty()) curl_multi_poll(multi_.get(), nullptr, 0, WAIT_MS, nullptr);
    }
    cut_all();
}

void mail_thread::take_jobs() {
    jobs_.drain(JOBS_AT_ONCE, [this](job&& what) { begin(std::move(what)); });
}

void mail_thread::begin(job what) {
    auto transfer = std::make_unique<mail_transfer>(std::move(what.what));
    if (auto why = transfer->prepare(options_, sockets_))
        return told_(what.number, std::unexpected(mail_error{.text = std::move(*why), .is_bad_mail = true}));
    auto* easy = transfer->handle();
    mails_.emplace(easy, under_way{what.number, std::move(transfer)});
    ASSERT(curl_multi_add_handle(multi_.get(), easy) == CURLM_OK);
}

void mail_thread::take_ended() {
    int left = 0;
    while (const auto* message = curl_multi_info_read(multi_.get(), &left)) {
        if (message->msg != CURLMSG_DONE) continue;
        const auto result = message->data.result;
        auto found = mails_.extract(message->easy_handle);
        ASSERT(!found.empty());
        curl_multi_remove_handle(multi_.get(), found.key());
        told_(found.mapped().number, found.mapped().transfer->end(result));
    }
}

// libcurl says QUIT on each connection and waits for the answer, which a dead one gives at once.
void mail_thread::cut_all() {
    sockets_.cut();
    for (const auto& [easy, each] : mails_)
        curl_multi_remove_handle(multi_.get(), easy);
    mails_.clear();
    multi_.reset();
}

}  // namespace kaskad::net
