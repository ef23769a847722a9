#pragma once

#include <span>
#include <string_view>

// schema/*.sql and schema/postgres/*.sql, built into the program: number n (from 1) leads from schema n - 1 to schema
// n. Landed ones never change.

namespace kaskad::store {

// "{generation}" in one stands for the tables of generation 1.
std::span<const std::string_view> sqlite_migrations();
// schema/generation.sql and generation_closed.sql; "{0}" is the generation's number.
std::string_view sqlite_generation_template();
std::string_view sqlite_generation_closed_template();
std::span<const std::string_view> postgres_migrations();

}  // namespace kaskad::store
