#pragma once

#include "config/problem.hpp"
#include "config/spelling.hpp"
#include "config/value.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <concepts>
#include <functional>
#include <string>
#include <vector>

// A section of the file as data: its keys with type, range, default and meaning. The same table reads the file, writes
// the key reference and says what a reload would change, so an option without documentation cannot exist.

namespace kaskad::config {

// A table that remembers where it was written, for what can only be judged when all is read.
struct written {
    const value* source = nullptr;  // lives as long as the values that were read

    bool has(std::string_view key) const { return source != nullptr && source->find(key) != nullptr; }
    // Of the key's value; of the table where the key is absent.
    position at(std::string_view key) const;
};

// One key in words. shown: its value as TOML; empty = none unless written.
struct key_text {
    std::string name;
    std::string type;
    std::string range;
    std::string shown;
    bool is_required = false;
    std::string doc;
};

// path: "api", "engine.class.otp", "link"; is_list: [[link]] instead of [link].
struct section_text {
    std::string path;
    bool is_list = false;
    std::string doc;
    std::vector<key_text> keys;
};

// Where the value being read stands, for complaints about it.
struct place {
    problems& found;
    std::string path;

    place inside(std::string_view key) const;
    void complain(position at, std::string text) const { found.add(at, path, std::move(text)); }
};

template <typename T>
struct key {
    key_text text;
    std::function<void(const value&, T&, const place&)> read;
    std::function<std::string(const T&)> show;                                               // plain keys
    std::function<void(const T&, const std::string&, std::vector<section_text>&)> describe;  // tables
};

template <typename T>
struct section {
    std::string doc;
    std::vector<config::key<T>> keys;
};

template <typename T>
std::vector<std::string> names_of(const section<T>& known) {
    std::vector<std::string> names;
    for (const auto& key : known.keys)
        names.push_back(key.text.name);
    return names;
}

template <typename T>
void read_section(const section<T>& known, const value& table, T& out, const place& where) {
    if constexpr (std::derived_from<T, written>) out.source = &table;
    for (const auto& [name, at, inner] : table.members) {
        const auto key = std::ranges::find(known.keys, name, [](const auto& each) { return each.text.name; });
        if (key == known.keys.end()) {
            where.inside(name).complain(at, "unknown key" + suggestion(name, names_of(known)));
        } else {
            key->read(inner, out, where.inside(name));
        }
    }
    for (const auto& key : known.keys) {
        if (!key.text.is_required || table.find(key.text.name) != nullptr) continue;
        where.inside(key.text.name).complain(table.at, "missing: " + key.text.doc);
    }
}

// Appends the section and those inside it, with the values that `shown` has: the defaults, or those in force.
template <typename T>
void describe_section(const section<T>& known, const T& shown, section_text head, std::vector<section_text>& out) {
    head.doc = known.doc;
    for (const auto& key : known.keys) {
        if (key.describe) continue;
        head.keys.push_back(key.text);
        if (!key.text.is_required) head.keys.back().shown = key.show(shown);
    }
    const auto path = head.path;
    if (!head.keys.empty() || head.is_list) out.push_back(std::move(head));
    for (const auto& key : known.keys) {
        if (key.describe) key.describe(shown, path.empty() ? key.text.name : path + "." + key.text.name, out);
    }
}

}  // namespace kaskad::config
