#pragma once

#include "store/batch.hpp"
#include "store/table_tally.hpp"
#include "store/view.hpp"

#include <deque>
#include <optional>
#include <string>
#include <vector>

// Reads everything that a database records, in pages that another one can write: messages with what hangs on them by
// id, then every other table by key. Holds a page, and a bit for each posting. Nothing may write meanwhile if the whole
// is to fit together; each page does by itself.

namespace kaskad::store {

// The rows in order of table and key, and histories, as a database takes them; its positions and the chain's head are
// the taker's to set.
struct walked_page {
    batch rows;
    std::deque<std::string> octets;  // owns what the rows point to
};

class table_walk {
  public:
    explicit table_walk(view& from) : view_{from} {}

    const database_tally& seen() const { return seen_; }

    // Nothing is left: empty. Throws failure.
    std::optional<walked_page> next();

  private:
    walked_page read_messages();
    std::optional<walked_page> read_table();
    std::optional<walked_page> read_days();
    void add_range(walked_page& page, size_t table, const std::string& from, const std::string& to);
    void add_history(walked_page& page, core::message_id id);
    void add(walked_page& page, size_t table, stored_row row);
    void mark_posting(row& row);
    void begin_table(size_t table);

    view& view_;
    database_tally seen_;
    core::now now_;  // of the newest message so far: generations of the taker go by it
    size_t table_ = 0;
    std::string from_;  // the lowest key that is not read yet
    size_t limit_ = 1;
    bool has_days_ = false;             // they were read
    std::vector<bool> named_postings_;  // by sequence: a history names it
};

}  // namespace kaskad::store
