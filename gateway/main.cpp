#include "gateway/demo.hpp"
#include "gateway/pdu_command.hpp"
#include "gateway/serve.hpp"
#include "gateway/simulators/smsc_run.hpp"
#include "gateway/smsc_command.hpp"
#include "gateway/text_command.hpp"

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

    demo_options demo_settings;
    auto* demo_command = app.add_subcommand("demo", "send a few messages through a running gateway and tell their way");
    demo_command->add_option("--url", demo_settings.url, "of the gateway's API")->capture_default_str();
    demo_command->add_option("--key", demo_settings.client_key, "a client's API key")->capture_default_str();
    demo_command->add_option("--operator-key", demo_settings.operator_key, "a key of operator scope")
        ->capture_default_str();
    demo_command->callback([&] { result = demo(demo_settings); });

    add_pdu_command(app, result);
    text_request text;
    auto* text_command = app.add_subcommand("text", "how a text is written and cut into parts, as JSON");
    text_command->add_option("STRING", text.text, "the text, in UTF-8")->required();
    text_command->add_flag("--national", text.is_national, "national shift tables may be used, whichever suit");
    text_command->add_option("--reference", text.reference_bits, "bits of the reference that joins parts")
        ->check(CLI::IsMember({8, 16}))
        ->capture_default_str();
    text_command->callback([&] { result = print_text(text); });

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
