#pragma once

#include "store/sqlite_connection.hpp"
#include "store/sqlite_tables.hpp"
#include "store/view.hpp"

#include <array>
#include <variant>

// How an SQLite database is looked at: a connection of its own, statements prepared when first needed. begin() opens a
// read transaction, so the WAL gives one still view and the writer goes on.

namespace kaskad::store {

class sqlite_view : public view {
  public:
    explicit sqlite_view(sqlite_connection connection) : connection_{std::move(connection)} {}

    void begin() override;
    void end() noexcept override;

    database_state state() override;
    std::optional<std::string> find(size_t table, const std::string& key) override;
    std::vector<stored_row> range(size_t table, const key_range& range) override;
    void each_key(size_t table, const std::function<void(std::string_view)>& sink) override;

    std::vector<core::message_id> due(const facts::fetch_due& request) override;
    std::vector<core::message_id> queued(const facts::fetch_queue& request) override;
    std::vector<core::message_id> in_flight() override;
    std::vector<facts::queue_count> queue_counts() override;

    std::vector<core::message_id> of_client(const list_query& query) override;
    std::vector<std::string> history(core::message_id id) override;
    std::vector<std::string> postings(core::message_id id) override;

  private:
    struct table_statements {
        sqlite_statement find;
        sqlite_statement range;
        sqlite_statement range_last_first;
    };

    sqlite_statement& prepared(sqlite_statement& place, const std::string& sql);
    sqlite_statement& range_statement(size_t table, bool last_first);

    sqlite_connection connection_;
    std::array<table_statements, std::variant_size_v<facts::record>> tables_;
    sqlite_statement state_;
    sqlite_statement due_;
    sqlite_statement queued_;
    sqlite_statement of_client_;
    sqlite_statement history_last_;
    sqlite_statement history_;
    sqlite_statement postings_;
};

// Also of a connection that writes.
database_state read_state(sqlite_statement& state);

inline constexpr std::string_view STATE_SQL =
    "SELECT position, steady_ms, utc_ms, posting_sequence, posting_hash FROM meta WHERE id = 1";

}  // namespace kaskad::store
