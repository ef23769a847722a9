#pragma once

#include "store/sqlite_connection.hpp"

#include <map>
#include <string>

// The statements of one connection, prepared when they are first asked for and found again by their text.

namespace kaskad::store {

class sqlite_prepared {
  public:
    // The connection outlives them.
    explicit sqlite_prepared(sqlite_connection& connection) : connection_{connection} {}

    sqlite_prepared(const sqlite_prepared&) = delete;
    sqlite_prepared& operator=(const sqlite_prepared&) = delete;

    // Reset, and good until it is asked for again.
    sqlite_statement& of(const std::string& sql) {
        auto& place = by_text_[sql];
        if (!place) place = connection_.prepare(sql);
        place.reset();
        return place;
    }

  private:
    sqlite_connection& connection_;
    std::map<std::string, sqlite_statement> by_text_;
};

}  // namespace kaskad::store
