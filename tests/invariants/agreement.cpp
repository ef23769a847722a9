#include "tests/invariants/agreement.hpp"

#include "engine/facts/codec.hpp"
#include "engine/facts/key.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>
#include <unordered_map>

namespace kaskad::invariants {

namespace {

std::string hex(std::string_view octets) {
    std::string text;
    for (const char octet : octets)
        fmt::format_to(std::back_inserter(text), "{:02x}", static_cast<uint8_t>(octet));
    return text;
}

// Postings get their hashes on the way into the database; the chain is checked by itself.
std::string unchained(size_t table, const std::string& octets) {
    static const size_t POSTINGS = facts::table_of(facts::record{billing::posting{}});
    if (table != POSTINGS) return octets;
    auto record = facts::decode_record(octets);
    auto* row = record ? std::get_if<billing::posting>(&*record) : nullptr;
    if (!row) return octets;
    row->previous = {};
    row->hash = {};
    return facts::encoded(*row);
}

using table_rows = std::unordered_map<std::string, std::string>;

table_rows read(store::database& from, size_t table, complaints& broken) {
    table_rows found;
    const auto rows = from.rows(table);
    if (!rows) {
        broken.push_back(fmt::format("table {} cannot be read: {}", facts::table_name(table), rows.error().text));
        return found;
    }
    for (const auto& row : *rows)
        found.emplace(row.key, unchained(table, row.octets));
    return found;
}

}  // namespace

void agreement::take(const facts::group& group) {
    for (const auto& fact : group.facts) {
        for (const auto& change : fact.changes) {
            auto& value = last_[{facts::table_of(change.after), facts::key_of(change.after)}];
            if (change.gone) {
                value.reset();
            } else {
                value = facts::encoded(change.after);
            }
        }
    }
}

void agreement::compare(store::database& with, complaints& broken) const {
    std::optional<size_t> current;
    table_rows stored;
    for (const auto& [place, value] : last_) {
        const auto& [table, key] = place;
        if (current != table) stored = read(with, table, broken);
        current = table;
        const auto found = stored.find(key);
        const bool has = found != stored.end();
        if (has != value.has_value()) {
            broken.push_back(fmt::format("{} {} is {} by the journal and {} in the database", facts::table_name(table),
                                         hex(key), value ? "there" : "gone", has ? "there" : "missing"));
        } else if (has && found->second != unchained(table, *value)) {
            broken.push_back(fmt::format("{} {} has another value in the database than in the journal",
                                         facts::table_name(table), hex(key)));
        }
    }
}

void compare_whole(store::database& made_by_groups, store::database& with, complaints& broken) {
    const auto expected = store::canonical(made_by_groups);
    const auto found = store::canonical(with);
    if (!expected || !found) return broken.push_back("a database cannot be read whole");
    if (*expected == *found) return;
    std::istringstream left{*expected};
    std::istringstream right{*found};
    std::string by_journal;
    std::string in_database;
    while (std::getline(left, by_journal) && std::getline(right, in_database) && by_journal == in_database) {
    }
    constexpr size_t SHOWN = 160;
    broken.push_back(fmt::format("the database is not what the journal makes: first \"{}\" instead of \"{}\"",
                                 in_database.substr(0, SHOWN), by_journal.substr(0, SHOWN)));
}

}  // namespace kaskad::invariants
