#include "gateway/invoice_command.hpp"

#include "config/config.hpp"
#include "core/calendar.hpp"
#include "gateway/api_answer.hpp"
#include "gateway/api_caller.hpp"
#include "gateway/clock.hpp"
#include "gateway/command_complaint.hpp"
#include "gateway/invoice_csv.hpp"
#include "gateway/invoice_pdf.hpp"
#include "gateway/invoice_text.hpp"
#include "gateway/new_file.hpp"
#include "gateway/serve.hpp"
#include "gateway/storage.hpp"
#include "gateway/stored_invoice.hpp"
#include "gateway/url_query.hpp"
#include "store/view.hpp"

#include <boost/json.hpp>
#include <fmt/core.h>

#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <unistd.h>

namespace kaskad::gateway {

namespace {

namespace json = boost::json;

constexpr std::string_view INVOICES = "/v1/admin/invoices";

struct arguments {
    gateway_address gateway;
    std::string client;
    bool is_unpaid = false;
    uint32_t limit = 100;
    std::string after;
    std::string seller;
    uint64_t number = 0;
    bool is_dry_run = false;
    bool yes = false;
    std::string config;
    std::string output;
};

using answer = std::expected<json::object, std::string>;
using octets = std::expected<std::string, std::string>;

constexpr complainer complain{"invoice"};

// Where the day begins makes no difference worth a zone: it is of what is due.
uint32_t today() {
    return static_cast<uint32_t>(utc_ms_now() / core::DAY_MS);
}

answer ask(const arguments& given, const url_query& query) {
    api_caller api{given.gateway.url};
    return read_answer(api.get(std::string{INVOICES} + query.text(), given.gateway.operator_key));
}

int list(const arguments& given) {
    url_query query;
    query.add("client", given.client);
    query.add("unpaid", given.is_unpaid ? "true" : "");
    query.add("after", given.after);
    query.add("limit", std::to_string(given.limit));
    const auto told = ask(given, query);
    if (!told) return complain(told.error());
    fmt::print("{}", invoices_text(told->at("invoices").get_array(), today()));
    if (text_at(*told, "has_more") == "true")
        fmt::print("there are older ones: --after {}\n", text_at(*told, "next_after"));
    return EXIT_OK;
}

int show(const arguments& given) {
    url_query query;
    query.add("seller", given.seller);
    query.add("number", std::to_string(given.number));
    const auto told = ask(given, query);
    if (!told) return complain(told.error());
    const auto& found = told->at("invoices").get_array();
    if (found.empty())
        return complain(fmt::format("there is no invoice {} of seller '{}'", given.number, given.seller));
    fmt::print("{}", invoice_text(found.front().get_object(), today()));
    return EXIT_OK;
}

answer call_take_back(const arguments& given, bool is_dry_run) {
    api_caller api{given.gateway.url};
    const auto path = fmt::format("{}/{}/{}/take-back{}", INVOICES, url_escaped(given.seller), given.number,
                                  is_dry_run ? "?dry_run=true" : "");
    return read_answer(api.post(path, given.gateway.operator_key, {}));
}

int tell_taken_back(const answer& told) {
    if (!told) return complain(told.error());
    if (text_at(*told, "repeated") == "true") fmt::print("taken back before:\n");
    fmt::print("{}", invoice_text(*told, today()));
    return EXIT_OK;
}

// What would be is shown before it is asked for.
int take_back(const arguments& given) {
    if (given.yes && !given.is_dry_run) return tell_taken_back(call_take_back(given, false));
    const auto planned = call_take_back(given, true);
    if (planned && text_at(*planned, "repeated") != "true") fmt::print("would be:\n");
    const int result = tell_taken_back(planned);
    const bool is_done = result != EXIT_OK || given.is_dry_run || text_at(*planned, "repeated") == "true";
    if (is_done) return result;
    const auto question = fmt::format("Take invoice {} of {} back by this credit note?", given.number, given.seller);
    if (!is_agreed(question)) return complain("nothing was taken back");
    return tell_taken_back(call_take_back(given, false));
}

int write(const arguments& given, const octets& made) {
    if (!made) return complain(made.error());
    if (given.output.empty()) {
        const bool is_written = std::fwrite(made->data(), 1, made->size(), stdout) == made->size();
        return is_written && std::fflush(stdout) == 0 ? EXIT_OK : complain("standard output takes nothing more");
    }
    auto file = new_file::create(given.output, 0);
    if (!file) return complain(file.error());
    file->append(*made);
    if (const auto kept = file->keep(); !kept) return complain(kept.error());
    return EXIT_OK;
}

template <typename Make>
int export_as(const arguments& given, Make make) {
    const auto settings = config::load(given.config);
    if (!settings) return complain(config::to_string(settings.error().front()), EXIT_CONFIG);
    const auto opened = open_view(settings->process.store);
    if (!opened) return complain(opened.error().text);
    const auto invoice = read_invoice(**opened, given.seller, given.number);
    if (!invoice) return complain(invoice.error());
    return write(given, make(*invoice));
}

int export_pdf(const arguments& given) {
    if (given.output.empty() && ::isatty(STDOUT_FILENO) != 0)
        return complain("a PDF is no text for a terminal: say --output FILE", EXIT_USAGE);
    return export_as(given, [](const billing::invoice& value) { return make_invoice_pdf(value); });
}

int export_csv(const arguments& given) {
    return export_as(given, [](const billing::invoice& value) { return octets{make_invoice_csv(value)}; });
}

// A word of `kaskad invoice`, and what it does.
struct word {
    const char* name;
    const char* about;
    int (*run)(const arguments&);
};

CLI::App* add_word(CLI::App& to, const std::shared_ptr<arguments>& given, int& result, const word& what) {
    auto* command = to.add_subcommand(what.name, what.about);
    command->callback([given, &result, run = what.run] { result = run(*given); });
    return command;
}

void add_invoice_options(CLI::App& command, arguments& given) {
    command.add_option("SELLER", given.seller, "who issued it, by the short name in the file")->required();
    command.add_option("NUMBER", given.number, "its number there, as 12")->required()->check(CLI::PositiveNumber);
}

void add_file_options(CLI::App& command, arguments& given) {
    add_invoice_options(command, given);
    command.add_option("--config", given.config, "the gateway's TOML file; it may run")->required();
    command.add_option("--output", given.output, "the file, which gets its name when it is whole; else printed");
}

}  // namespace

void add_invoice_command(CLI::App& app, int& result) {
    const auto given = std::make_shared<arguments>();
    auto* command = app.add_subcommand("invoice", "list, show, take back and print invoices");
    command->require_subcommand(1);
    auto* listing = add_word(*command, given, result, {"list", "the newest, in a running gateway", list});
    add_gateway_options(*listing, given->gateway);
    listing->add_option("--client", given->client, "only this client's");
    listing->add_flag("--unpaid", given->is_unpaid, "only those that somebody still has to pay");
    listing->add_option("--limit", given->limit, "so many at most")->check(CLI::PositiveNumber)->capture_default_str();
    listing->add_option("--after", given->after, "those behind this one, as the page before says: main/12");
    auto* showing = add_word(*command, given, result, {"show", "one with its lines, in a running gateway", show});
    add_gateway_options(*showing, given->gateway);
    add_invoice_options(*showing, *given);
    auto* taking =
        add_word(*command, given, result, {"take-back", "a credit note over all of it, after a question", take_back});
    add_gateway_options(*taking, given->gateway);
    add_invoice_options(*taking, *given);
    taking->add_flag("--dry-run", given->is_dry_run, "say what would be, and book nothing");
    taking->add_flag("--yes", given->yes, "do not ask");
    add_file_options(*add_word(*command, given, result, {"pdf", "as people get it", export_pdf}), *given);
    add_file_options(*add_word(*command, given, result, {"csv", "a row a line, and the sums", export_csv}), *given);
}

}  // namespace kaskad::gateway
