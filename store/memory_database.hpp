#pragma once

#include "engine/facts/scan.hpp"
#include "store/database.hpp"
#include "store/sorted_rows.hpp"

#include <boost/unordered/unordered_flat_map.hpp>

#include <array>
#include <map>
#include <set>
#include <tuple>

// A database in memory for tests and the simulator: octets by key, and the work indexes beside them. One thread; its
// readers see every write at once. A restart is a new engine on the same object.

namespace kaskad::store {

class memory_database : public database {
  public:
    result<database_state> state() override;
    result<void> write(const batch& batch) override;
    result<void> set_state(const database_state& state) override;
    result<void> put_days(std::span<const billing::day_root> days) override;
    // All of them: nothing lies apart.
    result<core::message_id> droppable(core::message_id wanted) override { return wanted; }
    result<void> drop_messages(const billing::seal& what) override;
    result<facts::start_view> load_start() override;
    // The database must outlive its views.
    result<std::unique_ptr<store::view>> make_view() override;
    result<std::vector<stored_row>> rows(size_t table) override;

  private:
    friend class memory_view;
    using queue_place = std::tuple<uint32_t, core::message_class, uint32_t, uint64_t>;  // link, class, client, sequence

    // What hangs on a message beside its row: where the work indexes hold it, and what happened to it.
    struct hanging {
        int64_t due_steady = 0;
        queue_place queued;
        bool in_flight = false;
        std::string person;   // to whom it goes by a cascade, until it has ended
        std::string history;  // packed, one batch behind the other
    };

    void put(const batch& batch);
    void put(const row& row);
    void put(const history_row& row);
    void index(std::string_view record);
    void forget(core::message_id id);
    void drop_rows(size_t table, core::message_id before);
    void move_due(uint64_t id, int64_t& from, int64_t to);
    void move_queued(uint64_t id, queue_place& from, const queue_place& to);
    void move_in_flight(uint64_t id, bool& from, bool to);
    void move_person(uint64_t id, std::string& from, std::string_view to);

    database_state state_;
    std::array<sorted_rows, std::variant_size_v<facts::record>> tables_;
    boost::unordered_flat_map<core::message_id, hanging, std::hash<core::message_id>> hanging_;
    std::set<std::pair<int64_t, uint64_t>> due_;  // due_steady, id
    std::map<queue_place, uint64_t> queued_;      // -> id
    std::set<uint64_t> in_flight_;
    std::set<std::pair<std::string, uint64_t>> people_;  // recipient, id
    std::map<uint32_t, billing::day_root> days_;
    std::map<uint64_t, billing::seal> seals_;
};

}  // namespace kaskad::store
