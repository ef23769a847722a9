#include "gateway/reader_thread.hpp"

#include "store/thread_name.hpp"

#include <vector>

namespace kaskad::gateway {

namespace {

constexpr size_t JOBS_AT_ONCE = 16;
constexpr std::chrono::milliseconds WAIT_MAX{1'000};

}  // namespace

template <typename Reader>
reading_thread<Reader>::reading_thread(std::string name, std::unique_ptr<Reader> reader, size_t jobs_max,
                                       priority urgency)
    : name_{std::move(name)}, lower_priority_{urgency == priority::low}, reader_{std::move(reader)}, jobs_{jobs_max} {}

template <typename Reader>
void reading_thread<Reader>::start() {
    thread_ = std::thread{[this] { run(); }};
}

template <typename Reader>
void reading_thread<Reader>::stop() {
    if (!thread_.joinable()) return;
    stopping_ = true;
    jobs_.wake();
    thread_.join();
}

template <typename Reader>
void reading_thread<Reader>::run() {
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

template class reading_thread<store::reader>;
template class reading_thread<store::report_reader>;

}  // namespace kaskad::gateway
