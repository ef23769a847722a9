#include "store/postgres_journal.hpp"

#include "core/assert.hpp"
#include "store/postgres_schema.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace kaskad::store {

namespace {

// A start reads more than any statement afterwards.
constexpr std::chrono::minutes START_STATEMENT{10};
// After a trim that failed, as beside a dump that holds the table.
constexpr std::chrono::seconds TRIM_AGAIN{30};

uint32_t crc_at(const postgres_rows& rows, size_t row, int column) {
    return static_cast<uint32_t>(rows.integer(row, column));
}

uint64_t position_at(const postgres_rows& rows, size_t row, int column = 0) {
    return static_cast<uint64_t>(rows.integer(row, column));
}

}  // namespace

postgres_journal::postgres_journal(postgres_journal_options options)
    : options_{std::move(options)},
      lease_{lease_of::journal, options_.node},
      connection_{options_.server, [this](postgres_session& session) { welcome(session); }} {
    ASSERT(options_.segment_octets > 0);
}

result<std::unique_ptr<postgres_journal>> postgres_journal::open(postgres_journal_options options) {
    return guarded([&] {
        std::unique_ptr<postgres_journal> journal{new postgres_journal{std::move(options)}};
        journal->connection_.open(journal->options_.on_notice);
        return journal;
    });
}

uint64_t postgres_journal::bytes() const {
    return std::accumulate(segments_.begin(), segments_.end(), uint64_t{0},
                           [](uint64_t sum, const postgres_segment& segment) { return sum + segment.octets; });
}

void postgres_journal::welcome(postgres_session& session) {
    session.set_patience(START_STATEMENT);
    if (!opened_) migrate(session);
    lease_.take(session, options_.server.lock_patience);
    // After this point nothing of an older session can take effect.
    load_segments(session);
    const auto found = load_end(session);
    if (opened_) {
        check_end(session, found);
        load_in_doubt(session, found);
    } else {
        end_ = found;
    }
    session.set_patience(options_.server.statement_timeout);
    opened_ = true;
}

void postgres_journal::load_segments(postgres_session& session) {
    segments_.clear();
    const auto rows = session.run("SELECT first_position, previous_crc FROM journal_segment ORDER BY first_position");
    for (size_t row = 0; row < rows.size(); ++row) {
        auto& segment = segments_.emplace_back();
        segment = {.first_position = position_at(rows, row), .previous_crc = crc_at(rows, row, 1)};
        segment.octets =
            position_at(session.run(fmt::format("SELECT pg_total_relation_size('{}')", segment.table())), 0);
    }
    if (segments_.empty()) create_segment(session, {.position = options_.begins_behind});
}

postgres_journal::place postgres_journal::load_end(postgres_session& session) {
    auto& last = segments_.back();
    const auto sums = session.run(
        fmt::format("SELECT count(*), coalesce(sum(octet_length(octets)), 0)::bigint FROM {}", last.table()));
    const auto count = position_at(sums, 0);
    last.octets = position_at(sums, 0, 1) + count * ROW_OVERHEAD;
    if (count == 0) return {.position = last.first_position - 1, .crc = last.previous_crc};
    const auto row =
        session.run(fmt::format("SELECT position, crc FROM {} ORDER BY position DESC LIMIT 1", last.table()));
    const place found{.position = position_at(row, 0), .crc = crc_at(row, 0, 1)};
    if (found.position != last.first_position + count - 1) {
        throw failure{
            fmt::format("PostgreSQL at {}: the journal is damaged: {} does not hold every group from "
                        "position {} to {}",
                        session.place(), last.table(), last.first_position, found.position)};
    }
    return found;
}

// What was confirmed once must be there, whatever server answers now.
void postgres_journal::check_end(const postgres_session& session, const place& found) const {
    const bool is_same = found.position > end_.position || (found.position == end_.position && found.crc == end_.crc);
    if (is_same) return;
    throw failure{
        fmt::format("PostgreSQL at {}: its journal ends at position {}, but position {} was confirmed: this "
                    "is another journal, or its end is lost",
                    session.place(), found.position, end_.position)};
}

void postgres_journal::load_in_doubt(postgres_session& session, const place& found) {
    in_doubt_.clear();
    if (found.position == end_.position) return;
    uint32_t previous = end_.crc;
    for (const auto& segment : segments_) {
        const auto rows =
            session.run(fmt::format("SELECT position, previous_crc, crc FROM {} WHERE position > {} ORDER BY position",
                                    segment.table(), end_.position));
        for (size_t row = 0; row < rows.size(); ++row) {
            if (crc_at(rows, row, 1) != previous) fail_damaged(session, position_at(rows, row));
            previous = crc_at(rows, row, 2);
            in_doubt_.push_back({.position = position_at(rows, row), .crc = previous});
        }
    }
}

void postgres_journal::create_segment(postgres_session& session, const place& before) {
    const postgres_segment segment{.first_position = before.position + 1, .previous_crc = before.crc};
    session.begin();
    lease_.check(session);
    session.run(segment.create_sql());
    session.commit();
    // After this point the segment is part of the journal.
    if (!segments_.empty()) session.forget(segments_.back().append_sql(lease_.with_held()));
    segments_.push_back(segment);
}

result<void> postgres_journal::append(std::span<const journal_entry> entries) {
    return guarded([&] { connection_.use([&](postgres_session& session) { write(session, entries); }); });
}

void postgres_journal::write(postgres_session& session, std::span<const journal_entry> entries) {
    place last = end_;
    for (size_t done = confirm_in_doubt(session, entries, last); done < entries.size();) {
        const auto rest = entries.subspan(done);
        size_t count = count_fitting(rest);
        if (count == 0) {
            create_segment(session, last);
            count = count_fitting(rest);
        }
        ASSERT(count > 0);
        write_run(session, rest.first(count), last);
        done += count;
    }
    // After this point the groups are durable.
    end_ = last;
    in_doubt_.clear();
}

// The repeated append finds itself: how many of its groups are there already.
size_t postgres_journal::confirm_in_doubt(const postgres_session& session, std::span<const journal_entry> entries,
                                          place& last) const {
    if (in_doubt_.size() > entries.size()) fail_damaged(session, in_doubt_.back().position);
    for (size_t index = 0; index < in_doubt_.size(); ++index) {
        const auto& entry = entries[index];
        last = {.position = entry.position, .crc = group_crc(entry.position, last.crc, entry.octets)};
        const auto& found = in_doubt_[index];
        if (found.position != last.position || found.crc != last.crc) fail_damaged(session, found.position);
    }
    return in_doubt_.size();
}

size_t postgres_journal::count_fitting(std::span<const journal_entry> entries) const {
    uint64_t octets = segments_.back().octets;
    size_t count = 0;
    // A segment takes at least one group, however large.
    while (count < entries.size()) {
        octets += entries[count].octets.size() + ROW_OVERHEAD;
        if (octets > options_.segment_octets && octets != entries[0].octets.size() + ROW_OVERHEAD) break;
        ++count;
    }
    return count;
}

void postgres_journal::write_run(postgres_session& session, std::span<const journal_entry> entries, place& last) {
    using kind = postgres_array::kind;
    postgres_array positions{kind::integers};
    postgres_array previous{kind::integers};
    postgres_array crcs{kind::integers};
    postgres_array octets{kind::octets};
    uint64_t size = 0;
    for (const auto& entry : entries) {
        ASSERT(entry.position == last.position + 1);
        positions.add(static_cast<int64_t>(entry.position));
        previous.add(int64_t{last.crc});
        last = {.position = entry.position, .crc = group_crc(entry.position, last.crc, entry.octets)};
        crcs.add(int64_t{last.crc});
        octets.add(entry.octets);
        size += entry.octets.size() + ROW_OVERHEAD;
    }
    postgres_arguments arguments;
    arguments.add(lease_.epoch()).add(positions).add(previous).add(crcs).add(octets);
    const auto written = session.run(segments_.back().append_sql(lease_.with_held()), arguments);
    if (written.affected() != entries.size()) lease_.fail_fenced(session);
    segments_.back().octets += size;
}

result<void> postgres_journal::replay(uint64_t from, const journal_sink& sink) const {
    return guarded([&] {
        if (from < first_position()) {
            throw failure{fmt::format("the journal begins at position {}, {} was asked for", first_position(), from)};
        }
        connection_.use([&](postgres_session& session) {
            for (size_t index = 0; index < segments_.size(); ++index)
                replay_segment(session, index, from, sink);
        });
    });
}

void postgres_journal::replay_segment(postgres_session& session, size_t index, uint64_t from,
                                      const journal_sink& sink) const {
    const auto& segment = segments_[index];
    const bool is_last = index + 1 == segments_.size();
    const auto last = is_last ? end_.position : std::min(end_.position, segments_[index + 1].first_position - 1);
    uint64_t next = std::max(from, segment.first_position);
    std::optional<uint32_t> previous;
    if (next == segment.first_position) previous = segment.previous_crc;
    while (next <= last) {
        const auto rows = session.run(segment.page_sql(), postgres_arguments{}.add(next).add(last));
        if (rows.is_empty()) fail_damaged(session, next);
        for (size_t row = 0; row < rows.size(); ++row, ++next) {
            const auto octets = rows.octets(row, 3);
            const auto before = crc_at(rows, row, 1);
            const bool joins = position_at(rows, row) == next && before == previous.value_or(before);
            if (!joins || crc_at(rows, row, 2) != group_crc(next, before, octets)) fail_damaged(session, next);
            previous = crc_at(rows, row, 2);
            sink({.position = next, .octets = octets});
        }
    }
    if (!is_last && previous.value_or(segments_[index + 1].previous_crc) != segments_[index + 1].previous_crc)
        fail_damaged(session, next);
}

result<void> postgres_journal::trim(uint64_t up_to) {
    const auto is_needless = [&] { return segments_.size() == 1 || segments_[1].first_position > up_to + 1; };
    if (is_needless() || std::chrono::steady_clock::now() < next_trim_) return {};
    auto trimmed = guarded([&] {
        connection_.use([&](postgres_session& session) {
            while (!is_needless())
                drop_segment(session);
        });
    });
    if (!trimmed) next_trim_ = std::chrono::steady_clock::now() + TRIM_AGAIN;
    return trimmed;
}

void postgres_journal::drop_segment(postgres_session& session) {
    const auto& first = segments_.front();
    session.begin();
    lease_.check(session);
    session.run(
        fmt::format("SET LOCAL lock_timeout = 200; DROP TABLE {}; "
                    "DELETE FROM journal_segment WHERE first_position = {}",
                    first.table(), first.first_position));
    session.commit();
    segments_.erase(segments_.begin());
}

void postgres_journal::fail_damaged(const postgres_session& session, uint64_t position) const {
    throw failure{
        fmt::format("PostgreSQL at {}: the journal is damaged at position {}: the group is missing, changed "
                    "or another's",
                    session.place(), position)};
}

}  // namespace kaskad::store
