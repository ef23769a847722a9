#pragma once

#include "store/memory_database.hpp"
#include "store/view.hpp"

// How the database in memory is looked at: the maps as they are at this moment.

namespace kaskad::store {

class memory_view : public view {
  public:
    explicit memory_view(const memory_database& of) : database_{of} {}

    void begin() override {}
    void end() noexcept override {}

    database_state state() override { return database_.state_; }
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
    const memory_database& database_;
};

}  // namespace kaskad::store
