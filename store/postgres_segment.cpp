#include "store/postgres_segment.hpp"

#include "core/crc32c.hpp"

#include <fmt/format.h>

namespace kaskad::store {

namespace {

void put_little_endian(std::string& out, uint64_t value, size_t octets) {
    for (size_t i = 0; i < octets; ++i)
        out.push_back(static_cast<char>(value >> (8 * i) & 0xFF));
}

constexpr uint64_t PAGE_ROWS = 1'000;
constexpr uint64_t PAGE_OCTETS = 8 * 1024 * 1024;

}  // namespace

std::string postgres_segment::table() const {
    return fmt::format("journal_{:020}", first_position);
}

std::string postgres_segment::create_sql() const {
    // The octets do not shrink by compression enough to be worth the time on the path of a message.
    return fmt::format(
        "CREATE TABLE {0} (position bigint PRIMARY KEY, previous_crc bigint NOT NULL, crc bigint NOT NULL, "
        "octets bytea NOT NULL) WITH (autovacuum_enabled = off, toast.autovacuum_enabled = off); "
        "ALTER TABLE {0} ALTER COLUMN octets SET STORAGE EXTERNAL; "
        "INSERT INTO journal_segment VALUES ({1}, {2})",
        table(), first_position, previous_crc);
}

std::string postgres_segment::append_sql(const std::string& with_held) const {
    return fmt::format(
        "{}INSERT INTO {} (position, previous_crc, crc, octets) SELECT row.* FROM held, "
        "unnest($2::bigint[], $3::bigint[], $4::bigint[], $5::bytea[]) AS row (position, previous_crc, crc, octets)",
        with_held, table());
}

std::string postgres_segment::page_sql() const {
    return fmt::format(
        "SELECT position, previous_crc, crc, octets FROM (SELECT position, previous_crc, crc, octets, "
        "sum(octet_length(octets)) OVER (ORDER BY position) - octet_length(octets) AS octets_before FROM {} "
        "WHERE position BETWEEN $1 AND $2 ORDER BY position LIMIT {}) AS page WHERE octets_before < {} "
        "ORDER BY position",
        table(), PAGE_ROWS, PAGE_OCTETS);
}

uint32_t group_crc(uint64_t position, uint32_t previous_crc, std::string_view octets) {
    std::string covered;
    put_little_endian(covered, position, sizeof position);
    put_little_endian(covered, previous_crc, sizeof previous_crc);
    put_little_endian(covered, core::crc32c(octets), sizeof(uint32_t));
    return core::crc32c(covered);
}

}  // namespace kaskad::store
