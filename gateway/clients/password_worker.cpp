#include "gateway/clients/password_worker.hpp"

#include <chrono>
#include <utility>

namespace kaskad::gateway::clients {

namespace {

constexpr size_t INCOMING_MAX = 1'024;
constexpr std::chrono::milliseconds WAIT_MAX{1'000};

int64_t steady_ms() {
    using std::chrono::milliseconds;
    return std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

std::string account_key(const password_check& what) {
    return what.address + '\n' + what.system_id;
}

}  // namespace

password_worker::password_worker(const password_worker_options& options)
    : incoming_{INCOMING_MAX},
      queue_{options.queue},
      of_account_{options.of_account},
      of_address_{options.of_address} {}

void password_worker::check(password_check what) {
    if (!incoming_.try_push(std::move(what))) what.done(password_verdict::busy);
}

void password_worker::start() {
    decoy_ = net::password_hash::make("", "no account's salt");
    thread_ = std::thread{[this] { run(); }};
}

void password_worker::stop() {
    if (!thread_.joinable()) return;
    stopping_ = true;
    incoming_.wake();
    thread_.join();
}

void password_worker::run() {
    while (!stopping_) {
        sort();
        if (queue_.is_empty()) {
            incoming_.wait(WAIT_MAX);
        } else {
            judge(queue_.take());
        }
    }
}

// What needs no comparison is answered at once, however many others wait.
void password_worker::sort() {
    incoming_.drain(sorted_, INCOMING_MAX);
    for (auto& what : sorted_) {
        if (is_locked(what, steady_ms())) {
            what.done(password_verdict::locked);
        } else if (!queue_.try_add(std::move(what))) {
            what.done(password_verdict::busy);
        }
    }
    sorted_.clear();
}

// Where there is no such account a comparison is made all the same: the time tells nothing.
void password_worker::judge(password_check what) {
    if (is_locked(what, steady_ms())) return what.done(password_verdict::locked);
    const bool matches = what.hash.value_or(*decoy_).matches(what.password);
    const bool is_right = what.hash && matches;
    if (is_right) {
        of_account_.note_success(account_key(what));
    } else {
        of_account_.note_failure(account_key(what), steady_ms());
        of_address_.note_failure(what.address, steady_ms());
    }
    what.done(is_right ? password_verdict::right : password_verdict::wrong);
}

bool password_worker::is_locked(const password_check& what, int64_t now) const {
    return of_account_.is_locked(account_key(what), now) || of_address_.is_locked(what.address, now);
}

}  // namespace kaskad::gateway::clients
