#include "gateway/simulators/channels_run.hpp"

#include "gateway/simulators/channels_control.hpp"
#include "gateway/simulators/channels_simulator.hpp"
#include "gateway/simulators/simulator_program.hpp"

#include <fmt/format.h>

#include <chrono>
#include <future>
#include <utility>

namespace kaskad::gateway::simulators {

namespace {

constexpr std::chrono::seconds STOP_MAX{3};

channel_counts stop(net::shard& home, channels_simulator& messengers) {
    std::promise<channel_counts> stopped;
    home.post([&] { messengers.stop(STOP_MAX, [&] { stopped.set_value(messengers.counts()); }); });
    const auto counts = stopped.get_future().get();
    home.stop();
    return counts;
}

}  // namespace

int run(channels_options options) {
    if (const auto fault = find_fault(options); !fault.empty()) {
        fmt::print(stderr, "kaskad channels-sim: {}\n", fault);
        return 2;
    }
    log_to_standard_error("channels-sim");
    fill_keys(options);
    stop_signals signals;
    net::shard home{"channels-sim"};
    auto messengers = channels_simulator::open(home, options);
    if (!messengers) {
        fmt::print(stderr, "kaskad channels-sim: {}\n", messengers.error());
        return 1;
    }
    const auto ports = (*messengers)->ports();
    print_lines(fmt::format("# listening on http://{0}:{1} and smtp://{0}:{2}, the clock is {3}\n\n{4}# ready\n",
                            options.address, ports.http, ports.mail, options.is_virtual ? "virtual" : "real",
                            describe_accounts(options, ports)));
    home.start();
    signals.wait();
    const auto counts = stop(home, **messengers);
    // A comment: all that it printed is still a file of TOML.
    print_lines(fmt::format("# {}\n", boost::json::serialize(to_json(counts))));
    return 0;
}

}  // namespace kaskad::gateway::simulators
