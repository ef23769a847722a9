// bench_smpp_load: a client of a run that speaks SMPP. Submits to Kaskad, or to the operator itself, and prints one
// line of JSON.
#include "bench/smpp_load/fleet.hpp"
#include "bench/wire/poller.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <exception>

namespace {

using namespace kaskad::bench;

struct options {
    std::string sheet;
    uint32_t seconds = 0;
    bool uses_library = false;
    supply_options supply;
    fleet_options fleet;
};

void add_options(CLI::App& app, options& wanted) {
    app.add_option("--port", wanted.fleet.port)->required();
    app.add_option("--sheet", wanted.sheet, "file that all programs of the run share")->required();
    app.add_option("--lines", wanted.supply.messages, "messages at most; the sheet has room for so many")->required();
    app.add_option("--binds", wanted.fleet.binds)->check(CLI::Range(1, 64));
    app.add_option("--window", wanted.fleet.window, "submits without an answer on each bind")
        ->check(CLI::Range(1, 1000));
    app.add_option("--seconds", wanted.seconds, "new messages for so long; 0: until there are --lines");
    app.add_option("--rate", wanted.supply.rate, "messages a second, open loop; 0: closed loop");
    app.add_option("--system-id", wanted.fleet.system_id);
    app.add_option("--password", wanted.fleet.password);
    app.add_flag("--library", wanted.uses_library, "with Kaskad's own client instead of bare sockets");
}

void run(const options& wanted) {
    sheet lines{wanted.sheet, wanted.supply.messages};
    const auto clients =
        wanted.uses_library ? make_library_fleet(wanted.fleet, lines) : make_bare_fleet(wanted.fleet, lines);
    auto limits = wanted.supply;
    limits.time_us = uint64_t{wanted.seconds} * 1'000'000;
    const auto begin = steady_us();
    supply work{limits, lines, begin};
    clients->run(work);
    clients->counts().print(begin, work.numbers_taken());
}

}  // namespace

int main(int argc, char** argv) try {
    options wanted;
    CLI::App app{"A load generator that speaks SMPP"};
    add_options(app, wanted);
    CLI11_PARSE(app, argc, argv);
    catch_signals();
    run(wanted);
} catch (const std::exception& trouble) {
    fmt::print(stderr, "bench_smpp_load: {}\n", trouble.what());
    return 1;
}
