#pragma once

#include "store/sqlite_connection.hpp"
#include "store/sqlite_generation.hpp"
#include "store/sqlite_prepared.hpp"
#include "store/sqlite_state.hpp"
#include "store/sqlite_tables.hpp"
#include "store/view.hpp"

#include <map>
#include <string>
#include <tuple>

// How an SQLite database is looked at: a connection of its own, statements prepared when first needed. begin() opens a
// read transaction, so the WAL gives one still view and the writer goes on. What lies in generations is asked of each
// that can hold it, and put together in the order that view.hpp says.

namespace kaskad::store {

class sqlite_view : public view {
  public:
    explicit sqlite_view(sqlite_connection connection) : connection_{std::move(connection)} {}

    void begin() override;
    void end() noexcept override;

    database_state state() override;
    std::optional<std::string> find(size_t table, const std::string& key) override;
    std::vector<stored_row> range(size_t table, const key_range& range) override;
    std::optional<std::string> newest_operator_id(core::link_id link, const std::string& key) override;
    void each_key(size_t table, const std::function<void(std::string_view)>& sink) override;

    std::vector<core::message_id> due(const facts::fetch_due& request) override;
    std::vector<core::message_id> open(const facts::fetch_open& request) override;
    std::vector<core::message_id> queued(const facts::fetch_queue& request) override;
    std::vector<core::message_id> cascades(const facts::fetch_cascades& request) override;
    void each_person(const std::function<void(std::string_view)>& sink) override;
    std::vector<core::message_id> in_flight() override;
    std::vector<facts::queue_count> queue_counts() override;

    std::vector<billing::day_root> days(const day_range& range) override {
        return read_days(statements_.of(std::string{DAYS_SQL}), range);
    }
    std::vector<billing::seal> seals() override { return read_seals(statements_.of(std::string{SEALS_SQL})); }

    std::vector<core::message_id> of_client(const list_query& query) override;
    std::vector<std::string> history(core::message_id id) override;
    std::vector<std::string> postings(std::span<const core::message_id> messages) override;

  private:
    sqlite_statement& begin_range(size_t table, int64_t generation, const key_range& range);
    std::vector<stored_row> by_message(size_t table, const key_range& range);
    std::vector<stored_row> range_in(size_t table, int64_t generation, const key_range& range);
    std::vector<stored_row> decisions_in(int64_t generation, const key_range& range);
    std::vector<int64_t> generations_of(size_t table, const key_range& range) const;

    sqlite_connection connection_;
    sqlite_generations generations_;
    sqlite_prepared statements_{connection_};
    std::map<std::tuple<size_t, int64_t, bool>, sqlite_statement> ranges_;  // by table, generation, last first
};

}  // namespace kaskad::store
