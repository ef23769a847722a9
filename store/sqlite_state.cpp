#include "store/sqlite_state.hpp"

#include "store/day_root_row.hpp"

#include <algorithm>

namespace kaskad::store {

namespace {

billing::day_root day_at(const sqlite_statement& row) {
    billing::day_root day{.day = static_cast<uint32_t>(row.integer(0)),
                          .first = static_cast<uint64_t>(row.integer(1)),
                          .last = static_cast<uint64_t>(row.integer(2))};
    set_hashes(day, row.octets(3), row.octets(4), row.octets(5));
    return day;
}

}  // namespace

database_state read_state(sqlite_statement& state) {
    database_state found;
    if (!state.step()) throw failure{"the database is damaged: table meta is empty"};
    found.position = static_cast<uint64_t>(state.integer(0));
    found.now = {.steady_ms = state.integer(1), .utc_ms = state.integer(2)};
    found.postings.sequence = static_cast<uint64_t>(state.integer(3));
    const auto hash = state.octets(4);
    if (hash.size() != found.postings.hash.size()) throw failure{"the database is damaged: meta.posting_hash"};
    std::ranges::copy(hash, found.postings.hash.begin());
    state.reset();
    return found;
}

std::vector<billing::day_root> read_days(sqlite_statement& days, const day_range& range) {
    days.bind(1, range.from).bind(2, range.to);
    std::vector<billing::day_root> found;
    while (days.step())
        found.push_back(day_at(days));
    return found;
}

billing::day_root read_last_day(sqlite_statement& last) {
    const auto found = last.step() ? day_at(last) : billing::day_root{};
    last.reset();
    return found;
}

void put_day(sqlite_statement& put, const billing::day_root& day) {
    const auto peaks = octets_of(day.peaks);
    put.bind(1, day.day).bind(2, static_cast<int64_t>(day.first)).bind(3, static_cast<int64_t>(day.last));
    put.bind_octets(4, octets_of(day.head)).bind_octets(5, octets_of(day.root)).bind_octets(6, peaks).run();
}

std::vector<billing::seal> read_seals(sqlite_statement& seals) {
    std::vector<billing::seal> found;
    while (seals.step()) {
        billing::seal seal{.number = static_cast<uint64_t>(seals.integer(0)),
                           .before = {static_cast<uint64_t>(seals.integer(1))},
                           .totals = std::string{seals.octets(2)}};
        set_hash(seal, seals.octets(3));
        found.push_back(std::move(seal));
    }
    return found;
}

void put_seal(sqlite_connection& to, const billing::seal& seal) {
    auto put = to.prepare("INSERT OR REPLACE INTO seal (number, before_message, totals, hash) VALUES (?, ?, ?, ?)");
    put.bind(1, static_cast<int64_t>(seal.number)).bind(2, static_cast<int64_t>(seal.before.value));
    put.bind_text(3, seal.totals).bind_octets(4, octets_of(seal.hash)).run();
}

}  // namespace kaskad::store
