#include "store/postgres_lease.hpp"

#include "core/assert.hpp"

#include <fmt/format.h>

#include <chrono>
#include <random>
#include <thread>

namespace kaskad::store {

namespace {

// Names our advisory locks among those of other programs in the same database: "KSKD".
constexpr int LOCK_CLASS = 0x4B534B44;
constexpr std::chrono::milliseconds TRY_EVERY{100};

std::string make_name() {
    std::random_device chance;
    return fmt::format("{:08x}{:08x}{:08x}{:08x}", chance(), chance(), chance(), chance());
}

std::string_view name_of(lease_of what) {
    return what == lease_of::journal ? "journal" : "database";
}

// Rows of pg_locks with our lock.
std::string our_lock(lease_of what) {
    return fmt::format(
        "locktype = 'advisory' AND granted AND classid = {}::bigint::oid AND objid = {}::oid AND objsubid = 2 "
        "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
        LOCK_CLASS, static_cast<int>(what));
}

}  // namespace

postgres_lease::postgres_lease(lease_of what, std::optional<uint32_t> node)
    : what_{what}, node_{node}, holder_{make_name()} {}

std::string postgres_lease::with_held() const {
    return fmt::format("WITH held AS MATERIALIZED (SELECT 1 FROM lease WHERE name = '{}' AND epoch = $1 FOR SHARE) ",
                       name_of(what_));
}

bool postgres_lease::try_lock(postgres_session& session) const {
    const auto rows =
        session.run(fmt::format("SELECT pg_try_advisory_lock({}, {})", LOCK_CLASS, static_cast<int>(what_)));
    return rows.boolean(0, 0);
}

// A connection that was cut may live on at the server's side, in the middle of a statement.
void postgres_lease::end_own_older_session(postgres_session& session) const {
    session.run(
        fmt::format("SELECT pg_terminate_backend(pid, 1000) FROM pg_locks WHERE {} "
                    "AND pid = (SELECT backend FROM lease WHERE name = '{}' AND holder = '{}')",
                    our_lock(what_), name_of(what_), holder_));
}

std::string postgres_lease::describe_holder(postgres_session& session) const {
    const auto rows =
        session.run(fmt::format("SELECT format('%s, server process %s', coalesce(host(client_addr), 'local'), pid) "
                                "FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE {}",
                                our_lock(what_)));
    return rows.is_empty() ? "gone by now" : rows.text(0, 0);
}

void postgres_lease::lock(postgres_session& session, std::chrono::milliseconds patience) {
    const auto deadline = std::chrono::steady_clock::now() + patience;
    while (!try_lock(session)) {
        if (epoch_ != 0) end_own_older_session(session);
        if (std::chrono::steady_clock::now() >= deadline) {
            throw failure{fmt::format("PostgreSQL at {}: the {} is in use by another process ({})", session.place(),
                                      name_of(what_), describe_holder(session)),
                          epoch_ != 0};
        }
        std::this_thread::sleep_for(TRY_EVERY);
    }
}

void postgres_lease::take(postgres_session& session, std::chrono::milliseconds patience) {
    lock(session, patience);
    const auto node = node_ ? std::to_string(*node_) : "NULL";
    const auto condition = epoch_ != 0 ? fmt::format("holder = '{}'", holder_)
                                       : fmt::format("(node IS NULL OR {0} IS NULL OR node = {0})", node);
    const auto rows = session.run(
        fmt::format("UPDATE lease SET epoch = epoch + 1, holder = '{}', backend = pg_backend_pid(), node = {} "
                    "WHERE name = '{}' AND {} RETURNING epoch",
                    holder_, node, name_of(what_), condition));
    if (rows.is_empty() && epoch_ != 0) fail_fenced(session);
    if (rows.is_empty()) {
        throw failure{fmt::format("PostgreSQL at {}: its {} belongs to another node, this is node {}", session.place(),
                                  name_of(what_), node)};
    }
    epoch_ = rows.integer(0, 0);
    ASSERT(epoch_ > 0);
}

void postgres_lease::check(postgres_session& session) const {
    const auto rows = session.run(with_held() + "SELECT count(*) FROM held", postgres_arguments{}.add(epoch_));
    if (rows.integer(0, 0) != 1) fail_fenced(session);
}

void postgres_lease::fail_fenced(const postgres_session& session) const {
    throw failure{
        error{.text = fmt::format("PostgreSQL at {}: another process has taken over the {}; this one must end",
                                  session.place(), name_of(what_)),
              .taken_over = true}};
}

}  // namespace kaskad::store
