#include "tests/simulation/run/apart.hpp"

#include "core/assert.hpp"

#include <array>
#include <cstdio>
#include <string_view>
#include <sys/wait.h>
#include <unistd.h>

namespace kaskad::simulation {

namespace {

std::string read_all(int descriptor) {
    std::string text;
    std::array<char, 4096> some{};
    for (ssize_t count = 0; (count = ::read(descriptor, some.data(), some.size())) > 0;)
        text.append(some.data(), static_cast<size_t>(count));
    ::close(descriptor);
    return text;
}

[[noreturn]] void answer(int descriptor, std::string_view text) {
    std::fflush(stdout);
    while (!text.empty()) {
        const auto written = ::write(descriptor, text.data(), text.size());
        if (written <= 0) ::_exit(1);
        text.remove_prefix(static_cast<size_t>(written));
    }
    ::_exit(0);
}

}  // namespace

apart::apart(const std::function<std::string()>& work) {
    std::fflush(stdout);
    std::array<int, 2> ends{};
    const int made = ::pipe(ends.data());
    ASSERT(made == 0);
    child_ = ::fork();
    ASSERT(child_ >= 0);
    if (child_ == 0) answer(ends[1], work());
    ::close(ends[1]);
    answer_ = ends[0];
}

std::optional<std::string> apart::result() {
    auto text = read_all(answer_);
    int status = 0;
    ::waitpid(child_, &status, 0);
    return status == 0 ? std::optional{std::move(text)} : std::nullopt;
}

}  // namespace kaskad::simulation
