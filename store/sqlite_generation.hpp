#pragma once

#include "core/id.hpp"
#include "store/sqlite_connection.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

// Which tables a message lies in. Generations are counted from 1; each begins at a message id and ends where the next
// one begins.

namespace kaskad::store {

struct sqlite_generation {
    int64_t number = 0;
    core::message_id first_message;
};

class sqlite_generations {
  public:
    // In rising order; there is always one.
    void read(sqlite_connection& connection);

    const std::vector<sqlite_generation>& all() const { return all_; }
    int64_t newest() const { return all_.back().number; }
    int64_t of(core::message_id id) const;

  private:
    std::vector<sqlite_generation> all_;
    sqlite_statement read_;
};

// The tables of a generation, empty; and what is added when nothing more comes into it.
std::string generation_sql(int64_t number);
std::string generation_closed_sql(int64_t number);

// Statements of one text for each generation; "{0}" in it is the generation's number. Prepared when first needed.
class sqlite_statements {
  public:
    explicit sqlite_statements(std::string_view sql) : sql_{sql} {}

    sqlite_statement& of(int64_t generation, sqlite_connection& connection);

  private:
    std::string_view sql_;
    std::map<int64_t, sqlite_statement> prepared_;
};

}  // namespace kaskad::store
