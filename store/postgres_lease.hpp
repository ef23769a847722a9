#pragma once

#include "store/postgres_session.hpp"

#include <cstdint>
#include <optional>
#include <string>

// Keeps a second process off the same data, and settles what a lost connection left open. A lock that lives with the
// connection refuses whoever comes while we are here. A row counts epochs: each new connection begins one, each commit
// asks for its own, so nothing that an older connection, or a process that was taken for dead, had under way can take
// effect later. Who finds another's name in the row is out for good.

namespace kaskad::store {

enum class lease_of : uint8_t { journal = 1, database = 2 };

class postgres_lease {
  public:
    // `node`: who else than this node's gateway may never take it; empty = not asked.
    postgres_lease(lease_of what, std::optional<uint32_t> node);

    // On every new session, first of all: when it returns, what older sessions had under way is committed or undone.
    // Fails retryably while another session holds the lock, for good when the lease went to another process.
    void take(postgres_session& session, std::chrono::milliseconds patience);

    // A condition for every commit: `FROM held` has a row only in our epoch, which cannot end before the commit. Its
    // parameter is $1.
    std::string with_held() const;
    int64_t epoch() const { return epoch_; }
    // The same condition as a statement of its own, for the transaction it is called in.
    void check(postgres_session& session) const;
    // What a commit that found no row says.
    [[noreturn]] void fail_fenced(const postgres_session& session) const;

  private:
    void lock(postgres_session& session, std::chrono::milliseconds patience);
    bool try_lock(postgres_session& session) const;
    void end_own_older_session(postgres_session& session) const;
    std::string describe_holder(postgres_session& session) const;

    lease_of what_;
    std::optional<uint32_t> node_;
    std::string holder_;  // this process, by chance
    int64_t epoch_ = 0;   // 0: never taken
};

}  // namespace kaskad::store
