// bench_load: the clients of a run. Sends messages to Kaskad or to Kannel and prints one line of JSON.
#include "bench/load/generator.hpp"
#include "bench/wire/cost.hpp"
#include "bench/wire/counts_json.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <optional>

namespace {

using namespace kaskad::bench;

struct options {
    uint16_t port = 0;
    uint32_t connections = 64;
    uint32_t seconds = 0;
    uint32_t reads = 0;
    std::string key;
    std::string sheet;
    kannel_receipts receipts;
    bool is_kannel = false;
    supply_options supply;
};

uint64_t percentile(std::vector<uint64_t>& values, size_t percent) {
    if (values.empty()) return 0;
    std::ranges::sort(values);
    return values[std::min(values.size() - 1, values.size() * percent / 100)];
}

void add_options(CLI::App& app, options& wanted) {
    app.add_option("--port", wanted.port)->required();
    app.add_option("--sheet", wanted.sheet, "file that all programs of the run share")->required();
    app.add_option("--lines", wanted.supply.messages, "messages at most; the sheet has room for so many")->required();
    app.add_option("--connections", wanted.connections);
    app.add_option("--seconds", wanted.seconds, "new messages for so long; 0: until there are --lines");
    app.add_option("--rate", wanted.supply.rate, "messages a second, open loop; 0: closed loop");
    app.add_option("--batch", wanted.supply.batch, "messages in one request")->check(CLI::Range(1, 1000));
    app.add_option("--reads", wanted.reads, "messages looked up a second meanwhile");
    app.add_option("--key", wanted.key, "API key of Kaskad");
    app.add_flag("--kannel", wanted.is_kannel, "speak with Kannel's smsbox");
    app.add_option("--kannel-callback", wanted.receipts.callback, "URL for its receipts");
    app.add_flag("!--kannel-silent", wanted.receipts.wanted, "ask Kannel for no receipts");
}

void run(const options& wanted) {
    sheet lines{wanted.sheet, wanted.supply.messages};
    const auto words = wanted.is_kannel ? make_kannel_dialect(wanted.receipts)
                                        : make_kaskad_dialect(wanted.key, wanted.supply.batch > 1);
    std::optional<read_probe> probe;
    if (wanted.reads > 0) probe.emplace(wanted.port, wanted.reads, wanted.key, lines);
    auto limits = wanted.supply;
    limits.time_us = uint64_t{wanted.seconds} * 1'000'000;
    const auto begin = steady_us();
    supply work{limits, lines, begin};
    generator load{wanted.port, wanted.connections, *words, work, lines, probe ? &*probe : nullptr};
    load.run();
    const auto& counts = load.counts();
    fmt::print(R"({{"begin_us":{},"end_us":{},"numbers":{},"accepted":{},"refused":{},"failed":{},"lost_answers":{},)"
               R"("statuses":{},"reads":{},"read_p99_us":{},"cpu_us":{}}})"
               "\n",
               begin, steady_us(), work.numbers_taken(), counts.accepted, counts.refused, counts.failed,
               counts.lost_answers, to_json(counts.statuses), probe ? to_json(probe->statuses()) : "{}",
               probe ? percentile(probe->times_us(), 99) : 0, cpu_us());
}

}  // namespace

int main(int argc, char** argv) try {
    options wanted;
    CLI::App app{"A load generator for SMS gateways"};
    add_options(app, wanted);
    CLI11_PARSE(app, argc, argv);
    catch_signals();
    run(wanted);
} catch (const std::exception& trouble) {
    fmt::print(stderr, "bench_load: {}\n", trouble.what());
    return 1;
}
