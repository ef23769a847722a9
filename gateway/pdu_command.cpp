#include "gateway/pdu_command.hpp"

#include "gateway/pdu_json.hpp"
#include "gateway/serve.hpp"

#include <fmt/core.h>

#include <memory>
#include <string>
#include <vector>

namespace kaskad::gateway {

namespace {

int print_pdus(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words)
        text += word + ' ';
    const auto raw = parse_hex(text);
    if (!raw) throw CLI::ValidationError("HEX", raw.error());
    const pdu_listing listing = list_pdus(smpp::as_octets(*raw));
    for (const auto& object : listing.objects)
        fmt::print("{}\n", boost::json::serialize(object));
    return listing.is_stream_lost ? EXIT_FAILED : EXIT_OK;
}

}  // namespace

void add_pdu_command(CLI::App& app, int& result) {
    auto* command = app.add_subcommand("pdu", "print the SMPP PDUs in HEX as JSON, an object a line");
    auto words = std::make_shared<std::vector<std::string>>();
    command->add_option("HEX", *words, "octets in hexadecimal, one PDU or several; spaces and colons do not count")
        ->required();
    command->callback([&result, words] { result = print_pdus(*words); });
}

}  // namespace kaskad::gateway
