#include "gateway/simulators/simulator_program.hpp"

#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <cstdio>

namespace kaskad::gateway::simulators {

void print_lines(std::string_view lines) {
    std::fwrite(lines.data(), 1, lines.size(), stdout);
    std::fflush(stdout);
}

void log_to_standard_error(const std::string& name) {
    if (!spdlog::get(name)) spdlog::set_default_logger(spdlog::stderr_color_mt(name));
}

stop_signals::stop_signals() {
    sigemptyset(&signals_);
    sigaddset(&signals_, SIGINT);
    sigaddset(&signals_, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGTTIN, SIG_IGN);  // in the background a terminal's input is not ours
}

void stop_signals::wait() {
    int received = 0;
    sigwait(&signals_, &received);
}

}  // namespace kaskad::gateway::simulators
