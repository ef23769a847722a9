#include "store/sqlite_tables.hpp"

#include "core/assert.hpp"
#include "engine/facts/key.hpp"

#include <array>
#include <limits>
#include <type_traits>
#include <utility>
#include <variant>

namespace kaskad::store {

namespace {

constexpr size_t COUNT = std::variant_size_v<facts::record>;

// Keys of several members.
template <typename T>
constexpr bool is_composite =
    std::is_same_v<T, facts::attempt_decision> || std::is_same_v<T, facts::operator_message> ||
    std::is_same_v<T, facts::idempotency> || std::is_same_v<T, facts::event>;

template <size_t Place>
sqlite_table make_table() {
    using type = std::variant_alternative_t<Place, facts::record>;
    const size_t octets = is_composite<type> ? 0 : facts::key_of(facts::record{type{}}).size();
    ASSERT(octets <= sizeof(int64_t));
    return {.name = facts::table_name(Place), .id_octets = octets};
}

template <size_t... Places>
std::array<sqlite_table, COUNT> make_tables(std::index_sequence<Places...>) {
    return {make_table<Places>()...};
}

}  // namespace

const sqlite_table& sqlite_table_at(size_t place) {
    static const auto tables = make_tables(std::make_index_sequence<COUNT>{});
    ASSERT(place < tables.size());
    return tables[place];
}

int64_t to_id(const sqlite_table& table, std::string_view key) {
    ASSERT(table.has_id());
    if (key.size() < table.id_octets) return std::numeric_limits<int64_t>::min();
    if (key.size() > table.id_octets) return std::numeric_limits<int64_t>::max();
    uint64_t value = 0;
    for (const char octet : key)
        value = value << 8 | static_cast<uint8_t>(octet);
    return static_cast<int64_t>(value);
}

std::string to_key(const sqlite_table& table, int64_t id) {
    std::string key;
    for (size_t i = table.id_octets; i-- > 0;)
        key.push_back(static_cast<char>(static_cast<uint64_t>(id) >> (8 * i) & 0xFF));
    return key;
}

}  // namespace kaskad::store
