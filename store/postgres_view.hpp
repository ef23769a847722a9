#pragma once

#include "store/postgres_connection.hpp"
#include "store/view.hpp"

// How a PostgreSQL database is looked at: over a connection of its own. begin() opens a repeatable-read transaction,
// which is one still view, and the writer goes on.

namespace kaskad::store {

class postgres_view : public view {
  public:
    explicit postgres_view(postgres_options options) : connection_{std::move(options)} {}

    // For the first reading of whole tables.
    void set_patience(std::chrono::milliseconds statement_timeout);

    void begin() override;
    void end() noexcept override;

    database_state state() override;
    std::optional<std::string> find(size_t table, const std::string& key) override;
    std::vector<stored_row> range(size_t table, const key_range& range) override;
    void each_key(size_t table, const std::function<void(std::string_view)>& sink) override;

    std::vector<core::message_id> due(const facts::fetch_due& request) override;
    std::vector<core::message_id> open(const facts::fetch_open& request) override;
    std::vector<core::message_id> queued(const facts::fetch_queue& request) override;
    std::vector<core::message_id> cascades(const facts::fetch_cascades& request) override;
    void each_person(const std::function<void(std::string_view)>& sink) override;
    std::vector<core::message_id> in_flight() override;
    std::vector<facts::queue_count> queue_counts() override;

    std::vector<billing::day_root> days(const day_range& range) override;
    std::vector<billing::seal> seals() override;

    std::vector<core::message_id> of_client(const list_query& query) override;
    std::vector<std::string> history(core::message_id id) override;
    std::vector<std::string> postings(std::span<const core::message_id> messages) override;

  private:
    postgres_rows run(const std::string& sql, const postgres_arguments& arguments);

    postgres_connection connection_;
};

// Also of a session that writes. Without the open day.
database_state read_state(postgres_session& session);
// Of no day where there is none.
billing::day_root read_last_day(postgres_session& session);

}  // namespace kaskad::store
