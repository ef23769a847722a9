#include "store/sqlite_postings.hpp"

#include "engine/facts/scan.hpp"
#include "store/record_access.hpp"
#include "store/sqlite_merge.hpp"
#include "store/sqlite_tables.hpp"
#include "store/sqlite_writer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

namespace kaskad::store {

namespace {

// Rows by their first column, an id. Of ids that lie close to each other the next is found sooner by stepping on than
// by a new search.
class id_walk {
  public:
    // rows: in that order, from the id that is bound to 1.
    explicit id_walk(sqlite_statement& rows) : rows_{rows} {}
    ~id_walk() { rows_.reset(); }
    id_walk(const id_walk&) = delete;
    id_walk& operator=(const id_walk&) = delete;

    // Whether it stands on a row of that id. Ids that are asked for rise.
    bool find(core::message_id id) {
        const auto wanted = static_cast<int64_t>(id.value);
        for (int steps = 0; steps < STEPS_MAX && is_begun_ && here_ < wanted; ++steps)
            step();
        if (!is_begun_ || here_ < wanted) search(wanted);
        return here_ == wanted;
    }
    void step() { here_ = rows_.step() ? rows_.integer(0) : BEHIND_ALL; }

  private:
    static constexpr int STEPS_MAX = 8;
    static constexpr auto BEHIND_ALL = std::numeric_limits<int64_t>::max();

    void search(int64_t wanted) {
        is_begun_ = true;
        rows_.reset();
        rows_.bind(1, wanted);
        step();
    }

    sqlite_statement& rows_;
    int64_t here_ = 0;
    bool is_begun_ = false;
};

// Of postings that are booked one behind the other a row is read once. The sequences rise.
std::vector<std::string> postings_at(std::span<const uint64_t> sequences, sqlite_prepared& statements) {
    auto& row = statements.of("SELECT id, records FROM posting WHERE id <= ? ORDER BY id DESC LIMIT 1");
    uint64_t first = 0;
    std::vector<std::string_view> records;
    std::vector<std::string> found;
    for (const auto sequence : sequences) {
        if (sequence - first >= records.size()) {
            row.reset();
            records.clear();
            if (row.bind(1, static_cast<int64_t>(sequence)).step()) {
                first = static_cast<uint64_t>(row.integer(0));
                records = facts::split_records(row.octets(1));
            }
        }
        if (sequence - first >= records.size())
            throw failure{"the database is damaged: a posting that a history names is not there"};
        found.emplace_back(records[sequence - first]);
    }
    row.reset();
    return found;
}

}  // namespace

std::vector<stored_row> postings_within(const key_range& range, sqlite_prepared& statements) {
    const auto& kind = sqlite_table_at(table_of<billing::posting>());
    const auto from = to_id(kind, range.from);
    const auto to = to_id(kind, range.to);
    constexpr auto BEFORE = static_cast<int64_t>(sqlite_writer::POSTINGS_PER_ROW_MAX) - 1;
    auto& statement = statements.of("SELECT id, records FROM posting WHERE id BETWEEN ? AND ? ORDER BY id");
    statement.bind(1, std::max<int64_t>(from, BEFORE) - BEFORE).bind(2, to);
    std::vector<stored_row> found;
    const auto is_enough = [&] { return !range.last_first && found.size() >= range.limit; };
    while (!is_enough() && statement.step()) {
        auto sequence = statement.integer(0);
        for (const auto record : facts::split_records(statement.octets(1))) {
            if (sequence >= from && sequence <= to)
                found.push_back({.key = to_key(kind, sequence), .octets = std::string{record}});
            ++sequence;
        }
    }
    statement.reset();
    return in_order(std::move(found), range);
}

std::vector<std::string> postings_about(std::span<const core::message_id> messages, sqlite_prepared& statements,
                                        const sqlite_generations& generations) {
    std::vector<uint64_t> sequences;
    each_history_row(statements, generations, messages, [&](std::string_view facts) {
        if (!facts::append_named_postings(facts, sequences))
            throw failure{"the database is damaged: a row of table history cannot be read"};
    });
    auto& unnamed =
        statements.of("SELECT message, posting FROM posting_message WHERE message >= ? ORDER BY message, posting");
    id_walk walk{unnamed};
    for (const auto id : messages)
        for (; walk.find(id); walk.step())
            sequences.push_back(static_cast<uint64_t>(unnamed.integer(1)));
    std::ranges::sort(sequences);
    return postings_at(sequences, statements);
}

void each_history_row(sqlite_prepared& statements, const sqlite_generations& generations,
                      std::span<const core::message_id> messages, const std::function<void(std::string_view)>& sink) {
    for (auto left = messages; !left.empty();) {
        const auto generation = generations.of(left.front());
        auto& last =
            statements.of(fmt::format("SELECT id, history_last FROM work_{} WHERE id >= ? ORDER BY id", generation));
        auto& row = statements.of(fmt::format("SELECT previous, facts FROM history_{} WHERE id = ?", generation));
        id_walk walk{last};
        for (; !left.empty() && generations.of(left.front()) == generation; left = left.subspan(1)) {
            int64_t at = walk.find(left.front()) ? last.integer(1) : 0;
            for (; at != 0; row.reset()) {
                if (!row.bind(1, at).step()) throw failure{"the database is damaged: the chain of a history is broken"};
                sink(row.octets(1));
                at = row.integer(0);
            }
        }
    }
}

}  // namespace kaskad::store
