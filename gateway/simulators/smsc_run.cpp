#include "gateway/simulators/smsc_run.hpp"

#include "gateway/simulators/order_reader.hpp"
#include "gateway/simulators/smsc_simulator.hpp"

#include <fmt/format.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <future>
#include <string>
#include <unistd.h>
#include <utility>

namespace kaskad::gateway::simulators {

namespace {

constexpr std::chrono::seconds STOP_MAX{3};

// One write: a reader of the pipe sees whole lines soon.
void print(std::string_view lines) {
    std::fwrite(lines.data(), 1, lines.size(), stdout);
    std::fflush(stdout);
}

void block(sigset_t& signals) {
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGTTIN, SIG_IGN);  // in the background a terminal's input is not ours
}

void log_to_standard_error() {
    if (!spdlog::get("smsc")) spdlog::set_default_logger(spdlog::stderr_color_mt("smsc"));
}

void stop(net::shard& home, smsc_simulator& centre) {
    std::promise<void> stopped;
    home.post([&] { centre.stop(STOP_MAX, [&] { stopped.set_value(); }); });
    stopped.get_future().wait();
    home.stop();
}

}  // namespace

int run(const smsc_options& options) {
    if (const auto fault = find_fault(options); !fault.empty()) {
        fmt::print(stderr, "kaskad smsc: {}\n", fault);
        return 2;
    }
    log_to_standard_error();
    sigset_t signals;
    block(signals);
    net::shard home{"smsc"};
    auto centre = smsc_simulator::open(home, options, print);
    if (!centre) {
        fmt::print(stderr, "kaskad smsc: {}\n", centre.error());
        return 1;
    }
    print(fmt::format("{{\"event\":\"listening\",\"address\":\"{}\",\"port\":{}}}\n", options.address,
                      (*centre)->port()));
    home.start();
    order_reader orders{STDIN_FILENO, [&](std::string_view line) {
                            const auto text = parse_handset_text(line);
                            if (!text) return spdlog::warn("{}", text.error());
                            home.post([&centre, text = *text] { (*centre)->send_text(text); });
                        }};
    int received = 0;
    sigwait(&signals, &received);
    orders.stop();
    stop(home, **centre);
    return 0;
}

}  // namespace kaskad::gateway::simulators
