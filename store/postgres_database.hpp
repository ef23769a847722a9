#pragma once

#include "store/database.hpp"
#include "store/postgres_options.hpp"

#include <functional>

// The database in PostgreSQL 15: one writer, synced with every batch, and readers with connections of their own. Tables
// are in schema/postgres/*.sql; an older schema is migrated at start, a newer one refused. All goes on by itself after
// the server was away; a write of unknown outcome is settled by the position that stands in it.

namespace kaskad::store {

class view;

// Keeps a second process off. `on_notice` gets a line when the start has to wait. The error is one line.
result<std::unique_ptr<database>> open_postgres(const postgres_options& options,
                                                std::function<void(const std::string&)> on_notice = {});

// For tools beside a running gateway: read only, keep nobody off, migrate nothing.
result<std::unique_ptr<view>> open_postgres_view(const postgres_options& options);
result<std::unique_ptr<reader>> open_postgres_reader(const postgres_options& options);

}  // namespace kaskad::store
