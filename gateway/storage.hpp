#pragma once

#include "config/options.hpp"
#include "store/database.hpp"
#include "store/journal.hpp"

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

// The error is one line that says what stands in the way and where.
std::expected<storage, std::string> open_storage(const config::process_options& options, const notices& say);

// Groups written in one transaction while catching up.
inline constexpr size_t CATCH_UP_GROUPS = 1'000;

std::expected<void, std::string> catch_up(const store::journal& journal, store::database& database, const notices& say);

}  // namespace kaskad::gateway
