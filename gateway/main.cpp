#include "gateway/bill_command.hpp"
#include "gateway/channels_sim_command.hpp"
#include "gateway/client_command.hpp"
#include "gateway/contract_command.hpp"
#include "gateway/demo.hpp"
#include "gateway/dispute_command.hpp"
#include "gateway/exchange_rates_command.hpp"
#include "gateway/explain_command.hpp"
#include "gateway/invoice_command.hpp"
#include "gateway/ledger_command.hpp"
#include "gateway/migrate_command.hpp"
#include "gateway/payments_command.hpp"
#include "gateway/pdu_command.hpp"
#include "gateway/period_command.hpp"
#include "gateway/ported_command.hpp"
#include "gateway/prices_command.hpp"
#include "gateway/rates_command.hpp"
#include "gateway/receipt_command.hpp"
#include "gateway/receipts_command.hpp"
#include "gateway/reconcile_command.hpp"
#include "gateway/replay_command.hpp"
#include "gateway/rerate_command.hpp"
#include "gateway/route_test_command.hpp"
#include "gateway/serve.hpp"
#include "gateway/simulators/channels_run.hpp"
#include "gateway/simulators/smsc_run.hpp"
#include "gateway/smsc_command.hpp"
#include "gateway/statement_command.hpp"
#include "gateway/store_command.hpp"
#include "gateway/supplier_command.hpp"
#include "gateway/text_command.hpp"
#include "gateway/topup_command.hpp"
#include "gateway/usage_command.hpp"

#include <CLI/CLI.hpp>

#include <string>

// The command line: names and defaults only. Exit 0 ok, 1 failed, 2 usage, 78 bad configuration.

namespace {

using namespace kaskad::gateway;

// Where CLI11 puts what was typed.
struct arguments {
    std::string config;
    simulators::smsc_options smsc;
    simulators::channels_options channels;
    demo_options demo;
    text_request text;
    std::string to_read;  // by receipt and time
};

void add_gateway_commands(CLI::App& app, arguments& given, int& result) {
    auto* serve_command =
        app.add_subcommand("serve", "run the gateway until SIGINT or SIGTERM; SIGHUP reads the file again");
    serve_command->add_option("--config", given.config, "the TOML file")->required();
    serve_command->callback([&] { result = serve(given.config); });

    auto* check_command = app.add_subcommand("check", "read the file, say all that is wrong with it, change nothing");
    check_command->add_option("--config", given.config, "the TOML file")->required();
    check_command->callback([&] { result = check(given.config); });

    auto* smsc_command = app.add_subcommand("smsc",
                                            "simulate an operator's message centre, a good or a bad one; statistics "
                                            "as JSON lines on standard output");
    add_smsc_options(*smsc_command, given.smsc);
    smsc_command->callback([&] { result = simulators::run(given.smsc); });

    auto* channels_command = app.add_subcommand("channels-sim",
                                                "simulate the messengers' providers and telephone calls on one port, "
                                                "with their own paths, keys and callbacks");
    add_channels_sim_options(*channels_command, given.channels);
    channels_command->callback([&] { result = simulators::run(given.channels); });
}

void add_demo_command(CLI::App& app, arguments& given, int& result) {
    auto* command = app.add_subcommand("demo", "send a few messages through a running gateway and tell their way");
    command->add_option("--url", given.demo.url, "of the gateway's API")->capture_default_str();
    command->add_option("--key", given.demo.client_key, "a client's API key")->capture_default_str();
    command->add_option("--operator-key", given.demo.operator_key, "a key of operator scope")->capture_default_str();
    command->callback([&] { result = demo(given.demo); });
}

// They read nothing but their arguments, and the files named there.
void add_reading_commands(CLI::App& app, arguments& given, int& result) {
    add_pdu_command(app, result);
    add_ported_command(app, result);
    add_rates_command(app, result);

    auto* text_command = app.add_subcommand("text", "how a text is written and cut into parts, as JSON");
    text_command->add_option("STRING", given.text.text, "the text, in UTF-8")->required();
    text_command->add_flag("--national", given.text.is_national, "national shift tables may be used, whichever suit");
    text_command->add_option("--reference", given.text.reference_bits, "bits of the reference that joins parts")
        ->check(CLI::IsMember({8, 16}))
        ->capture_default_str();
    text_command->callback([&] { result = print_text(given.text); });

    auto* receipt_command =
        app.add_subcommand("receipt", "read the text of a delivery receipt and show it as a JSON object");
    receipt_command->add_option("STRING", given.to_read, "as an operator sent it")->required();
    receipt_command->callback([&] { result = print_receipt(given.to_read); });

    auto* time_command = app.add_subcommand("time", "read an SMPP time and show it as a JSON object");
    time_command->add_option("STRING", given.to_read, "YYMMDDhhmmsstnnp, or YYMMDDhhmmss")->required();
    time_command->callback([&] { result = print_time(given.to_read); });
}

int run(int count, char** words) {
    CLI::App app{"Kaskad, an SMS aggregator: messages in over HTTP, out over SMPP, receipts back, charged once.",
                 "kaskad"};
    app.require_subcommand(1);
    arguments given;
    int result = EXIT_OK;
    add_gateway_commands(app, given, result);
    add_demo_command(app, given, result);
    add_bill_command(app, result);
    add_client_command(app, result);
    add_contract_command(app, result);
    add_dispute_command(app, result);
    add_exchange_rates_command(app, result);
    add_explain_command(app, result);
    add_invoice_command(app, result);
    add_ledger_command(app, result);
    add_migrate_command(app, result);
    add_statement_command(app, result);
    add_store_command(app, result);
    add_usage_command(app, result);
    add_payments_command(app, result);
    add_period_command(app, result);
    add_prices_command(app, result);
    add_receipts_command(app, result);
    add_reconcile_command(app, result);
    add_replay_command(app, result);
    add_rerate_command(app, result);
    add_route_test_command(app, result);
    add_supplier_command(app, result);
    add_topup_command(app, result);
    add_reading_commands(app, given, result);
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
