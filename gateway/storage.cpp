#include "gateway/storage.hpp"

#include "store/batch.hpp"
#include "store/file_journal.hpp"
#include "store/postgres_database.hpp"
#include "store/postgres_journal.hpp"
#include "store/sqlite_database.hpp"

#include <filesystem>
#include <utility>
#include <vector>

namespace kaskad::gateway {

namespace {

// Collects groups and writes them in transactions.
class replayer {
  public:
    explicit replayer(store::database& database, const store::database_state& state)
        : database_{database}, head_{state.postings} {}

    bool has_failed() const { return !error_.empty(); }
    const std::string& error() const { return error_; }
    uint64_t groups() const { return count_; }

    void take(const store::journal_entry& entry) {
        if (has_failed()) return;
        groups_.push_back({.position = entry.position, .octets = std::string{entry.octets}});
        ++count_;
        if (groups_.size() >= CATCH_UP_GROUPS) write();
    }

    void write() {
        if (groups_.empty() || has_failed()) return;
        const auto batch = store::fold(std::exchange(groups_, {}), head_);
        if (!batch) {
            error_ = batch.error().text;
            return;
        }
        head_ = batch->postings;
        if (const auto written = database_.write(*batch); !written) error_ = written.error().text;
    }

  private:
    store::database& database_;
    billing::chain_head head_;
    std::vector<store::durable_group> groups_;
    std::string error_;
    uint64_t count_ = 0;
};

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

std::expected<void, std::string> catch_up(const store::journal& journal, store::database& database,
                                          const notices& say) {
    const auto state = database.state();
    if (!state) return std::unexpected(state.error().text);
    if (const auto ok = store::check_positions(journal, state->position); !ok) return std::unexpected(ok.error().text);
    if (journal.last_position() == state->position) return {};
    replayer replayer{database, *state};
    const auto replayed = journal.replay(state->position + 1, [&](const auto& entry) { replayer.take(entry); });
    if (!replayed) return std::unexpected(replayed.error().text);
    replayer.write();
    if (replayer.has_failed()) return std::unexpected(replayer.error());
    say.info("caught up with the journal: " + std::to_string(replayer.groups()) + " groups up to position " +
             std::to_string(journal.last_position()));
    return {};
}

std::filesystem::path data_folder(const config::store_options& options) {
    return store::is_postgres_url(options.path) ? config::store_options{}.path : options.path;
}

std::expected<storage, std::string> open_storage(const config::process_options& options, const notices& say,
                                                 const storage_means& means) {
    auto& files = means.files ? *means.files : store::posix_file_layer();
    auto journal = open_journal(options, say, files);
    if (!journal) return std::unexpected(journal.error());
    auto database = open_database(options.store, say, files, means.database);
    if (!database) return std::unexpected(database.error());
    storage result{std::move(*journal), std::move(*database)};
    if (const auto ok = catch_up(*result.journal, *result.database, say); !ok) return std::unexpected(ok.error());
    return result;
}

}  // namespace kaskad::gateway
