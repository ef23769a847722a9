#include "store/postgres_tables.hpp"

#include "core/assert.hpp"
#include "engine/facts/key.hpp"
#include "store/record_access.hpp"

#include <fmt/format.h>

#include <variant>
#include <vector>

namespace kaskad::store {

namespace {

constexpr size_t ID_OCTETS = 8;
constexpr size_t PART_OCTETS = 1;  // behind the message's id in the key of an operator's id

using message_place = postgres_table::message_place;

message_place place_of_message(size_t table) {
    if (table == table_of<facts::message>() || table == table_of<facts::message_text>()) return message_place::is_key;
    if (table == table_of<facts::attempt_decision>()) return message_place::begins_key;
    if (table == table_of<facts::operator_message>()) return message_place::ends_key;
    return message_place::none;
}

std::vector<postgres_table> make_tables() {
    std::vector<postgres_table> tables;
    for (size_t place = 0; place < std::variant_size_v<facts::record>; ++place)
        tables.push_back({sqlite_table_at(place), place_of_message(place)});
    return tables;
}

}  // namespace

core::message_id postgres_table::message_in(std::string_view key) const {
    ASSERT(is_by_message() && key.size() >= ID_OCTETS);
    const auto begin = message == message_place::ends_key ? key.size() - PART_OCTETS - ID_OCTETS : 0;
    core::message_id id;
    for (const char octet : key.substr(begin, ID_OCTETS))
        id.value = id.value << 8 | static_cast<uint8_t>(octet);
    return id;
}

std::string postgres_table::put_sql() const {
    const auto column = key_column();
    const std::string_view type = has_id() ? "bigint" : "bytea";
    if (!names_message()) {
        return fmt::format(
            "INSERT INTO {0} ({1}, record) SELECT * FROM unnest($1::{2}[], $2::bytea[]) "
            "ON CONFLICT ({1}) DO UPDATE SET record = excluded.record",
            name, column, type);
    }
    return fmt::format(
        "INSERT INTO {0} ({1}, record, message) SELECT * FROM unnest($1::{2}[], $2::bytea[], $3::bigint[]) "
        "ON CONFLICT ({1}, message) DO UPDATE SET record = excluded.record",
        name, column, type);
}

std::string postgres_table::remove_sql() const {
    return fmt::format("DELETE FROM {} WHERE {} = ANY ($1::{}[])", name, key_column(), has_id() ? "bigint" : "bytea");
}

const postgres_table& postgres_table_at(size_t place) {
    static const auto tables = make_tables();
    ASSERT(place < tables.size());
    return tables[place];
}

}  // namespace kaskad::store
