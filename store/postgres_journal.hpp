#pragma once

#include "store/journal.hpp"
#include "store/postgres_connection.hpp"
#include "store/postgres_lease.hpp"
#include "store/postgres_segment.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

// The journal in PostgreSQL. An append is one statement, which is one transaction with one sync at the server. After a
// lost connection nothing is guessed: the new one ends the older epoch, so that what was under way is settled, and
// looks at what stands behind the last confirmed group; what is there counts once the same append is repeated.

namespace kaskad::store {

struct postgres_journal_options {
    postgres_options server;
    uint32_t node = 0;
    uint64_t begins_behind = 0;  // a journal that is made now has no position up to it: a move took them
    uint64_t segment_octets = 64 * 1024 * 1024;         // a larger append gets a segment of its own
    std::function<void(const std::string&)> on_notice;  // one line for the log: the start waits
};

class postgres_journal : public journal {
  public:
    static result<std::unique_ptr<postgres_journal>> open(postgres_journal_options options);

    uint64_t first_position() const override { return segments_.front().first_position; }
    uint64_t last_position() const override { return end_.position; }
    uint64_t bytes() const override;

    result<void> append(std::span<const journal_entry> entries) override;
    result<void> replay(uint64_t from, const journal_sink& sink) const override;
    result<void> trim(uint64_t up_to) override;

  private:
    // A group that is there.
    struct place {
        uint64_t position = 0;
        uint32_t crc = 0;
    };

    explicit postgres_journal(postgres_journal_options options);

    void welcome(postgres_session& session);
    void load_segments(postgres_session& session);
    place load_end(postgres_session& session);
    void check_end(const postgres_session& session, const place& found) const;
    void load_in_doubt(postgres_session& session, const place& found);
    void create_segment(postgres_session& session, const place& before);
    void drop_segment(postgres_session& session);
    void write(postgres_session& session, std::span<const journal_entry> entries);
    size_t confirm_in_doubt(const postgres_session& session, std::span<const journal_entry> entries, place& last) const;
    size_t count_fitting(std::span<const journal_entry> entries) const;
    void write_run(postgres_session& session, std::span<const journal_entry> entries, place& last);
    void replay_segment(postgres_session& session, size_t index, uint64_t from, const journal_sink& sink) const;
    [[noreturn]] void fail_damaged(const postgres_session& session, uint64_t position) const;

    postgres_journal_options options_;
    postgres_lease lease_;
    std::vector<postgres_segment> segments_;  // never empty once open
    place end_;                               // the last confirmed group
    std::vector<place> in_doubt_;             // what stands behind it, from an append whose answer was lost
    bool opened_ = false;
    std::chrono::steady_clock::time_point next_trim_{};
    mutable postgres_connection connection_;  // last: its welcome uses all above
};

}  // namespace kaskad::store
