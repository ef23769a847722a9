#include "gateway/simulators/smsc_run.hpp"

#include "gateway/simulators/order_reader.hpp"
#include "gateway/simulators/simulator_program.hpp"
#include "gateway/simulators/smsc_simulator.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <chrono>
#include <future>
#include <unistd.h>

namespace kaskad::gateway::simulators {

namespace {

constexpr std::chrono::seconds STOP_MAX{3};

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
    log_to_standard_error("smsc");
    stop_signals signals;
    net::shard home{"smsc"};
    auto centre = smsc_simulator::open(home, options, print_lines);
    if (!centre) {
        fmt::print(stderr, "kaskad smsc: {}\n", centre.error());
        return 1;
    }
    print_lines(fmt::format("{{\"event\":\"listening\",\"address\":\"{}\",\"port\":{}}}\n", options.address,
                            (*centre)->port()));
    home.start();
    order_reader orders{STDIN_FILENO, [&](std::string_view line) {
                            const auto text = parse_handset_text(line);
                            if (!text) return spdlog::warn("{}", text.error());
                            home.post([&centre, text = *text] { (*centre)->send_text(text); });
                        }};
    signals.wait();
    orders.stop();
    stop(home, **centre);
    return 0;
}

}  // namespace kaskad::gateway::simulators
