#include "gateway/serve.hpp"

#include <CLI/CLI.hpp>

#include <string>

// The command line: names and defaults only. Exit 0 ok, 1 failed, 2 usage, 78 bad configuration.

namespace {

using namespace kaskad::gateway;

int run(int count, char** words) {
    CLI::App app{"Kaskad, an SMS aggregator: messages in over HTTP, out over SMPP, receipts back, charged once.",
                 "kaskad"};
    app.require_subcommand(1);
    std::string config = "config/kaskad.toml";
    int result = EXIT_OK;

    auto* serve_command =
        app.add_subcommand("serve", "run the gateway until SIGINT or SIGTERM; SIGHUP reads the file again");
    serve_command->add_option("--config", config, "the TOML file")->required();
    serve_command->callback([&] { result = serve(config); });

    auto* check_command = app.add_subcommand("check", "read the file, say all that is wrong with it, change nothing");
    check_command->add_option("--config", config, "the TOML file")->required();
    check_command->callback([&] { result = check(config); });

    try {
        app.parse(count, words);
    } catch (const CLI::ParseError& trouble) {
        const int code = app.exit(trouble);
        return code == 0 ? EXIT_OK : EXIT_USAGE;
    }
    return result;
}

}  // namespace

int main(int count, char** words) {
    return run(count, words);
}
