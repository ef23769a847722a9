#include "store/postgres_watch.hpp"

#include "store/error.hpp"
#include "store/thread_name.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace kaskad::store {

namespace {

constexpr std::chrono::milliseconds LOOK_EVERY{500};

int64_t now_ms() {
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

}  // namespace

postgres_watch::postgres_watch(int socket) : socket_{::fcntl(socket, F_DUPFD_CLOEXEC, 0)} {
    if (socket_ < 0) throw failure{"out of file descriptors for a connection to PostgreSQL", true};
    thread_ = std::thread{[this] { run(); }};
}

postgres_watch::~postgres_watch() {
    stopping_ = true;
    stop_.notify();
    thread_.join();
    ::close(socket_);
}

void postgres_watch::arm(std::chrono::milliseconds time_max) {
    deadline_ms_ = now_ms() + time_max.count();
}

void postgres_watch::run() {
    name_thread("postgres-watch");
    while (!stopping_) {
        if (now_ms() >= deadline_ms_) {
            ::shutdown(socket_, SHUT_RDWR);
            return;
        }
        const auto ticket = stop_.prepare();
        if (stopping_) return stop_.cancel();
        stop_.wait(ticket, LOOK_EVERY);
    }
}

}  // namespace kaskad::store
