// bench_smsc_sink: the operator of a run. Prints one line of JSON when it is told to stop.
#include "bench/smsc_sink/message_centre.hpp"
#include "bench/wire/cost.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <exception>

namespace {

using namespace kaskad::bench;

void print(const message_centre_counts& counts) {
    fmt::print(
        R"({{"binds":{},"submits":{},"strangers":{},"receipts_sent":{},"receipts_taken":{},"lost_links":{},"cpu_us":{}}})"
        "\n",
        counts.binds, counts.submits, counts.strangers, counts.receipts_sent, counts.receipts_taken, counts.lost_links,
        cpu_us());
}

}  // namespace

int main(int argc, char** argv) try {
    message_centre_options options;
    std::string path;
    uint32_t lines = 0;
    CLI::App app{"An SMSC that takes everything and sends receipts"};
    app.add_option("--port", options.port)->required();
    app.add_option("--sheet", path, "file that all programs of the run share")->required();
    app.add_option("--lines", lines, "messages the sheet has room for")->required();
    app.add_option("--delay-min", options.law.delay_min_ms, "receipts: shortest delay, ms");
    app.add_option("--delay-max", options.law.delay_max_ms, "receipts: longest delay, ms");
    app.add_option("--receipt-window", options.receipt_window);
    app.add_flag("--anywhere", options.receipts_anywhere, "receipts on any connection, not that of the submit");
    CLI11_PARSE(app, argc, argv);
    catch_signals();
    sheet notes{path, lines};
    message_centre centre{options, notes};
    centre.run();
    print(centre.counts());
} catch (const std::exception& trouble) {
    fmt::print(stderr, "bench_smsc_sink: {}\n", trouble.what());
    return 1;
}
