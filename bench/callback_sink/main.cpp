// bench_callback_sink: where the callbacks of a run go. Prints one line of JSON when it is told to stop.
#include "bench/callback_sink/callback_sink.hpp"
#include "bench/wire/cost.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <exception>

int main(int argc, char** argv) try {
    using namespace kaskad::bench;
    uint16_t port = 0;
    std::string path;
    uint32_t lines = 0;
    CLI::App app{"A web server that counts callbacks"};
    app.add_option("--port", port)->required();
    app.add_option("--sheet", path, "file that all programs of the run share")->required();
    app.add_option("--lines", lines, "messages the sheet has room for")->required();
    CLI11_PARSE(app, argc, argv);
    catch_signals();
    sheet notes{path, lines};
    callback_sink sink{port, notes};
    sink.run();
    const auto& counts = sink.counts();
    fmt::print(R"({{"callbacks":{},"strangers":{},"connections":{},"cpu_us":{}}})"
               "\n",
               counts.callbacks, counts.strangers, counts.connections, cpu_us());
} catch (const std::exception& trouble) {
    fmt::print(stderr, "bench_callback_sink: {}\n", trouble.what());
    return 1;
}
