#pragma once

#include <span>
#include <string_view>

// schema/*.sql and schema/postgres/*.sql, built into the program: number n (from 1) leads from schema n - 1 to schema
// n. Landed ones never change.

namespace kaskad::store {

std::span<const std::string_view> sqlite_migrations();
std::span<const std::string_view> postgres_migrations();

}  // namespace kaskad::store
