#include "store/sqlite_database.hpp"

#include "core/assert.hpp"
#include "store/file_layer.hpp"
#include "store/lock_file.hpp"
#include "store/migrations.hpp"
#include "store/sqlite_drop.hpp"
#include "store/sqlite_generation.hpp"
#include "store/sqlite_view.hpp"
#include "store/sqlite_writer.hpp"
#include "store/vacancy.hpp"

#include <fmt/format.h>

namespace kaskad::store {

namespace {

// "KSKD", in the file's header: no other program's file is taken for ours.
constexpr int64_t APPLICATION_ID = 0x4B534B44;

std::filesystem::path lock_path(const std::filesystem::path& path) {
    return path.string() + ".lock";
}

void check_is_ours(sqlite_connection& connection) {
    if (connection.query("PRAGMA application_id") == APPLICATION_ID) return;
    throw failure{fmt::format("database {} was not made by Kaskad", connection.path().string())};
}

void check_is_not_newer(sqlite_connection& connection) {
    const auto version = connection.query("PRAGMA user_version");
    const auto known = static_cast<int64_t>(sqlite_migrations().size());
    if (version <= known) return;
    throw failure{fmt::format("database {} has schema {}, this program knows up to {}: it was written by a newer one",
                              connection.path().string(), version, known)};
}

bool is_new(sqlite_connection& connection) {
    return connection.query("SELECT count(*) FROM sqlite_schema") == 0 && connection.query("PRAGMA user_version") == 0;
}

std::string with_generation(std::string_view migration) {
    constexpr std::string_view PLACE = "{generation}";
    std::string text{migration};
    if (const auto at = text.find(PLACE); at != std::string::npos) text.replace(at, PLACE.size(), generation_sql(1));
    return text;
}

// Each step is one transaction with its number, so a migration that was cut goes on where it stopped.
void migrate(sqlite_connection& connection) {
    const auto migrations = sqlite_migrations();
    auto version = static_cast<size_t>(connection.query("PRAGMA user_version"));
    for (; version < migrations.size(); ++version) {
        connection.run(fmt::format("BEGIN IMMEDIATE; {} PRAGMA application_id = {}; PRAGMA user_version = {}; COMMIT;",
                                   with_generation(migrations[version]), APPLICATION_ID, version + 1));
    }
}

void set_cache(sqlite_connection& connection, int kib) {
    connection.run(fmt::format("PRAGMA cache_size = -{}", kib));
}

sqlite_connection open_writer(const sqlite_options& options) {
    sqlite_connection connection{options.path, sqlite_mode::create, options.vfs};
    set_cache(connection, options.writer_cache_kib);
    connection.run(fmt::format("PRAGMA page_size = {}", options.page_octets));
    connection.run(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY; "
        "PRAGMA journal_size_limit = 402653184;");
    connection.run(fmt::format("PRAGMA wal_autocheckpoint = {}", options.checkpoint_pages));
    if (!is_new(connection)) check_is_ours(connection);
    check_is_not_newer(connection);
    migrate(connection);
    return connection;
}

sqlite_connection open_for_reading(const sqlite_options& options) {
    sqlite_connection connection{options.path, sqlite_mode::read_only, options.vfs};
    set_cache(connection, options.reader_cache_kib);
    return connection;
}

class sqlite_database : public database {
  public:
    explicit sqlite_database(const sqlite_options& options)
        : options_{options},
          lock_{lock_path(options.path)},
          connection_{open_writer(options)},
          state_{connection_.prepare(STATE_SQL)},
          last_day_{connection_.prepare(LAST_DAY_SQL)},
          writer_{connection_, options.messages_per_generation} {}

    result<database_state> state() override {
        return guarded([&] {
            auto found = read_state(state_);
            found.postings.day = read_last_day(last_day_);
            return found;
        });
    }

    result<void> write(const batch& batch) override {
        return in_transaction([&] {
            const auto position = read_state(state_).position;
            if (batch.position <= position) return;  // held already
            ASSERT(batch.first_position == position + 1);
            writer_.write(batch);
        });
    }

    result<void> set_state(const database_state& state) override {
        return in_transaction([&] { writer_.write_state(state); });
    }

    result<void> put_days(std::span<const billing::day_root> days) override {
        return in_transaction([&] {
            for (const auto& day : days)
                writer_.write_day(day);
        });
    }

    result<core::message_id> droppable(core::message_id wanted) override {
        return guarded([&] { return droppable_in(connection_, wanted); });
    }

    result<void> drop_messages(const billing::seal& what) override {
        auto dropped = in_transaction([&] {
            put_seal(connection_, what);
            drop_generations(connection_, what.before);
        });
        // Its generations are others now.
        writer_.forget();
        return dropped;
    }

    result<facts::start_view> load_start() override {
        return guarded([&] {
            sqlite_view now{open_for_reading(options_)};
            const snapshot still{now};
            return store::load_start(now);
        });
    }

    result<std::unique_ptr<view>> make_view() override {
        return guarded(
            [&]() -> std::unique_ptr<view> { return std::make_unique<sqlite_view>(open_for_reading(options_)); });
    }

    result<std::vector<stored_row>> rows(size_t table) override {
        return guarded([&] {
            sqlite_view now{open_for_reading(options_)};
            const snapshot still{now};
            return now.range(table, {.from = {}, .to = std::string(16, '\xFF')});
        });
    }

  private:
    template <typename Work>
    result<void> in_transaction(Work&& work) {
        return guarded([&] {
            try {
                connection_.run("BEGIN IMMEDIATE");
                work();
                connection_.run("COMMIT");
            } catch (...) {
                connection_.rollback();
                writer_.forget();
                throw;
            }
        });
    }

    sqlite_options options_;
    lock_file lock_;
    sqlite_connection connection_;
    sqlite_statement state_;
    sqlite_statement last_day_;
    sqlite_writer writer_;
};

}  // namespace

result<std::unique_ptr<database>> open_sqlite(const sqlite_options& options) {
    return guarded([&]() -> std::unique_ptr<database> { return std::make_unique<sqlite_database>(options); });
}

result<std::unique_ptr<view>> open_sqlite_view(const sqlite_options& options) {
    return guarded([&]() -> std::unique_ptr<view> {
        auto connection = open_for_reading(options);
        check_is_ours(connection);
        check_is_not_newer(connection);
        return std::make_unique<sqlite_view>(std::move(connection));
    });
}

result<uint64_t> read_sqlite_position(const sqlite_options& options) {
    return guarded([&]() -> uint64_t {
        if (!std::filesystem::exists(options.path)) return 0;
        auto connection = open_for_reading(options);
        if (is_new(connection)) return 0;
        check_is_ours(connection);
        check_is_not_newer(connection);
        auto state = connection.prepare(STATE_SQL);
        return read_state(state).position;
    });
}

result<void> clear_sqlite(const sqlite_options& options) {
    return guarded([&] {
        if (!std::filesystem::exists(options.path.parent_path())) return;
        const lock_file lock{lock_path(options.path)};
        const auto position = read_sqlite_position(options);
        if (!position) throw failure{position.error()};
        if (!is_vacant(*position)) throw failure{occupied_text(options.path.string(), *position)};
        auto& files = posix_file_layer();
        // The log last: without it the file would be an older state of itself, without its file the log is nothing.
        for (const auto* part : {"", "-wal", "-shm"})
            files.unlink(options.path.string() + part);
        files.sync_folder(options.path.parent_path());
    });
}

result<std::unique_ptr<reader>> open_sqlite_reader(const sqlite_options& options) {
    auto opened = open_sqlite_view(options);
    if (!opened) return std::unexpected(opened.error());
    return std::make_unique<view_reader>(std::move(*opened));
}

}  // namespace kaskad::store
