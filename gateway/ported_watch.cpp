#include "gateway/ported_watch.hpp"

#include "store/thread_name.hpp"

#include <chrono>
#include <utility>

namespace kaskad::gateway {

namespace {

constexpr std::chrono::milliseconds LOOK_EVERY{2'000};

}  // namespace

void ported_watch::start(const std::vector<std::string>& files) {
    files_.name(files);
    look();
    thread_ = std::thread{[this] { run(); }};
}

bool ported_watch::name(std::vector<std::string> files) {
    const bool is_taken = named_.try_push(std::move(files));
    bell_.ring();
    return is_taken;
}

void ported_watch::stop() {
    if (!thread_.joinable()) return;
    stopping_ = true;
    bell_.ring();
    thread_.join();
}

void ported_watch::run() {
    store::name_thread("ported");
    while (!stopping_) {
        bell_.wait_unless([this] { return stopping_ || !named_.is_empty(); }, LOOK_EVERY);
        named_.drain(named_.capacity(), [this](std::vector<std::string>&& files) { files_.name(files); });
        look();
    }
}

void ported_watch::look() {
    if (files_.look()) {
        retired_.push_back(std::exchange(current_, files_.set()));
        is_owed_ = true;
    }
    if (is_owed_) is_owed_ = !take_(current_);
    std::erase_if(retired_, [](const lookup& each) { return each.use_count() <= 1; });
}

}  // namespace kaskad::gateway
