#include "gateway/smsc_command.hpp"

#include "gateway/simulators/handset_text.hpp"
#include "gateway/simulators/script.hpp"

#include <string>

namespace kaskad::gateway {

namespace {

using simulators::smsc_options;

// An option with a text form of its own: what the parser refuses becomes the command line's complaint.
template <typename Value, typename Parser>
void add_parsed(CLI::App& command, const char* name, Value& into, Parser parse, const char* help) {
    command.add_option_function<std::string>(
        name,
        [&into, parse, name](const std::string& text) {
            auto value = parse(text);
            if (!value) throw CLI::ValidationError(name, value.error());
            into = std::move(*value);
        },
        help);
}

void add_listening(CLI::App& command, smsc_options& options) {
    command.add_option("--address", options.address, "address to listen on")->capture_default_str();
    command.add_option("--port", options.port, "port to listen on; 0 = any free one, printed first")
        ->capture_default_str();
    command.add_option("--name", options.name, "our system_id in bind_resp")->capture_default_str();
    command.add_option("--system-id", options.system_id, "the only system_id accepted; empty = any");
    command.add_option("--password", options.password, "the only password accepted; empty = any");
    command.add_option("--binds-max", options.binds_max, "binds of one system_id; more get RALYBND; 0 = no limit");
    command.add_option("--enquire-link-ms", options.enquire_link_ms, "0 = never asks")->capture_default_str();
}

void add_receipts(CLI::App& command, smsc_options& options) {
    add_parsed(command, "--ids", options.ids, simulators::parse_id_form, "decimal | hex, in submit_sm_resp");
    add_parsed(command, "--receipt-ids", options.receipt_ids, simulators::parse_id_form, "decimal | hex, in receipts");
    command.add_option("--id-first", options.id_first, "the first message id; 0 = from the clock");
    add_parsed(command, "--receipts", options.receipts, simulators::parse_receipt_policy, "as_asked | always | never");
    add_parsed(command, "--receipt-delay", options.receipt_delay, simulators::parse_delay_law,
               "milliseconds: 500, 200-3000 or lognormal:MEDIAN/P95");
    command.add_option("--delivered", options.delivered, "probability; the rest ends UNDELIV")->capture_default_str();
    add_parsed(command, "--error-codes", options.error_codes, simulators::parse_error_codes,
               "err of undelivered ones, as 1,6,27");
    command.add_option("--receipt-tlvs", options.receipt_tlvs, "receipted_message_id and message_state")
        ->capture_default_str();
    command.add_option("--zone-minutes", options.zone_minutes, "zone of the dates in receipts, east of UTC");
    command.add_option("--receipt-first", options.receipt_first, "probability: the receipt before the response");
    command.add_option("--receipt-twice", options.receipt_twice, "probability");
    command.add_option("--receipt-elsewhere", options.receipt_elsewhere,
                       "probability: over another bind of the system_id");
    command.add_option("--receipt-window", options.receipt_window, "deliver_sm without an answer on each bind")
        ->capture_default_str();
    command.add_option("--receipt-retry-ms", options.receipt_retry_ms, "before a refused receipt goes again")
        ->capture_default_str();
    command.add_option("--receipt-age-max-ms", options.receipt_age_max_ms, "then a receipt is dropped and counted")
        ->capture_default_str();
}

void add_trouble(CLI::App& command, smsc_options& options) {
    add_parsed(command, "--response-delay", options.response_delay, simulators::parse_delay_law,
               "of submit_sm_resp, as --receipt-delay");
    command.add_option("--no-answer", options.no_answer, "probability: taken and never answered");
    command.add_flag("--no-answer-receipts", options.no_answer_receipts,
                     "what was not answered is delivered all the same, and its receipt comes");
    add_parsed(command, "--errors", options.errors, simulators::parse_error_rates,
               "refusals by status, as RSYSERR=0.01,0x45=0.005");
    command.add_option("--rate", options.rate, "segments a second of one system_id; above it RTHROTTLED; 0 = no limit");
    command.add_option("--messages-max", options.messages_max, "waiting for answer or receipt; above it RMSGQFUL")
        ->capture_default_str();
    command.add_option("--disconnect-submits", options.disconnect_submits, "cut each connection at its n-th submit");
    command.add_option("--disconnect-ms", options.disconnect_ms, "cut each connection so long after its bind");
    command.add_option("--read-pause-ms", options.read_pause_ms, "pause after each read: a slow reader");
    command.add_flag("--script,!--no-script", options.script,
                     "recipients decide by their last four digits (see below)");
    command.add_option("--seed", options.seed, "the same seed gives the same fates")->capture_default_str();
    command.add_flag("--log-submits", options.log_submits, "a line of JSON for every submit_sm");
    command.add_option("--statistics-ms", options.statistics_ms, "between lines of statistics; 0 = none")
        ->capture_default_str();
}

}  // namespace

void add_smsc_options(CLI::App& command, smsc_options& options) {
    add_listening(command, options);
    add_receipts(command, options);
    add_trouble(command, options);
    command.footer(std::string{simulators::SCRIPT_HELP} + "\n\n" + std::string{simulators::ORDERS_HELP});
}

}  // namespace kaskad::gateway
