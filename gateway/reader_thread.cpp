#include "gateway/reader_thread.hpp"

#include "store/thread_name.hpp"

#include <vector>

namespace kaskad::gateway {

namespace {

constexpr size_t JOBS_AT_ONCE = 16;
constexpr std::chrono::milliseconds WAIT_MAX{1'000};

}  // namespace

reader_thread::reader_thread(std::string name, std::unique_ptr<store::reader> reader, size_t jobs_max, priority urgency)
    : name_{std::move(name)}, lower_priority_{urgency == priority::low}, reader_{std::move(reader)}, jobs_{jobs_max} {}

void reader_thread::start() {
    thread_ = std::thread{[this] { run(); }};
}

void reader_thread::stop() {
    if (!thread_.joinable()) return;
    stopping_ = true;
    jobs_.wake();
    thread_.join();
}

void reader_thread::run() {
    store::name_thread(name_.c_str());
    if (lower_priority_) store::lower_thread_priority();
    std::vector<job> taken;
    while (!stopping_) {
        if (jobs_.drain(taken, JOBS_AT_ONCE) == 0) jobs_.wait(WAIT_MAX);
        for (auto& what : taken)
            what(*reader_);
        taken.clear();
    }
}

}  // namespace kaskad::gateway
