#include "gateway/simulators/order_reader.hpp"

#include <array>
#include <poll.h>
#include <string>
#include <unistd.h>
#include <utility>

namespace kaskad::gateway::simulators {

namespace {

constexpr int LOOK_MS = 100;  // so late is a stop seen
constexpr size_t LINE_OCTETS_MAX = 64 * 1024;

}  // namespace

order_reader::order_reader(int descriptor, std::function<void(std::string_view)> on_line)
    : descriptor_{descriptor}, on_line_{std::move(on_line)}, thread_{[this] { run(); }} {}

void order_reader::stop() {
    stopping_ = true;
    if (thread_.joinable()) thread_.join();
}

void order_reader::run() {
    std::string waiting;
    std::array<char, 4096> octets;
    while (!stopping_) {
        pollfd input{.fd = descriptor_, .events = POLLIN, .revents = 0};
        if (poll(&input, 1, LOOK_MS) <= 0) continue;
        const auto size = read(descriptor_, octets.data(), octets.size());
        if (size <= 0) return;
        waiting.append(octets.data(), static_cast<size_t>(size));
        for (auto end = waiting.find('\n'); end != std::string::npos; end = waiting.find('\n')) {
            on_line_(std::string_view{waiting}.substr(0, end));
            waiting.erase(0, end + 1);
        }
        if (waiting.size() > LINE_OCTETS_MAX) return;
    }
}

}  // namespace kaskad::gateway::simulators
