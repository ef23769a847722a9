#include "gateway/demo.hpp"
#include "gateway/receipt_command.hpp"
#include "gateway/serve.hpp"
#include "gateway/simulators/smsc_run.hpp"
#include "gateway/smsc_command.hpp"

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

    simulators::smsc_options smsc;
    auto* smsc_command = app.add_subcommand("smsc",
                                            "simulate an operator's message centre, a good or a bad one; statistics "
                                            "as JSON lines on standard output");
    add_smsc_options(*smsc_command, smsc);
    smsc_command->callback([&] { result = simulators::run(smsc); });

    std::string text;
    auto* receipt_command =
        app.add_subcommand("receipt", "read the text of a delivery receipt and show it as a JSON object");
    receipt_command->add_option("text", text, "as an operator sent it")->required();
    receipt_command->callback([&] { result = print_receipt(text); });

    auto* time_command = app.add_subcommand("time", "read an SMPP time and show it as a JSON object");
    time_command->add_option("text", text, "YYMMDDhhmmsstnnp, or YYMMDDhhmmss")->required();
    time_command->callback([&] { result = print_time(text); });

    demo_options demo_settings;
    auto* demo_command = app.add_subcommand("demo", "send a few messages through a running gateway and tell their way");
    demo_command->add_option("--url", demo_settings.url, "of the gateway's API")->capture_default_str();
    demo_command->add_option("--key", demo_settings.client_key, "a client's API key")->capture_default_str();
    demo_command->add_option("--operator-key", demo_settings.operator_key, "a key of operator scope")
        ->capture_default_str();
    demo_command->callback([&] { result = demo(demo_settings); });

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
