#pragma once

#include "config/options.hpp"
#include "store/database.hpp"
#include "store/file_layer.hpp"
#include "store/journal.hpp"
#include "store/sqlite_database.hpp"

#include <expected>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

// Opens journal and database and brings the database up to the journal's end, so that a start reads one thing only.

namespace kaskad::gateway {

struct storage {
    std::unique_ptr<store::journal> journal;
    std::unique_ptr<store::database> database;
};

// Where lines for the log go: what is as it should be, and what somebody should know.
struct notices {
    std::function<void(const std::string&)> info;
    std::function<void(const std::string&)> warning;
};

// Where what is ours alone lies, as the key file: the store's folder, or ./data beside a server.
std::filesystem::path data_folder(const config::store_options& options);

// Where they lie: a file or folder, or a URL (store/site.hpp).
std::string database_place(const config::store_options& options);
std::string journal_place(const config::store_options& options);

// For tools, beside a running gateway or without one: reads only. Refused: what a move left unfinished.
store::result<std::unique_ptr<store::view>> open_view(const config::store_options& options);
// Whatever it is.
store::result<std::unique_ptr<store::view>> open_view_as_found(const config::store_options& options);

// What lies beneath the files; tests put a disk there that loses power. Empty: the operating system's.
struct storage_means {
    store::file_layer* files = nullptr;
    store::sqlite_options database;  // all but its path
    uint64_t journal_begins_behind = 0;
};

// Neither is brought up to the other: for moves.
std::expected<storage, std::string> open_as_found(const config::process_options& options, const notices& say,
                                                  const storage_means& means = {});

// The error is one line that says what stands in the way and where.
std::expected<storage, std::string> open_storage(const config::process_options& options, const notices& say,
                                                 const storage_means& means = {});

}  // namespace kaskad::gateway
