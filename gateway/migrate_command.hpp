#pragma once

#include "config/options.hpp"

#include <CLI/CLI.hpp>

#include <expected>
#include <string>

// `kaskad migrate`: moves a stopped installation from files to PostgreSQL, or back.

namespace kaskad::gateway {

void add_migrate_command(CLI::App& app, int& result);

// `sqlite:FOLDER`, `sqlite:FOLDER/kaskad.db` or a URL of PostgreSQL, and where the journal lies if not there as well.
// The error says what is wrong with `place`.
std::expected<config::store_options, std::string> read_place(const std::string& place, const std::string& journal);

}  // namespace kaskad::gateway
