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
    std::is_same_v<T, facts::idempotency> || std::is_same_v<T, facts::event> ||
    std::is_same_v<T, facts::inbound_text> || std::is_same_v<T, facts::inbound_part> ||
    std::is_same_v<T, facts::estimate> || std::is_same_v<T, facts::learnt_number> ||
    std::is_same_v<T, facts::checkpoint> || std::is_same_v<T, facts::quota_use> ||
    std::is_same_v<T, facts::exchange_rate> || std::is_same_v<T, billing::invoice> || std::is_same_v<T, facts::contact>;

template <size_t Place>
sqlite_table make_table() {
    using type = std::variant_alternative_t<Place, facts::record>;
    const size_t octets = is_composite<type> ? 0 : facts::key_of(facts::record{type{}}).size();
    ASSERT(octets <= sizeof(int64_t));
    constexpr bool is_message = std::is_same_v<type, facts::message>;
    constexpr bool begins_with_message =
        is_message || std::is_same_v<type, facts::message_text> || std::is_same_v<type, facts::attempt_decision>;
    constexpr bool is_in_generations = begins_with_message || std::is_same_v<type, facts::operator_message> ||
                                       std::is_same_v<type, facts::idempotency>;
    return {.name = facts::table_name(Place),
            .id_octets = octets,
            .is_message = is_message,
            .is_in_generations = is_in_generations,
            .begins_with_message = begins_with_message};
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

namespace {

constexpr size_t MESSAGE_OCTETS = sizeof(core::message_id::value);

core::message_id message_of(std::string_view key) {
    core::message_id id;
    for (const char octet : key.substr(0, MESSAGE_OCTETS))
        id.value = id.value << 8 | static_cast<uint8_t>(octet);
    return id;
}

}  // namespace

core::message_id first_message(const sqlite_table& table, std::string_view key) {
    if (!table.begins_with_message || key.size() < MESSAGE_OCTETS) return {0};
    return message_of(key);
}

core::message_id last_message(const sqlite_table& table, std::string_view key) {
    constexpr core::message_id LAST{std::numeric_limits<uint64_t>::max()};
    if (!table.begins_with_message || key.size() < MESSAGE_OCTETS) return LAST;
    return message_of(key);
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
