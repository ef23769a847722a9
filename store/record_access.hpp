#pragma once

#include "engine/facts/codec.hpp"
#include "engine/facts/key.hpp"
#include "engine/facts/scan.hpp"
#include "store/view.hpp"

#include <optional>
#include <string>
#include <vector>

// Typed records out of a view's octets. Throws failure when stored octets are no record of their table.

namespace kaskad::store {

// The table that holds T.
template <typename T>
size_t table_of() {
    static const size_t table = facts::table_of(facts::record{T{}});
    return table;
}

template <typename T>
T decode_as(std::string_view octets) {
    auto record = facts::decode_record(octets);
    auto* value = record ? facts::find_in<T>(*record) : nullptr;
    if (!value) {
        throw failure{"the database is damaged: a row of table " + std::string{facts::table_name(table_of<T>())} +
                      " cannot be read"};
    }
    return std::move(*value);
}

// By what a message is found, out of its stored record.
inline facts::scanned_message scan_message(std::string_view record) {
    const auto scanned = facts::scan_message(record);
    if (!scanned) throw failure{"the database is damaged: a row of table message cannot be read"};
    return *scanned;
}

// `key` is any value with the key members set.
// It goes by a cascade and has not ended.
inline bool is_open_cascade(const facts::scanned_message& message) {
    return message.by_cascade && !facts::is_final(message.state);
}

template <typename T>
std::optional<T> find(view& from, const T& key) {
    const auto octets = from.find(table_of<T>(), facts::key_of(key));
    if (!octets) return std::nullopt;
    return decode_as<T>(*octets);
}

// From the key of `first` to the key of `last`.
template <typename T>
std::vector<T> range(view& from, const T& first, const T& last, size_t limit = NO_LIMIT) {
    std::vector<T> found;
    const key_range keys{.from = facts::key_of(first), .to = facts::key_of(last), .limit = limit};
    for (const auto& row : from.range(table_of<T>(), keys))
        found.push_back(decode_as<T>(row.octets));
    return found;
}

inline const std::string FIRST_KEY{};
inline const std::string LAST_KEY(16, '\xFF');

template <typename T>
std::vector<T> all(view& from, size_t limit = NO_LIMIT, bool last_first = false) {
    std::vector<T> found;
    const key_range keys{.from = FIRST_KEY, .to = LAST_KEY, .limit = limit, .last_first = last_first};
    for (const auto& row : from.range(table_of<T>(), keys))
        found.push_back(decode_as<T>(row.octets));
    return found;
}

}  // namespace kaskad::store
