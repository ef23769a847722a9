#pragma once

#include "engine/facts/scan.hpp"
#include "store/database.hpp"
#include "store/sqlite_connection.hpp"
#include "store/sqlite_generation.hpp"
#include "store/sqlite_state.hpp"
#include "store/sqlite_tables.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <utility>

// The statements that write a batch. Knows rows and columns, not transactions: the database begins and commits, and
// calls forget() when that failed.

namespace kaskad::store {

class sqlite_writer {
  public:
    // So many lie in one row at most, which is found by the sequence of the first.
    static constexpr uint64_t POSTINGS_PER_ROW_MAX = 64;

    // A generation takes about so many messages, or what one day (UTC) brings.
    sqlite_writer(sqlite_connection& connection, uint64_t messages_per_generation);

    void write(const batch& batch);
    void write_state(const database_state& state);
    void write_day(const billing::day_root& day) { put_day(put_day_, day); }
    // What the last write left in memory may not be in the database.
    void forget() { is_known_ = false; }

  private:
    // Where a message's history stands; of the one generation that its id names.
    struct history_place {
        int64_t generation = 0;
        int64_t last = 0;  // the newest history row
    };

    void learn();
    void open_generation(const core::now& now);
    void set_day(int64_t day);
    int64_t generation_of(const row& row) const;

    void put_or_remove(const row& row);
    void put(const row& row);
    void put_message(const row& row, std::string_view facts);
    void insert_message(const facts::scanned_message& message, int64_t generation);
    void note_cascade(const facts::scanned_message& message);
    std::optional<std::string_view> take_first_decision(core::message_id id);
    bool change_decision(const row& row);
    void write_postings(std::span<const row> rows);
    void name_message(const row& posting);
    void remove(const row& row);
    void remove_message(const row& row);
    void remove_in(const row& row, int64_t generation);

    void write_messages(std::span<const row> rows, const batch& batch);
    void add_history_of_stored(const history_row& row);
    std::optional<history_place> find_history(core::message_id id);
    int64_t insert_history(int64_t generation, core::message_id message, int64_t previous, std::string_view facts,
                           std::optional<std::string_view> record);

    sqlite_statement& statement_for(std::map<std::pair<size_t, int64_t>, sqlite_statement>& place, const row& row,
                                    int64_t generation, std::string_view sql);
    void bind_key(sqlite_statement& statement, const row& row);

    sqlite_connection& connection_;
    uint64_t messages_per_generation_;

    // Of the database as it stands; read anew after forget().
    bool is_known_ = false;
    sqlite_generations generations_;
    int64_t newest_day_ = 0;
    uint64_t newest_messages_ = 0;               // in the newest generation
    core::message_id last_message_;              // the highest id there is
    std::map<int64_t, int64_t> last_histories_;  // by generation

    // Of the batch that is written.
    std::span<const row> decisions_;  // those not written yet
    std::string scratch_;

    std::map<std::pair<size_t, int64_t>, sqlite_statement> puts_;  // by table and generation
    std::map<std::pair<size_t, int64_t>, sqlite_statement> removes_;
    sqlite_statements insert_message_;
    sqlite_statements insert_work_;
    sqlite_statements update_work_;
    sqlite_statements find_history_;
    sqlite_statements insert_history_;
    sqlite_statements set_history_;
    sqlite_statements change_decision_;
    sqlite_statements remove_message_;
    sqlite_statements remove_work_;
    sqlite_statement open_cascade_;
    sqlite_statement end_cascade_;
    sqlite_statement put_postings_;
    sqlite_statement put_posting_message_;
    sqlite_statement write_meta_;
    sqlite_statement put_day_;
};

}  // namespace kaskad::store
