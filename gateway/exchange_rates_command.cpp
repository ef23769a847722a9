#include "gateway/exchange_rates_command.hpp"

#include "config/config.hpp"
#include "gateway/api_answer.hpp"
#include "gateway/api_caller.hpp"
#include "gateway/command_complaint.hpp"
#include "gateway/serve.hpp"
#include "gateway/url_query.hpp"

#include <boost/json.hpp>
#include <fmt/core.h>

#include <cstdio>
#include <memory>
#include <string>

namespace kaskad::gateway {

namespace {

constexpr std::string_view RATES = "/v1/admin/exchange-rates";

struct arguments {
    gateway_address gateway;
    std::string file;
    std::string base;
    std::string quote;
};

constexpr complainer complain{"exchange-rates"};

int import_file(const arguments& given) {
    const auto rows = config::read_file(given.file);
    if (!rows) return complain(rows.error());
    api_caller api{given.gateway.url};
    const auto done = read_answer(api.post(std::string{RATES}, given.gateway.operator_key, *rows, "text/csv"));
    if (!done) return complain(done.error());
    fmt::print("{} rows, {} of them new or changed\n", text_at(*done, "rows"), text_at(*done, "changed"));
    return EXIT_OK;
}

int list(const arguments& given) {
    url_query query;
    query.add("base", given.base);
    query.add("quote", given.quote);
    api_caller api{given.gateway.url};
    const auto told = read_answer(api.get(std::string{RATES} + query.text(), given.gateway.operator_key));
    if (!told) return complain(told.error());
    for (const auto& each : told->at("rates").get_array()) {
        const auto& row = each.get_object();
        fmt::print("{} 1 {} = {} {} (by {})\n", text_at(row, "date"), text_at(row, "base"), text_at(row, "rate"),
                   text_at(row, "quote"), text_at(row, "by"));
    }
    return EXIT_OK;
}

}  // namespace

void add_exchange_rates_command(CLI::App& app, int& result) {
    const auto given = std::make_shared<arguments>();
    auto* command = app.add_subcommand("exchange-rates", "what currencies are worth, in a running gateway");
    command->require_subcommand(1);
    auto* import_command = command->add_subcommand("import", "take a CSV file of date,base,quote,rate; all or nothing");
    add_gateway_options(*import_command, given->gateway);
    import_command->add_option("FILE", given->file, "the file")->required();
    import_command->callback([given, &result] { result = import_file(*given); });
    auto* list_command = command->add_subcommand("list", "the newest rate of each pair, or all of one");
    add_gateway_options(*list_command, given->gateway);
    auto* base = list_command->add_option("--base", given->base, "all days of that pair");
    auto* quote = list_command->add_option("--quote", given->quote, "the other of the pair");
    base->needs(quote);
    quote->needs(base);
    list_command->callback([given, &result] { result = list(*given); });
}

}  // namespace kaskad::gateway
