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

std::expected<std::unique_ptr<store::journal>, std::string> open_journal(const config::process_options& options,
                                                                         const notices& say, store::file_layer& files) {
    const auto& place = options.store.journal.empty() ? options.store.path : options.store.journal;
    if (store::is_postgres_url(place)) {
        return opened(store::postgres_journal::open({.server = {.url = place},
                                                     .node = options.node.number,
                                                     .segment_octets = options.store.segment_size,
                                                     .on_notice = say.warning}));
    }
    const std::filesystem::path path{place};
    const auto folder = options.store.journal.empty() ? path / "journal" : path;
    return opened(store::file_journal::open({.folder = folder,
                                             .node = options.node.number,
                                             .segment_octets = options.store.segment_size,
                                             .files = &files,
                                             .works_ahead = &files == &store::posix_file_layer(),
                                             .on_notice = say.warning}));
}

std::expected<std::unique_ptr<store::database>, std::string> open_database(const config::store_options& options,
                                                                           const notices& say, store::file_layer& files,
                                                                           store::sqlite_options embedded) {
    const auto folder = data_folder(options);
    const auto made = opened(store::guarded([&] { files.make_folder(folder); }));
    if (!made) return std::unexpected(made.error());
    if (store::is_postgres_url(options.path)) return opened(store::open_postgres({.url = options.path}, say.warning));
    embedded.path = folder / "kaskad.db";
    return opened(store::open_sqlite(embedded));
}

}  // namespace

std::filesystem::path data_folder(const config::store_options& options) {
    return store::is_postgres_url(options.path) ? config::store_options{}.path : options.path;
}

store::result<std::unique_ptr<store::view>> open_view(const config::store_options& options) {
    if (store::is_postgres_url(options.path)) return store::open_postgres_view({.url = options.path});
    return store::open_sqlite_view({.path = data_folder(options) / "kaskad.db"});
}

std::expected<storage, std::string> open_storage(const config::process_options& options, const notices& say,
                                                 const storage_means& means) {
    auto& files = means.files ? *means.files : store::posix_file_layer();
    auto journal = open_journal(options, say, files);
    if (!journal) return std::unexpected(journal.error());
    auto database = open_database(options.store, say, files, means.database);
    if (!database) return std::unexpected(database.error());
    storage result{std::move(*journal), std::move(*database)};
    const auto groups = store::catch_up(*result.journal, *result.database);
    if (!groups) return std::unexpected(groups.error().text);
    if (*groups > 0) {
        say.info("caught up with the journal: " + std::to_string(*groups) + " groups up to position " +
                 std::to_string(result.journal->last_position()));
    }
    return result;
}

}  // namespace kaskad::gateway
