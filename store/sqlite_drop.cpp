#include "store/sqlite_drop.hpp"

#include "store/sqlite_generation.hpp"
#include "store/sqlite_tables.hpp"

#include <fmt/format.h>

#include <iterator>

namespace kaskad::store {

namespace {

void drop_generation(sqlite_connection& connection, int64_t number) {
    for (const auto* name : {"work", "history"})
        connection.run(fmt::format("DROP TABLE {}_{}", name, number));
    for (size_t place = 0; place < std::variant_size_v<facts::record>; ++place) {
        const auto& table = sqlite_table_at(place);
        if (table.is_in_generations) connection.run(fmt::format("DROP TABLE {}_{}", table.name, number));
    }
    connection.run(fmt::format("DELETE FROM generation WHERE number = {}", number));
}

}  // namespace

core::message_id droppable_in(sqlite_connection& connection, core::message_id wanted) {
    sqlite_generations generations;
    generations.read(connection);
    core::message_id found;
    const auto& all = generations.all();
    for (auto next = std::next(all.begin()); next != all.end() && next->first_message <= wanted; ++next)
        found = next->first_message;
    return found;
}

void drop_generations(sqlite_connection& connection, core::message_id before) {
    sqlite_generations generations;
    generations.read(connection);
    const auto& all = generations.all();
    for (auto next = std::next(all.begin()); next != all.end() && next->first_message <= before; ++next)
        drop_generation(connection, std::prev(next)->number);
}

}  // namespace kaskad::store
