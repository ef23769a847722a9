#include "store/postgres_connection.hpp"

#include <thread>

namespace kaskad::store {

namespace {

using clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds TRY_EVERY{200};

}  // namespace

postgres_session& postgres_connection::live() {
    if (!session_) connect();
    return *session_;
}

void postgres_connection::connect() {
    // Readers have no back-off of their own: a refused connection would be asked for again and again.
    std::this_thread::sleep_until(next_try_);
    next_try_ = clock::now() + TRY_EVERY;
    session_.emplace(options_);
    if (!on_connected_) return;
    try {
        on_connected_(*session_);
    } catch (...) {
        session_.reset();
        throw;
    }
}

void postgres_connection::open(const std::function<void(const std::string&)>& on_wait) {
    const auto deadline = clock::now() + options_.start_patience;
    for (bool is_first = true; !session_; is_first = false) {
        try {
            connect();
        } catch (const failure& thrown) {
            const auto why = thrown.to_error();
            if (!why.retryable || clock::now() >= deadline) throw;
            if (is_first && on_wait) on_wait(why.text + "; waiting for it");
        }
    }
}

}  // namespace kaskad::store
