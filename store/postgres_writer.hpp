#pragma once

#include "store/database.hpp"
#include "store/postgres_session.hpp"

#include <set>
#include <span>
#include <vector>

// The statements that write a batch: one for all rows of a table that are put, one for those that go, in order of key.
// Knows rows and columns, not transactions: the database begins and commits.

namespace kaskad::store {

void write_state(postgres_session& session, const database_state& state);
void write_days(postgres_session& session, std::span<const billing::day_root> days);
void write_seal(postgres_session& session, const billing::seal& seal);

class postgres_writer {
  public:
    // `batch` must outlive the writer.
    explicit postgres_writer(const batch& batch);

    // The months whose partitions the batch needs (postgres_partitions.hpp).
    const std::set<int>& months() const { return months_; }

    void write(postgres_session& session) const;

  private:
    struct posting_columns {
        int month = 0;
        core::message_id message;
    };

    void note_months();
    void write_postings(postgres_session& session) const;

    const batch& batch_;
    std::set<int> months_;
    std::vector<posting_columns> postings_;  // of the batch's rows of that table, in their order
};

}  // namespace kaskad::store
