#include "store/table_walk.hpp"

#include "engine/facts/history.hpp"
#include "store/day_root_row.hpp"
#include "store/record_access.hpp"
#include "store/sqlite_tables.hpp"

#include <algorithm>
#include <utility>

namespace kaskad::store {

namespace {

constexpr size_t TABLES = database_tally::HISTORY;
constexpr size_t MESSAGES_PER_PAGE = 500;
constexpr size_t ROWS_PER_PAGE_MAX = 2'000;
// A page aims at so many octets: rows of price books have megabytes, most others a few hundred octets.
constexpr size_t OCTETS_PER_PAGE = 2 * 1024 * 1024;
constexpr size_t GROWTH_MAX = 8;

constexpr char LAST_ATTEMPT = '\xFF';

// The lowest key behind it; none behind the highest. Keys of one integer keep their width.
std::optional<std::string> key_behind(size_t table, std::string key) {
    if (!sqlite_table_at(table).has_id()) return key + '\0';
    for (size_t i = key.size(); i-- > 0;) {
        key[i] = static_cast<char>(static_cast<uint8_t>(key[i]) + 1);
        if (key[i] != 0) return key;
    }
    return std::nullopt;
}

// They come with their messages.
bool hangs_on_messages(size_t table) {
    return table == table_of<facts::message_text>() || table == table_of<facts::attempt_decision>();
}

core::message_id id_of(const stored_row& message) {
    return first_message(sqlite_table_at(table_of<facts::message>()), message.key);
}

size_t octets_of(const std::vector<stored_row>& rows) {
    size_t octets = 0;
    for (const auto& row : rows)
        octets += row.key.size() + row.octets.size();
    return octets;
}

}  // namespace

std::optional<walked_page> table_walk::next() {
    static_assert(std::is_same_v<std::variant_alternative_t<0, facts::record>, facts::message>);
    const snapshot still{view_};
    if (table_ == 0) return read_messages();
    while (table_ < TABLES) {
        if (auto page = read_table()) return page;
        begin_table(table_ + 1);
    }
    return read_days();
}

// A few hundred octets each: those of many years make one page.
std::optional<walked_page> table_walk::read_days() {
    if (std::exchange(has_days_, true)) return std::nullopt;
    walked_page page;
    page.rows.now = now_;
    page.rows.days = view_.days({});
    for (const auto& day : page.rows.days)
        seen_[database_tally::DAYS].add(std::to_string(day.day), octets_of(day));
    page.rows.seals = view_.seals();
    for (const auto& seal : page.rows.seals)
        seen_[database_tally::SEALS].add(core::to_string(seal.before), seal.totals + std::string{octets_of(seal.hash)});
    return page;
}

void table_walk::begin_table(size_t table) {
    table_ = table;
    while (hangs_on_messages(table_))
        ++table_;
    from_ = FIRST_KEY;
    limit_ = 1;
}

// What lies between the ids of two pages is read with the later one, and with the last all that is left, so that
// nothing is passed over.
walked_page table_walk::read_messages() {
    walked_page page;
    auto found = view_.range(table_of<facts::message>(), {.from = from_, .to = LAST_KEY, .limit = MESSAGES_PER_PAGE});
    const auto behind = found.size() < MESSAGES_PER_PAGE ? std::nullopt : key_behind(0, found.back().key);
    const auto last = behind ? found.back().key : LAST_KEY;
    for (auto& message : found) {
        const auto id = id_of(message);
        now_.utc_ms = core::utc_ms_of(id);
        add_history(page, id);
        add(page, table_of<facts::message>(), std::move(message));
    }
    add_range(page, table_of<facts::message_text>(), from_, last);
    add_range(page, table_of<facts::attempt_decision>(), from_, behind ? last + LAST_ATTEMPT : LAST_KEY);
    page.rows.now = now_;
    if (behind) {
        from_ = *behind;
    } else {
        begin_table(1);
    }
    return page;
}

std::optional<walked_page> table_walk::read_table() {
    auto found = view_.range(table_, {.from = from_, .to = LAST_KEY, .limit = limit_});
    if (found.empty()) return std::nullopt;
    const auto fitting = OCTETS_PER_PAGE * found.size() / std::max<size_t>(octets_of(found), 1);
    limit_ = std::clamp<size_t>(fitting, 1, std::min(limit_ * GROWTH_MAX, ROWS_PER_PAGE_MAX));
    const auto behind = key_behind(table_, found.back().key);
    walked_page page;
    for (auto& row : found)
        add(page, table_, std::move(row));
    page.rows.now = now_;
    if (behind) {
        from_ = *behind;
    } else {
        begin_table(table_ + 1);
    }
    return page;
}

void table_walk::add_range(walked_page& page, size_t table, const std::string& from, const std::string& to) {
    for (auto& row : view_.range(table, {.from = from, .to = to}))
        add(page, table, std::move(row));
}

// One row, however many batches wrote it.
void table_walk::add_history(walked_page& page, core::message_id id) {
    auto& octets = page.octets.emplace_back();
    for (const auto& row : view_.history(id))
        octets += row;
    const auto read = facts::decode_history(octets);
    if (!read) throw failure{"the database is damaged: a row of table history cannot be read"};
    for (const auto& entry : read->entries) {
        if (entry.posting == 0) continue;
        if (named_postings_.size() <= entry.posting) named_postings_.resize(entry.posting + 1);
        named_postings_[entry.posting] = true;
    }
    seen_[database_tally::HISTORY].add(core::to_string(id), octets);
    if (!octets.empty()) page.rows.history.push_back({.message = id, .facts = octets});
}

void table_walk::add(walked_page& page, size_t table, stored_row row) {
    seen_[table].add(row.key, row.octets);
    const auto& key = page.octets.emplace_back(std::move(row.key));
    const auto& record = page.octets.emplace_back(std::move(row.octets));
    auto& added = page.rows.rows.emplace_back(store::row{.table = table, .key = key, .record = record});
    if (table == table_of<billing::posting>()) mark_posting(added);
}

void table_walk::mark_posting(row& row) {
    const auto posting = decode_as<billing::posting>(row.record);
    row.message = posting.message;
    row.is_in_history = posting.sequence < named_postings_.size() && named_postings_[posting.sequence];
}

}  // namespace kaskad::store
