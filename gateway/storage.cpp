#include "gateway/storage.hpp"

#include "store/catch_up.hpp"
#include "store/file_journal.hpp"
#include "store/postgres_database.hpp"
#include "store/postgres_journal.hpp"
#include "store/sqlite_database.hpp"
#include "store/view.hpp"

#include <filesystem>
#include <utility>
#include <vector>

namespace kaskad::gateway {

namespace {

// What the store opened, or its error's text.
template <typename T>
auto opened(store::result<T> what) -> std::expected<T, std::string> {
    if (!what) return std::unexpected(what.error().text);
    if constexpr (!std::is_void_v<T>)
        return std::move(*what);
    else
        return {};
}

store::file_layer& files_of(const storage_means& means) {
    return means.files ? *means.files : store::posix_file_layer();
}

std::expected<void, std::string> make_folder(const config::store_options& options, const storage_means& means) {
    return opened(store::guarded([&] { files_of(means).make_folder(data_folder(options)); }));
}

std::expected<std::unique_ptr<store::journal>, std::string> open_journal(const config::process_options& options,
                                                                         const notices& say,
                                                                         const storage_means& means) {
    const auto place = journal_place(options.store);
    if (store::is_postgres_url(place)) {
        return opened(store::postgres_journal::open({.server = {.url = place},
                                                     .node = options.node.number,
                                                     .begins_behind = means.journal_begins_behind,
                                                     .segment_octets = options.store.segment_size,
                                                     .on_notice = say.warning}));
    }
    auto& files = files_of(means);
    return opened(store::file_journal::open({.folder = place,
                                             .node = options.node.number,
                                             .begins_behind = means.journal_begins_behind,
                                             .segment_octets = options.store.segment_size,
                                             .files = &files,
                                             .works_ahead = &files == &store::posix_file_layer(),
                                             .on_notice = say.warning}));
}

std::expected<std::unique_ptr<store::database>, std::string> open_database(const config::store_options& options,
                                                                           const notices& say,
                                                                           const storage_means& means) {
    if (store::is_postgres_url(options.path)) return opened(store::open_postgres({.url = options.path}, say.warning));
    if (const auto made = make_folder(options, means); !made) return std::unexpected(made.error());
    auto embedded = means.database;
    embedded.path = database_place(options);
    return opened(store::open_sqlite(embedded));
}

}  // namespace

std::filesystem::path data_folder(const config::store_options& options) {
    return store::is_postgres_url(options.path) ? config::store_options{}.path : options.path;
}

std::string database_place(const config::store_options& options) {
    return store::is_postgres_url(options.path) ? options.path : (data_folder(options) / "kaskad.db").string();
}

std::string journal_place(const config::store_options& options) {
    if (!options.journal.empty()) return options.journal;
    return store::is_postgres_url(options.path) ? options.path : (data_folder(options) / "journal").string();
}

store::result<std::unique_ptr<store::view>> open_view_as_found(const config::store_options& options) {
    if (store::is_postgres_url(options.path)) return store::open_postgres_view({.url = options.path});
    return store::open_sqlite_view({.path = database_place(options)});
}

store::result<std::unique_ptr<store::view>> open_view(const config::store_options& options) {
    auto view = open_view_as_found(options);
    if (!view) return view;
    const auto position = store::guarded([&] {
        const store::snapshot still{**view};
        return (*view)->state().position;
    });
    if (!position) return std::unexpected(position.error());
    if (const auto whole = store::check_is_whole(*position); !whole) return std::unexpected(whole.error());
    return view;
}

std::expected<storage, std::string> open_as_found(const config::process_options& options, const notices& say,
                                                  const storage_means& means) {
    auto journal = open_journal(options, say, means);
    if (!journal) return std::unexpected(journal.error());
    auto database = open_database(options.store, say, means);
    if (!database) return std::unexpected(database.error());
    return storage{std::move(*journal), std::move(*database)};
}

std::expected<storage, std::string> open_storage(const config::process_options& options, const notices& say,
                                                 const storage_means& means) {
    auto result = open_as_found(options, say, means);
    if (!result) return result;
    // What is ours alone lies there also beside a server.
    if (store::is_postgres_url(options.store.path)) {
        if (const auto made = make_folder(options.store, means); !made) return std::unexpected(made.error());
    }
    const auto groups = store::catch_up(*result->journal, *result->database);
    if (!groups) return std::unexpected(groups.error().text);
    if (*groups > 0) {
        say.info("caught up with the journal: " + std::to_string(*groups) + " groups up to position " +
                 std::to_string(result->journal->last_position()));
    }
    return result;
}

}  // namespace kaskad::gateway
