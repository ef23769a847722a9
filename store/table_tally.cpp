#include "store/table_tally.hpp"

#include "core/crc32c.hpp"
#include "engine/facts/key.hpp"

#include <fmt/format.h>

#include <functional>
#include <numeric>

namespace kaskad::store {

void table_tally::add(std::string_view key, std::string_view record) {
    const std::array links{crc, core::crc32c(key), core::crc32c(record)};
    crc = core::crc32c({reinterpret_cast<const char*>(links.data()), sizeof links});
    octets += key.size() + record.size();
    ++rows;
}

uint64_t database_tally::rows() const {
    return std::transform_reduce(tables_.begin(), tables_.end(), uint64_t{0}, std::plus{},
                                 [](const table_tally& each) { return each.rows; });
}

uint64_t database_tally::octets() const {
    return std::transform_reduce(tables_.begin(), tables_.end(), uint64_t{0}, std::plus{},
                                 [](const table_tally& each) { return each.octets; });
}

std::string_view tally_name(size_t table) {
    if (table == database_tally::DAYS) return "day_root";
    if (table == database_tally::SEALS) return "seal";
    return table == database_tally::HISTORY ? "history" : facts::table_name(table);
}

std::optional<std::string> difference(const database_tally& from, const database_tally& to) {
    for (size_t table = 0; table < database_tally::COUNT; ++table) {
        if (from[table] == to[table]) continue;
        return fmt::format("table {} had {} rows ({} octets, check {:08x}), {} are there ({} octets, check {:08x})",
                           tally_name(table), from[table].rows, from[table].octets, from[table].crc, to[table].rows,
                           to[table].octets, to[table].crc);
    }
    return std::nullopt;
}

}  // namespace kaskad::store
