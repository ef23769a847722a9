#include "store/sqlite_connection.hpp"

#include "core/assert.hpp"
#include "store/sqlite_paced_files.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

namespace kaskad::store {

namespace {

// Readers and the writer do not block one another in WAL mode; a checkpoint or a tool beside us may, for a moment.
constexpr int BUSY_TIMEOUT_MS = 5'000;

// What goes away by itself, or when somebody makes room.
bool is_retryable(int code) {
    switch (code & 0xFF) {
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
        case SQLITE_FULL:
        case SQLITE_IOERR:
        case SQLITE_NOMEM:
        case SQLITE_PROTOCOL:
            return true;
        default:
            return false;
    }
}

// SQLite would count the memory of all connections together, behind a lock at every allocation. Only possible before
// its first use; who used it before us keeps the lock.
void forgo_statistics() {
    static const int once = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    static_cast<void>(once);
}

std::string path_of(sqlite3* connection) {
    const char* name = connection ? sqlite3_db_filename(connection, "main") : nullptr;
    return name && *name ? name : "the database";
}

[[noreturn]] void fail(sqlite3* connection, const std::string& path, int code) {
    const char* why = connection ? sqlite3_errmsg(connection) : sqlite3_errstr(code);
    throw failure{fmt::format("database {}: {} (SQLite error {})", path, why, code), is_retryable(code)};
}

int open_flags(sqlite_mode mode) {
    switch (mode) {
        case sqlite_mode::read_only:
            return SQLITE_OPEN_READONLY;
        case sqlite_mode::read_write:
            return SQLITE_OPEN_READWRITE;
        case sqlite_mode::create:
            return SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    }
    ASSERT(false);
}

}  // namespace

sqlite_statement::sqlite_statement(sqlite3* connection, std::string_view sql) : connection_{connection} {
    sqlite3_stmt* statement = nullptr;
    const int size = static_cast<int>(sql.size());
    check(sqlite3_prepare_v3(connection, sql.data(), size, SQLITE_PREPARE_PERSISTENT, &statement, nullptr));
    statement_.reset(statement);
}

sqlite_statement& sqlite_statement::bind(int place, int64_t value) {
    check(sqlite3_bind_int64(statement_.get(), place, value));
    return *this;
}

// An empty view may point nowhere, which SQLite would take for NULL.
sqlite_statement& sqlite_statement::bind_text(int place, std::string_view value) {
    const char* data = value.empty() ? "" : value.data();
    check(sqlite3_bind_text64(statement_.get(), place, data, value.size(), SQLITE_STATIC, SQLITE_UTF8));
    return *this;
}

sqlite_statement& sqlite_statement::bind_octets(int place, std::string_view value) {
    const char* data = value.empty() ? "" : value.data();
    check(sqlite3_bind_blob64(statement_.get(), place, data, value.size(), SQLITE_STATIC));
    return *this;
}

sqlite_statement& sqlite_statement::bind_nothing(int place) {
    check(sqlite3_bind_null(statement_.get(), place));
    return *this;
}

bool sqlite_statement::step() {
    const int code = sqlite3_step(statement_.get());
    if (code == SQLITE_ROW) return true;
    if (code != SQLITE_DONE) {
        try {
            check(code);
        } catch (...) {
            reset();
            throw;
        }
    }
    reset();
    return false;
}

void sqlite_statement::reset() noexcept {
    sqlite3_reset(statement_.get());
}

void sqlite_statement::run() {
    const bool has_row = step();
    ASSERT(!has_row);
}

int64_t sqlite_statement::integer(int column) const {
    return sqlite3_column_int64(statement_.get(), column);
}

std::string_view sqlite_statement::octets(int column) const {
    const auto* data = static_cast<const char*>(sqlite3_column_blob(statement_.get(), column));
    return {data, static_cast<size_t>(sqlite3_column_bytes(statement_.get(), column))};
}

void sqlite_statement::check(int code) {
    if (code != SQLITE_OK) fail(connection_, path_of(connection_), code);
}

void sqlite_statement::finalizer::operator()(sqlite3_stmt* statement) const noexcept {
    sqlite3_finalize(statement);
}

sqlite_connection::sqlite_connection(const std::filesystem::path& path, sqlite_mode mode, const std::string& vfs)
    : path_{path} {
    sqlite3* connection = nullptr;
    forgo_statistics();
    const int flags = open_flags(mode) | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    const int code =
        sqlite3_open_v2(path.c_str(), &connection, flags, vfs.empty() ? paced_files::system().name() : vfs.c_str());
    connection_.reset(connection);
    if (code != SQLITE_OK) fail(connection, path.string(), code);
    sqlite3_busy_timeout(connection, BUSY_TIMEOUT_MS);
}

sqlite_statement sqlite_connection::prepare(std::string_view sql) {
    return {connection_.get(), sql};
}

void sqlite_connection::run(const std::string& sql) {
    const int code = sqlite3_exec(connection_.get(), sql.c_str(), nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) fail(connection_.get(), path_.string(), code);
}

int64_t sqlite_connection::query(std::string_view sql) {
    auto statement = prepare(sql);
    return statement.step() ? statement.integer(0) : 0;
}

void sqlite_connection::rollback() noexcept {
    if (!sqlite3_get_autocommit(connection_.get())) {
        sqlite3_exec(connection_.get(), "ROLLBACK", nullptr, nullptr, nullptr);
    }
}

void sqlite_connection::closer::operator()(sqlite3* connection) const noexcept {
    sqlite3_close_v2(connection);
}

}  // namespace kaskad::store
