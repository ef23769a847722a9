#pragma once

#include "store/database.hpp"

#include <filesystem>
#include <string>

// The embedded database: one SQLite file in WAL mode, synced with every write. Tables are in schema/*.sql; a file of an
// older schema is migrated at start, of a newer one refused.

namespace kaskad::store {

class view;

struct sqlite_options {
    std::filesystem::path path;
    // Page caches in KiB, of the writer and of each reader.
    int writer_cache_kib = 48 * 1024;
    int reader_cache_kib = 8 * 1024;
    // About as many messages lie in one generation's tables.
    uint64_t messages_per_generation = 250'000;
    // Of a database that is made now. Most rows are appended, and larger pages cost less for each.
    int page_octets = 8'192;
    // Of the WAL: with so many it is carried over into the database, for which the batches behind it wait.
    int checkpoint_pages = 8'000;
    std::string vfs;  // SQLite's file layer; empty: the operating system's
};

// Creates the file where there is none; takes `<path>.lock`. The error is one line.
result<std::unique_ptr<database>> open_sqlite(const sqlite_options& options);

// For tools beside a running gateway: read only, take no lock, migrate nothing.
result<std::unique_ptr<view>> open_sqlite_view(const sqlite_options& options);
result<std::unique_ptr<reader>> open_sqlite_reader(const sqlite_options& options);

// Where it stands; 0 where there is no such file, or an empty one. Takes no lock and migrates nothing.
result<uint64_t> read_sqlite_position(const sqlite_options& options);
// Removes the file, if it is vacant (site.hpp), with what SQLite keeps beside it.
result<void> clear_sqlite(const sqlite_options& options);

}  // namespace kaskad::store
