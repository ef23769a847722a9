#include "gateway/receipts_command.hpp"

#include "config/config.hpp"
#include "engine/facts/codec.hpp"
#include "gateway/api/csv_line.hpp"
#include "gateway/api/timestamp.hpp"
#include "gateway/command_complaint.hpp"
#include "gateway/long_work.hpp"
#include "gateway/new_file.hpp"
#include "gateway/receipts_close.hpp"
#include "gateway/receipts_reading.hpp"
#include "gateway/receipts_repeat.hpp"
#include "gateway/receipts_text.hpp"
#include "gateway/replay_policy.hpp"
#include "gateway/seal_audit.hpp"
#include "gateway/storage.hpp"
#include "gateway/text_table.hpp"
#include "store/view.hpp"

#include <fmt/core.h>

#include <cstdio>
#include <memory>
#include <optional>
#include <utility>

namespace kaskad::gateway {

namespace {

struct arguments {
    std::string config;
    std::string from;
    std::string to;
    api::receipt_days days;
    std::string csv;
    std::string state = "missing";
    uint64_t limit = 100;
};

receipts_progress make_progress() {
    return [pace = telling_pace{}](uint64_t read, core::message_id last) mutable {
        if (pace.is_due())
            fmt::print(stderr, "{}  {} messages read\n", api::render_timestamp(core::utc_ms_of(last)), read);
        return !is_interrupted();
    };
}

struct opened_books {
    explicit opened_books(std::unique_ptr<store::view> from) : reader{std::move(from)} {}

    store::report_reader reader;
    api::link_names links;
    core::link_id link;  // the one that was named
};

checked<std::unique_ptr<opened_books>> open_books(const arguments& given) {
    const auto settings = config::load(given.config);
    if (!settings) return refuse(config::to_string(settings.error().front()), EXIT_CONFIG);
    auto opened = open_view(settings->process.store);
    if (!opened) return refuse(opened.error().text);
    auto made = std::make_unique<opened_books>(std::move(*opened));
    const auto links = made->reader.read_links();
    if (!links) return refuse(links.error().text);
    for (const auto& each : *links)
        made->links.emplace(each.id, each);
    if (given.days.link.empty()) return made;
    const auto found = find_link_named(*links, given.days.link);
    if (!found) return refuse("--link: " + found.error(), EXIT_USAGE);
    made->link = *found;
    return made;
}

checked<api::receipts_question> read_question(const arguments& given, core::link_id link) {
    auto days = given.days;
    const auto from = api::parse_day(given.from);
    if (!from) return refuse("--from: '" + given.from + "' is no day, as 2026-11-01", EXIT_USAGE);
    const auto to = api::parse_day(given.to);
    if (!to || *to <= *from)
        return refuse("--to: a day behind --from, as 2026-12-01; it is not part of it", EXIT_USAGE);
    days.from = *from;
    days.to = *to;
    auto zone = api::local_days::load(days.zone);
    if (!zone) return refuse("--zone: " + zone.error(), EXIT_USAGE);
    return api::question_of(days, *std::move(zone), link);
}

// What is needed of every command that reads messages of some days.
struct asked_books {
    std::unique_ptr<opened_books> books;
    api::receipts_question question;
};

checked<asked_books> open_days(const arguments& given) {
    // Before the database is opened: a wrong day is said at once.
    if (auto wrong = read_question(given, {}); !wrong) return std::unexpected(wrong.error());
    auto books = open_books(given);
    if (!books) return std::unexpected(books.error());
    auto question = read_question(given, (*books)->link);
    if (!question) return std::unexpected(question.error());
    const auto seals = (*books)->reader.read_seals();
    if (!seals) return refuse(seals.error().text);
    if (const auto note = note_of_dropped(*seals, question->from_utc_ms); !note.empty())
        fmt::print(stderr, "{}\n", note);
    return asked_books{*std::move(books), *std::move(question)};
}

checked<void> write_csv(const std::string& path, const std::string& text) {
    auto file = new_file::create(path, 0);
    if (!file) return refuse(file.error());
    file->append(text);
    if (const auto kept = file->keep(); !kept) return refuse(kept.error());
    return {};
}

checked<void> report(const arguments& given) {
    auto asked = open_days(given);
    if (!asked) return std::unexpected(asked.error());
    auto& [books, question] = *asked;
    const auto tally = tally_receipts(books->reader, question, given.days.back_days, make_progress());
    if (!tally) return refuse(tally.error());
    if (!given.csv.empty()) return write_csv(given.csv, receipts_csv(*tally, books->links));
    fmt::print("{}\n{}", receipts_table(*tally, books->links), silent_words(tally->total()));
    return {};
}

std::string time_text(int64_t utc_ms) {
    return utc_ms == 0 ? "-" : api::render_timestamp(utc_ms);
}

checked<void> list(const arguments& given) {
    const auto filter = api::parse_receipt_filter(given.state);
    if (!filter) return refuse(fmt::format("--state: one of {}", api::RECEIPT_FILTERS), EXIT_USAGE);
    auto asked = open_days(given);
    if (!asked) return std::unexpected(asked.error());
    auto& [books, question] = *asked;
    text_table table{{"message", ">part", "link", "operator's id", "to", "left", "receipt", "outcome", "stat"}};
    uint64_t count = 0;
    const auto sink = [&, &links = books->links](const api::seen_part& seen) {
        table.add({core::to_string(seen.message.id), fmt::format("{}/{}", seen.attempt.number, seen.part.number),
                   api::name_of_link(links, seen.attempt.link), seen.part.operator_id, seen.message.recipient,
                   time_text(seen.part.submitted_utc), time_text(seen.part.receipt_utc),
                   std::string{api::to_string(seen.outcome)}, seen.part.receipt_stat});
        return ++count < given.limit;
    };
    const auto read = list_parts(books->reader, question, given.days.back_days, *filter, sink, make_progress());
    if (!read) return refuse(read.error());
    fmt::print("{}", table.text());
    if (count == given.limit) fmt::print(stderr, "the first {}; more with --limit\n", count);
    return {};
}

checked<void> parked(const arguments& given) {
    const auto books = open_books(given);
    if (!books) return std::unexpected(books.error());
    text_table table{{">id", "link", "operator's id", "to", "state", "stat", "received"}};
    uint64_t count = 0;
    const auto read = list_parked((*books)->reader, (*books)->link, [&](const facts::parked_receipt& each) {
        if (++count > given.limit) return;
        table.add({std::to_string(each.id), api::name_of_link((*books)->links, each.link),
                   each.keys.empty() ? "" : each.keys.front(), each.recipient,
                   std::string{facts::to_string(each.state)}, each.stat, time_text(each.received_utc)});
    });
    if (!read) return refuse(read.error());
    fmt::print("{}\n{} parked\n", table.text(), count);
    return {};
}

int run(checked<void> (*what)(const arguments&), const arguments& given) {
    heed_interrupts();
    const auto done = what(given);
    return done ? EXIT_OK : complainer{"receipts"}(done.error());
}

void add_books_options(CLI::App& command, arguments& into) {
    command.add_option("--config", into.config, "the gateway's TOML file; it may run")->required();
    command.add_option("--link", into.days.link, "of this link alone");
}

void add_day_options(CLI::App& command, arguments& into) {
    add_books_options(command, into);
    command.add_option("--from", into.from, "the first day on which parts left, as 2026-11-01")->required();
    command.add_option("--to", into.to, "the day behind the last")->required();
    command.add_option("--zone", into.days.zone, "where days begin, an IANA name")->capture_default_str();
    command.add_option("--back", into.days.back_days, "days before --from on which messages may have been accepted")
        ->check(CLI::Range(1U, api::BACK_DAYS_MAX))
        ->capture_default_str();
    command.add_option("--late-after", into.days.late_hours, "hours after which a receipt is late")
        ->check(CLI::Range(1U, api::LATE_HOURS_MAX))
        ->capture_default_str();
}

}  // namespace

void add_receipts_command(CLI::App& app, int& result) {
    const auto given = std::make_shared<arguments>();
    auto* command = app.add_subcommand("receipts", "what operators said of what left, and what they did not say");
    command->require_subcommand(1);
    auto* report_command = command->add_subcommand("report", "counts and money by link and day");
    add_day_options(*report_command, *given);
    report_command->add_option("--csv", given->csv, "a file for it, which gets its name when it is whole");
    report_command->callback([given, &result] { result = run(report, *given); });
    auto* list_command = command->add_subcommand("list", "parts one by one, for `kaskad explain`");
    add_day_options(*list_command, *given);
    list_command->add_option("--state", given->state, std::string{api::RECEIPT_FILTERS})->capture_default_str();
    list_command->add_option("--limit", given->limit, "so many")
        ->check(CLI::Range(uint64_t{1}, uint64_t{1'000'000}))
        ->capture_default_str();
    list_command->callback([given, &result] { result = run(list, *given); });
    auto* parked_command = command->add_subcommand("parked", "receipts that fit no part");
    add_books_options(*parked_command, *given);
    parked_command->add_option("--limit", given->limit, "so many")->capture_default_str();
    parked_command->callback([given, &result] { result = run(parked, *given); });
    add_receipts_repeat(*command, result);
    add_receipts_close(*command, result);
}

}  // namespace kaskad::gateway
