#include "gateway/reconcile_command.hpp"

#include "config/config.hpp"
#include "gateway/clock.hpp"
#include "gateway/command_complaint.hpp"
#include "gateway/dispute_evidence.hpp"
#include "gateway/long_work.hpp"
#include "gateway/new_file.hpp"
#include "gateway/own_side.hpp"
#include "gateway/reconciliation_posting.hpp"
#include "gateway/reconciliation_report.hpp"
#include "gateway/storage.hpp"
#include "gateway/supplier_preview.hpp"
#include "store/view.hpp"

#include <fmt/core.h>

#include <cstdio>
#include <filesystem>
#include <memory>
#include <utility>

namespace kaskad::gateway {

namespace {

using billing::reconciliation::category;
using billing::reconciliation::parse_category;

struct arguments {
    std::string config;
    std::vector<std::string> suppliers;
    std::string client;
    bool by_reference = false;
    std::string file;
    std::string mapping;
    std::string period;
    std::string csv;
    std::string html;
    std::string show;
    std::string invoice;
    std::string folder;
    uint64_t limit = 20;
    int64_t back_days = 8;
    uint64_t preview = 0;
    std::string evidence;
    bool posts = false;
    bool yes = false;
    std::string invoice_number;
    gateway_address gateway;
};

checked<supplier_mapping> read_mapping(const std::string& file) {
    const auto text = config::read_file(file);
    if (!text) return refuse("--mapping: " + text.error(), EXIT_USAGE);
    auto mapping = read_supplier_mapping(*text, file);
    if (!mapping) return refuse(mapping.error(), EXIT_USAGE);
    return *std::move(mapping);
}

// Progress goes to standard error, a line every two seconds.
reconciliation_progress make_progress() {
    return [pace = telling_pace{}](const std::string& what) mutable {
        if (pace.is_due()) fmt::print(stderr, "{}\n", what);
        return !is_interrupted();
    };
}

checked<void> write_whole(const std::string& path, const std::function<checked<void>(new_file&)>& write) {
    auto file = new_file::create(path, 0);
    if (!file) return refuse(file.error());
    if (auto written = write(*file); !written) return written;
    if (const auto kept = file->keep(); !kept) return refuse(kept.error());
    return {};
}

checked<void> write_csv(difference_list& list, const std::string& path) {
    return write_whole(path, [&](new_file& file) -> checked<void> {
        const auto progress = make_progress();
        const auto written = write_differences(
            list, [&](const std::string& text) { file.append(text); },
            [&](uint64_t lines) { return progress(fmt::format("{} lines", lines)); });
        if (!written) return refuse(written.error());
        return {};
    });
}

checked<void> write_html(const reconciled& run, const report_heading& heading, difference_list& list,
                         const std::string& path) {
    return write_whole(path, [&](new_file& file) -> checked<void> {
        const auto page = reconciliation_page(run, heading, list);
        if (!page) return refuse(page.error());
        file.append(*page);
        return {};
    });
}

order_heading heading_of(const arguments& given, const own_side& side) {
    return {.supplier = side.name,
            .link = side.link,
            .invoice = given.invoice_number,
            .file = std::filesystem::path{given.file}.filename().string(),
            .now_utc = utc_ms_now()};
}

// What was asked for, checked before anything is read.
struct wishes {
    reconciliation_request request;
    own_side side;
    report_heading heading;
    std::optional<category> shown;
};

checked<wishes> read_wishes(const arguments& given) {
    auto mapping = read_mapping(given.mapping);
    if (!mapping) return std::unexpected(mapping.error());
    const auto period = parse_span(given.period);
    if (!period)
        return refuse("--period: '" + given.period +
                          "' is neither a month, as 2026-11, nor days, as "
                          "2026-11-01/2026-11-16",
                      EXIT_USAGE);
    wishes made;
    if (!given.show.empty()) {
        made.shown = parse_category(given.show);
        if (!made.shown)
            return refuse("--show: '" + given.show + "' is no category, as price or ours_only", EXIT_USAGE);
    }
    if (!given.invoice.empty()) {
        const auto invoice = core::parse_amount(given.invoice);
        if (!invoice) return refuse("--invoice: " + invoice.error(), EXIT_USAGE);
        made.heading.invoice = *invoice;
    }
    made.request.file = given.file;
    made.request.file_name = given.file;
    made.request.mapping = *std::move(mapping);
    made.request.period = *period;
    made.request.folder = given.folder.empty() ? std::filesystem::temp_directory_path().string() : given.folder;
    made.request.keeps = made.shown || !given.csv.empty() || !given.html.empty() || !given.evidence.empty();
    made.heading.period = given.period;
    made.heading.file = given.file;
    return made;
}

checked<void> find_side(const arguments& given, store::report_reader& books, wishes& into) {
    const auto is_it = [&](const facts::client& each) { return each.name == given.client; };
    auto found =
        given.client.empty() ? find_suppliers(books, given.suppliers) : find_client_side(books, given.client, is_it);
    const auto complain = [&](const reconciliation_refusal& refusal) {
        const auto* option = given.client.empty() ? "--supplier: " : "--client: ";
        return refuse(option + refusal.why, refusal.cause == refusal_cause::name ? EXIT_USAGE : EXIT_FAILED);
    };
    if (!found) return complain(found.error());
    if (const auto fits = check_unit(*found, into.request.mapping.unit); !fits) return complain(fits.error());
    into.side = *std::move(found);
    into.side.by_reference = given.by_reference;
    into.heading.supplier = (given.client.empty() ? "" : "client ") + into.side.name;
    return {};
}

// Nothing is written where nothing is disputed.
checked<void> write_evidence_file(const arguments& given, const wishes& wanted, const reconciled& run,
                                  difference_list& list, const config::store_options& store) {
    const auto order = make_reconciliation_order(run, wanted.request, heading_of(given, wanted.side));
    if (!order) return refuse("--evidence: " + order.error());
    if (order->came.disputed.e6 == 0) {
        fmt::print("nothing is disputed: {} is not written\n", given.evidence);
        return {};
    }
    auto opened = open_view(store);
    if (!opened) return refuse(opened.error().text);
    store::view_reader messages{std::move(*opened)};
    return write_whole(given.evidence, [&](new_file& file) -> checked<void> {
        const auto progress = make_progress();
        const evidence_sink sink{[&](const std::string& text) { file.append(text); },
                                 [&](uint64_t rows) { return progress(fmt::format("{} rows of evidence", rows)); }};
        const auto written = write_evidence({list, messages, wanted.side.links}, run, *order, wanted.heading, sink);
        if (!written) return refuse(written.error());
        return {};
    });
}

// The lists are of the same file, read once more where a difference is told.
checked<void> write_lists(const arguments& given, const wishes& wanted, reconciled& run, store::report_reader& books,
                          const config::store_options& store) {
    if (!wanted.request.keeps) return {};
    auto again = supplier_records::open(given.file, run.identity, wanted.request.mapping);
    if (!again) return refuse(given.file + ": " + again.error());
    difference_list list{run, *again, books};
    if (wanted.shown) {
        const auto shown = print_differences(list, *wanted.shown, given.limit);
        if (!shown) return refuse(shown.error());
        fmt::print("{}", *shown);
    }
    if (!given.csv.empty())
        if (auto written = write_csv(list, given.csv); !written) return written;
    if (!given.html.empty())
        if (auto written = write_html(run, wanted.heading, list, given.html); !written) return written;
    if (!given.evidence.empty()) return write_evidence_file(given, wanted, run, list, store);
    return {};
}

checked<void> post(const arguments& given, const wishes& wanted, const reconciled& run,
                   const config::store_options& store) {
    return post_reconciliation(run, wanted.request,
                               {.gateway = given.gateway,
                                .file = given.file,
                                .folder = data_folder(store) / "reconciliations",
                                .heading = heading_of(given, wanted.side),
                                .yes = given.yes});
}

checked<void> run_reconciliation(const arguments& given) {
    auto wanted = read_wishes(given);
    if (!wanted) return std::unexpected(wanted.error());
    const auto settings = config::load(given.config);
    if (!settings) return refuse(config::to_string(settings.error().front()), EXIT_CONFIG);
    auto opened = open_view(settings->process.store);
    if (!opened) return refuse(opened.error().text);
    store::report_reader books{std::move(*opened)};
    if (auto found = find_side(given, books, *wanted); !found) return found;
    auto beside = open_view(settings->process.store);
    if (!beside) return refuse(beside.error().text);
    store::report_reader second{std::move(*beside)};
    const auto ours = make_source({&books, &second}, wanted->side, wanted->request, given.back_days);
    auto run = reconcile(wanted->request, ours, make_progress());
    if (!run) return refuse(run.error().why);
    fmt::print("{}", print_reconciliation(*run, wanted->heading));
    const auto& store = settings->process.store;
    if (auto written = write_lists(given, *wanted, *run, books, store); !written) return written;
    return given.posts ? post(given, *wanted, *run, store) : checked<void>{};
}

checked<void> run_preview(const arguments& given) {
    const auto mapping = read_mapping(given.mapping);
    if (!mapping) return std::unexpected(mapping.error());
    const auto shown = preview_supplier_file(given.file, *mapping, given.preview);
    if (!shown) return refuse(shown.error());
    fmt::print("{}", *shown);
    return {};
}

// Of suppliers alone.
void add_outcome_options(CLI::App& command, arguments& given, CLI::Option& client) {
    command.add_option("--evidence", given.evidence, "the rows that are disputed go there, with receipts and postings")
        ->excludes(&client);
    auto* post = command.add_flag("--post", given.posts,
                                  "then ask, keep the file and have the running gateway book what comes of it");
    post->excludes(&client);
    command.add_flag("--yes", given.yes, "do not ask before that")->needs(post);
    command.add_option("--invoice-number", given.invoice_number, "the supplier's, to be kept with it")->needs(post);
    add_gateway_options(command, given.gateway);
}

int run(const arguments& given) {
    heed_interrupts();
    const auto done = given.preview > 0 ? run_preview(given) : run_reconciliation(given);
    return done ? EXIT_OK : complainer{"reconcile"}(done.error());
}

}  // namespace

void add_reconcile_command(CLI::App& app, int& result) {
    const auto given = std::make_shared<arguments>();
    auto* command = app.add_subcommand("reconcile",
                                       "an operator's file of what it bills against what the books say we owe it: "
                                       "where they differ, to the last millionth; changes nothing without --post");
    auto* config = command->add_option("--config", given->config, "the gateway's TOML file; it may run");
    auto* supplier = command->add_option("--supplier", given->suppliers, "the supplier's link; more than one may be");
    auto* client = command->add_option("--client", given->client,
                                       "in place of a supplier: a client's own file, against what it was charged");
    client->excludes(supplier);
    command->add_flag("--by-reference", given->by_reference, "that file names messages by the client's own reference")
        ->needs(client);
    command->add_option("--file", given->file, "what the supplier sent: CSV, XLSX or columns of fixed width")
        ->required();
    command->add_option("--mapping", given->mapping, "how the supplier writes it (docs/reconciliation.md)")->required();
    auto* period = command->add_option("--period", given->period, "the month, as 2026-11, or days FROM/TO");
    command->add_option("--csv", given->csv, "every difference goes there, a line each");
    command->add_option("--html", given->html, "a page with the sums, a chart and some rows goes there");
    command->add_option("--show", given->show, "rows of this category, as price");
    command->add_option("--limit", given->limit, "so many of them")->capture_default_str();
    command->add_option("--invoice", given->invoice, "what the invoice asks, to be set beside the file's sum");
    command->add_option("--back", given->back_days, "days before the period from which messages may be")
        ->check(CLI::Range(1, 400))
        ->capture_default_str();
    command->add_option("--temporary", given->folder, "the folder where rows are put aside meanwhile");
    add_outcome_options(*command, *given, *client);
    command->add_option("--preview", given->preview, "only show so many rows as they are understood");
    command->callback([given, config, supplier, client, period, &result] {
        for (const auto* needed : {config, client->empty() ? supplier : client, period})
            if (given->preview == 0 && needed->empty()) throw CLI::RequiredError{needed->get_name()};
        result = run(*given);
    });
}

}  // namespace kaskad::gateway
