#include "gateway/migration.hpp"

#include "store/catch_up.hpp"
#include "store/postgres_options.hpp"
#include "store/site.hpp"
#include "store/vacancy.hpp"
#include "store/view.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace kaskad::gateway {

namespace {

template <typename T>
using expected = std::expected<T, std::string>;

constexpr auto* LEFT_UNFINISHED =
    ". The source is whole. The target is marked as unfinished, so that no gateway starts on it; the same command "
    "again begins anew";

struct found_store {
    uint64_t position = 0;
    store::journal_extent journal;

    bool is_unfinished() const { return store::is_half_moved(position); }
    bool is_vacant() const { return store::is_vacant(position) && journal.is_empty(); }
};

expected<found_store> look_at(const config::store_options& options) {
    const auto position = store::read_database_position(database_place(options));
    if (!position) return std::unexpected(position.error().text);
    const auto journal = store::read_journal_extent(journal_place(options));
    if (!journal) return std::unexpected(journal.error().text);
    return found_store{*position, *journal};
}

expected<found_store> look_at_source(const config::store_options& options) {
    auto found = look_at(options);
    if (!found) return found;
    if (const auto whole = store::check_is_whole(found->position); !whole) return std::unexpected(whole.error().text);
    if (found->is_vacant()) return std::unexpected("there is nothing at " + place_text(options));
    return found;
}

std::string obstacle_at(const config::store_options& options, const found_store& found) {
    if (found.is_vacant()) return {};
    const auto position = found.is_unfinished() ? 0 : found.position;
    return store::occupied_text(place_text(options), std::max(position, found.journal.last));
}

expected<found_store> look_at_target(const config::store_options& options) {
    auto found = look_at(options);
    if (!found) return found;
    if (auto obstacle = obstacle_at(options, *found); !obstacle.empty()) return std::unexpected(std::move(obstacle));
    return found;
}

// A journal that was made there begins at 1, and what a move left is worth nothing.
expected<void> clear(const config::store_options& options) {
    auto cleared = store::clear_journal(journal_place(options));
    if (cleared) cleared = store::clear_database(database_place(options));
    if (!cleared) return std::unexpected(cleared.error().text);
    return {};
}

expected<storage> open_source(const config::process_options& options, const notices& say) {
    if (auto found = look_at_source(options.store); !found) return std::unexpected(found.error());
    auto opened = open_as_found(options, say);
    if (!opened) return opened;
    const auto groups = store::catch_up(*opened->journal, *opened->database);
    if (!groups) return std::unexpected(groups.error().text);
    if (*groups > 0) say.info(fmt::format("{} groups of the journal folded into its database", *groups));
    return opened;
}

expected<storage> open_target(const config::process_options& options, const notices& say, uint64_t position) {
    const auto found = look_at_target(options.store);
    if (!found) return std::unexpected(found.error());
    if (found->is_unfinished()) say.info("what an unfinished move left there is taken away");
    if (const auto cleared = clear(options.store); !cleared) return std::unexpected(cleared.error());
    return open_as_found(options, say, {.journal_begins_behind = position});
}

expected<std::unique_ptr<store::view>> view_of(const config::process_options& options) {
    auto opened = open_view_as_found(options.store);
    if (!opened) return std::unexpected(opened.error().text);
    return std::move(*opened);
}

expected<store::database_tally> copy(const migration_places& places, store::database& into,
                                     const store::walk_progress& pages) {
    auto from = view_of(places.from);
    if (!from) return std::unexpected(from.error());
    const auto moved = store::move_tables(**from, into, pages);
    if (!moved) return std::unexpected(moved.error().text);
    return *moved;
}

expected<void> compare(const config::process_options& copied, const store::database_tally& moved,
                       const store::walk_progress& pages) {
    auto view = view_of(copied);
    if (!view) return std::unexpected(view.error());
    const auto there = store::tally(**view, pages);
    if (!there) return std::unexpected(there.error().text);
    if (const auto found = store::difference(moved, *there)) return std::unexpected("the copy is not equal: " + *found);
    return {};
}

expected<walked_books> verify(const config::process_options& copied, const walk_progress& progress) {
    auto view = view_of(copied);
    if (!view) return std::unexpected(view.error());
    store::report_reader reader{std::move(*view)};
    auto walked = walk_books(reader, progress);
    if (!walked) return walked;
    if (walked->first_break) return std::unexpected("the books do not hold: " + describe(*walked));
    return walked;
}

expected<migrated> fill(const migration_places& places, const store::database_state& state, storage& target,
                        const migration_events& events) {
    const auto moved = copy(places, *target.database, events.pages);
    if (!moved) return std::unexpected(moved.error());
    if (const auto equal = compare(places.to, *moved, events.pages); !equal) return std::unexpected(equal.error());
    auto books = verify(places.to, events.books);
    if (!books) return std::unexpected(books.error());
    if (const auto ended = store::finish_move(*target.database, state); !ended)
        return std::unexpected(ended.error().text);
    // After this point the target counts.
    return migrated{.position = state.position, .tally = *moved, .books = std::move(*books)};
}

}  // namespace

std::string place_text(const config::store_options& options) {
    if (!store::is_postgres_url(options.path)) return options.path;
    return "PostgreSQL at " + store::place_of(options.path);
}

std::expected<migrated, std::string> migrate(const migration_places& places, const migration_events& events) {
    // Before the source is folded.
    if (const auto found = look_at_target(places.to.store); !found) return std::unexpected(found.error());
    auto source = open_source(places.from, events.say);
    if (!source) return std::unexpected(source.error());
    const auto state = source->database->state();
    if (!state) return std::unexpected(state.error().text);
    auto target = open_target(places.to, events.say, state->position);
    if (!target) return std::unexpected(target.error());
    auto done = fill(places, *state, *target, events);
    if (!done) return std::unexpected(done.error() + LEFT_UNFINISHED);
    return done;
}

std::expected<migration_outlook, std::string> foresee(const migration_places& places,
                                                      const store::walk_progress& pages) {
    const auto source = look_at_source(places.from.store);
    if (!source) return std::unexpected(source.error());
    const auto target = look_at(places.to.store);
    if (!target) return std::unexpected(target.error());
    migration_outlook seen{.position = source->position,
                           .groups_to_fold = std::max(source->journal.last, source->position) - source->position,
                           .tally = {},
                           .obstacle = obstacle_at(places.to.store, *target),
                           .target_is_unfinished = target->is_unfinished()};
    if (source->position == 0) return seen;
    auto view = view_of(places.from);
    if (!view) return std::unexpected(view.error());
    const auto tally = store::tally(**view, pages);
    if (!tally) return std::unexpected(tally.error().text);
    seen.tally = *tally;
    return seen;
}

}  // namespace kaskad::gateway
