#include "gateway/migrate_command.hpp"

#include "gateway/command_complaint.hpp"
#include "gateway/long_work.hpp"
#include "gateway/migration.hpp"
#include "gateway/serve.hpp"
#include "store/postgres_options.hpp"

#include <fmt/core.h>

#include <cstdio>
#include <filesystem>
#include <memory>

namespace kaskad::gateway {

namespace {

struct arguments {
    std::string from;
    std::string to;
    std::string from_journal;
    std::string to_journal;
    uint32_t node = 0;
    bool is_dry = false;
};

constexpr complainer complain{"migrate"};

void say(const std::string& text) {
    fmt::print(stderr, "{}\n", text);
}

store::walk_progress make_progress() {
    return [pace = telling_pace{}](const store::database_tally& so_far) mutable {
        if (pace.is_due()) fmt::print(stderr, "{} rows, {} octets\n", so_far.rows(), so_far.octets());
        return !is_interrupted();
    };
}

migration_events make_events() {
    return {.say = {.info = say, .warning = say},
            .pages = make_progress(),
            .books = [pace = telling_pace{}](const walked_books& so_far) mutable {
                if (pace.is_due())
                    fmt::print(stderr, "{} postings, {} messages of the copy verified\n", so_far.postings,
                               so_far.messages);
                return !is_interrupted();
            }};
}

void print(const store::database_tally& tally) {
    fmt::print("{:20} {:>12} {:>15}\n", "table", "rows", "octets");
    for (size_t table = 0; table < store::database_tally::COUNT; ++table) {
        const auto& each = tally[table];
        if (each.rows != 0) fmt::print("{:20} {:>12} {:>15}\n", store::tally_name(table), each.rows, each.octets);
    }
    fmt::print("{:20} {:>12} {:>15}\n", "all", tally.rows(), tally.octets());
}

int report(const migration_places& places, const migration_outlook& seen) {
    print(seen.tally);
    fmt::print("{} is at position {}; {} groups of its journal would be folded into it first.\n",
               place_text(places.from.store), seen.position, seen.groups_to_fold);
    if (!seen.obstacle.empty()) return complain(seen.obstacle);
    fmt::print("{} {}. Nothing was changed.\n", place_text(places.to.store),
               seen.target_is_unfinished ? "holds a part that an unfinished move left; it would be taken away first"
                                         : "is empty");
    return EXIT_OK;
}

int report(const migration_places& places, const migrated& done) {
    print(done.tally);
    fmt::print(
        "{}\n{} is at position {} and equal to {}, row by row. Do not start a gateway on the old place again: "
        "it would go another way. The key file stayed where it was.\n",
        describe(done.books), place_text(places.to.store), done.position, place_text(places.from.store));
    return EXIT_OK;
}

int run(const arguments& given) {
    const auto from = read_place(given.from, given.from_journal);
    if (!from) return complain("--from: " + from.error(), EXIT_USAGE);
    const auto to = read_place(given.to, given.to_journal);
    if (!to) return complain("--to: " + to.error(), EXIT_USAGE);
    migration_places places;
    places.from.store = *from;
    places.to.store = *to;
    places.from.node.number = places.to.node.number = given.node;
    heed_interrupts();
    if (given.is_dry) {
        const auto seen = foresee(places, make_progress());
        return seen ? report(places, *seen) : complain(seen.error());
    }
    const auto done = migrate(places, make_events());
    return done ? report(places, *done) : complain(done.error());
}

}  // namespace

std::expected<config::store_options, std::string> read_place(const std::string& place, const std::string& journal) {
    constexpr std::string_view FILES = "sqlite:";
    config::store_options read{.path = place, .journal = journal};
    if (store::is_postgres_url(place)) return read;
    if (!place.starts_with(FILES) || place.size() == FILES.size())
        return std::unexpected("'" + place + "' is neither sqlite:FOLDER nor postgresql://...");
    const std::filesystem::path path{place.substr(FILES.size())};
    read.path = path.string();
    if (path.extension() != ".db") return read;
    if (path.filename() != "kaskad.db")
        return std::unexpected("'" + path.string() + "': a gateway takes kaskad.db in its folder and no other file");
    read.path = path.has_parent_path() ? path.parent_path().string() : ".";
    return read;
}

void add_migrate_command(CLI::App& app, int& result) {
    const auto given = std::make_shared<arguments>();
    auto* command = app.add_subcommand(
        "migrate", "move a stopped gateway's journal and database to another, empty place, and verify the books there");
    command->add_option("--from", given->from, "sqlite:FOLDER or postgresql://...")->required();
    command->add_option("--to", given->to, "the same; the gateway's `store` from then on")->required();
    command->add_option("--from-journal", given->from_journal, "a folder or URL, where `journal` names one");
    command->add_option("--to-journal", given->to_journal, "the same for the new place");
    command->add_option("--node", given->node, "[node] number of the gateway")->capture_default_str();
    command->add_flag("--dry-run", given->is_dry, "only say what would be moved; the gateway may run");
    command->callback([given, &result] { result = run(*given); });
}

}  // namespace kaskad::gateway
