#pragma once

#include "store/batch.hpp"
#include "store/sqlite_connection.hpp"
#include "store/sqlite_tables.hpp"

#include <array>
#include <optional>
#include <unordered_map>
#include <variant>

// The statements that write a batch. Knows rows and columns, not transactions: the database begins and commits.

namespace kaskad::store {

class sqlite_writer {
  public:
    explicit sqlite_writer(sqlite_connection& connection);

    void write(const batch& batch);

  private:
    struct table_statements {
        sqlite_statement put;
        sqlite_statement remove;
    };

    void put(const row& row);
    void put_message(const row& row);
    void put_posting(const row& row);
    void remove(const row& row);
    void write_history(const batch& batch);
    void add_history_of_stored(const history_row& row);
    int64_t insert_history(const history_row& row, std::optional<int64_t> previous);
    std::optional<int64_t> find_history_last(core::message_id id);
    void write_meta(const batch& batch);
    sqlite_statement& put_statement(size_t table);
    sqlite_statement& remove_statement(size_t table);

    sqlite_connection& connection_;
    std::array<table_statements, std::variant_size_v<facts::record>> tables_;
    sqlite_statement put_message_;
    sqlite_statement put_posting_;
    sqlite_statement history_last_;
    sqlite_statement put_history_;
    sqlite_statement set_history_last_;
    sqlite_statement write_meta_;
    int64_t last_history_ = 0;
    std::unordered_map<core::message_id, int64_t> histories_;  // rows of this batch that message rows must name
};

}  // namespace kaskad::store
