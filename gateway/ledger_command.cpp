#include "gateway/ledger_command.hpp"

#include "config/config.hpp"
#include "gateway/api/timestamp.hpp"
#include "gateway/books_walk.hpp"
#include "gateway/command_complaint.hpp"
#include "gateway/long_work.hpp"
#include "gateway/proof_json.hpp"
#include "gateway/serve.hpp"
#include "gateway/storage.hpp"
#include "store/view.hpp"

#include <fmt/core.h>

#include <cstdio>
#include <fstream>
#include <iterator>
#include <limits>
#include <memory>
#include <optional>
#include <string>

namespace kaskad::gateway {

namespace {

struct arguments {
    std::string config;
    std::string file;
    std::string from;
    std::string to;
    uint64_t posting = 0;
    bool has_roots = false;
};

constexpr complainer complain{"ledger"};

walk_progress make_progress() {
    return [pace = telling_pace{}](const walked_books& so_far) mutable {
        if (pace.is_due()) fmt::print(stderr, "{} postings, {} messages read\n", so_far.postings, so_far.messages);
        return !is_interrupted();
    };
}

int report(const walked_books& walked, bool has_roots) {
    if (walked.first_break) {
        fmt::print("{}.\n", describe(walked));
        return EXIT_FAILED;
    }
    for (const auto& day : walked.days)
        if (has_roots) fmt::print("{} {} {}\n", api::render_day(day.day), billing::to_string(day.root), day.postings());
    fmt::print("{}\n", describe(walked));
    return EXIT_OK;
}

template <typename Work>
int with_books(const arguments& given, Work&& work) {
    const auto settings = config::load(given.config);
    if (!settings) return complain(config::to_string(settings.error().front()), EXIT_CONFIG);
    auto opened = open_view(settings->process.store);
    if (!opened) return complain(opened.error().text);
    store::report_reader reader{std::move(*opened)};
    return work(reader);
}

int verify(store::report_reader& reader, bool has_roots) {
    heed_interrupts();
    const auto walked = walk_books(reader, make_progress());
    return walked ? report(*walked, has_roots) : complain(walked.error());
}

int prove(store::report_reader& reader, uint64_t posting) {
    const auto proof = prove_posting(reader, posting);
    if (!proof) return complain(proof.error());
    fmt::print("{}\n", to_json(*proof));
    return EXIT_OK;
}

// A line a day: day, root, number of postings, the first and the last.
int print_roots(store::report_reader& reader, uint32_t from, uint32_t behind) {
    const auto days = reader.read_days(from, behind - 1);
    if (!days) return complain(days.error().text);
    for (const auto& day : *days)
        fmt::print("{} {} {} {} {}\n", api::render_day(day.day), billing::to_string(day.root), day.postings(),
                   day.first, day.last);
    return EXIT_OK;
}

constexpr uint32_t LAST_DAY = std::numeric_limits<uint32_t>::max();

int run_roots(const arguments& given) {
    const auto from = given.from.empty() ? std::optional{uint32_t{0}} : api::parse_day(given.from);
    if (!from) return complain("--from: '" + given.from + "' is no day, as 2026-11-01", EXIT_USAGE);
    const auto to = given.to.empty() ? std::optional{LAST_DAY} : api::parse_day(given.to);
    if (!to || *to <= *from)
        return complain("--to: a day behind --from, as 2026-12-01; it is not part of it", EXIT_USAGE);
    return with_books(given, [&](auto& reader) { return print_roots(reader, *from, *to); });
}

int check_file(const std::string& file) {
    std::ifstream in{file, std::ios::binary};
    const std::string text{std::istreambuf_iterator<char>{in}, {}};
    if (!in) return complain("cannot read " + file);
    const auto checked = check_proof(text);
    if (!checked) return complain(file + ": " + checked.error());
    fmt::print("{}\n", *checked);
    return EXIT_OK;
}

}  // namespace

void add_ledger_command(CLI::App& app, int& result) {
    const auto given = std::make_shared<arguments>();
    auto* ledger =
        app.add_subcommand("ledger", "prove the books: read from the database of --config, also of a running gateway");
    ledger->require_subcommand(1);
    auto* verify_command =
        ledger->add_subcommand("verify", "read all books anew and say where they first break, if they do");
    verify_command->add_option("--config", given->config, "the gateway's TOML file")->required();
    verify_command->add_flag("--roots", given->has_roots, "print each day's root");
    verify_command->callback([given, &result] {
        result = with_books(*given, [&](auto& reader) { return verify(reader, given->has_roots); });
    });
    auto* roots_command = ledger->add_subcommand(
        "roots", "print the kept root of each day, with the number of its postings, the first and the last");
    roots_command->add_option("--config", given->config, "the gateway's TOML file")->required();
    roots_command->add_option("--from", given->from, "the first day (UTC), as 2026-11-01; else the first there is");
    roots_command->add_option("--to", given->to, "the day behind the last; else all there are");
    roots_command->callback([given, &result] { result = run_roots(*given); });
    auto* prove_command =
        ledger->add_subcommand("prove", "print the proof that a posting is in the books of its day, as JSON");
    prove_command->add_option("--config", given->config, "the gateway's TOML file")->required();
    prove_command->add_option("--posting", given->posting, "its sequence")->required()->check(CLI::PositiveNumber);
    prove_command->callback(
        [given, &result] { result = with_books(*given, [&](auto& reader) { return prove(reader, given->posting); }); });
    auto* check_command = ledger->add_subcommand("check", "check such a proof; needs nothing but the file");
    check_command->add_option("FILE", given->file, "what prove printed")->required();
    check_command->callback([given, &result] { result = check_file(given->file); });
}

}  // namespace kaskad::gateway
