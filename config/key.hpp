#pragma once

#include "config/form.hpp"
#include "config/section.hpp"

#include <fmt/format.h>

#include <concepts>
#include <cstdint>
#include <functional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

// The kinds of keys a section is made of. `member` is where the value goes: a pointer to member, or a function from the
// record to a reference. Each kind says what it expects and what it found instead.

namespace kaskad::config {

// min, min + step, ... max
struct whole_range {
    int64_t min = 0;
    int64_t max = 0;
    int64_t step = 1;
};

// "1 to 65535", "8 or 16"
std::string to_string(whole_range range);

// A key of tables; `limit` of them at most.
struct table_about {
    std::string name;
    size_t limit = 0;
};

// False, and said, where the value is of another kind.
bool is_kind(const value& found, value_kind expected, const place& where);

// The same for a string, with a word for what it means.
bool is_text(const value& found, std::string_view expected, const place& where);

template <typename T>
struct keys_of {
    template <typename Member>
    static key<T> whole(std::string name, Member member, whole_range range, std::string doc) {
        const auto read = [member, range](const value& found, T& out, const place& where) {
            if (!is_kind(found, value_kind::whole, where)) return;
            if (found.number < range.min || found.number > range.max || (found.number - range.min) % range.step != 0) {
                return where.complain(found.at, fmt::format("must be {}, is {}", to_string(range), found.number));
            }
            auto& place_for_it = std::invoke(member, out);
            place_for_it = static_cast<std::remove_reference_t<decltype(place_for_it)>>(found.number);
        };
        const auto show = [member](const T& record) { return std::to_string(std::invoke(member, record)); };
        return {{std::move(name), "whole number", to_string(range), "", false, std::move(doc)}, read, show, {}};
    }

    template <typename Member>
    static key<T> flag(std::string name, Member member, std::string doc) {
        const auto read = [member](const value& found, T& out, const place& where) {
            if (is_kind(found, value_kind::flag, where)) std::invoke(member, out) = found.number != 0;
        };
        const auto show = [member](const T& record) { return std::invoke(member, record) ? "true" : "false"; };
        return {{std::move(name), "true or false", "", "", false, std::move(doc)}, read, show, {}};
    }

    template <typename Member, typename V>
    static key<T> text(std::string name, Member member, form<V> written_as, std::string doc) {
        const auto read = [member, written_as](const value& found, T& out, const place& where) {
            if (!is_text(found, written_as.expected, where)) return;
            auto parsed = written_as.parse(found.text);
            if (!parsed) return where.complain(found.at, parsed.error());
            std::invoke(member, out) = std::move(*parsed);
        };
        const auto show = [member, written_as](const T& record) {
            return quoted(written_as.show(std::invoke(member, record)));
        };
        return {{std::move(name), written_as.type, written_as.range, "", false, std::move(doc)}, read, show, {}};
    }

    // A date, or a date with a time; without an offset it is UTC. 0 = not written.
    template <typename Member>
    static key<T> moment(std::string name, Member member, std::string doc) {
        const auto read = [member](const value& found, T& out, const place& where) {
            if (is_kind(found, value_kind::moment, where)) std::invoke(member, out) = found.number;
        };
        const auto show = [member](const T& record) {
            const int64_t utc_ms = std::invoke(member, record);
            return utc_ms == 0 ? std::string{} : moment_text(utc_ms);
        };
        return {{std::move(name), "date", "", "", false, std::move(doc)}, read, show, {}};
    }

    template <typename Member, typename V>
    static key<T> list(table_about about, Member member, form<V> written_as, std::string doc) {
        const auto read = [about, member, written_as](const value& found, T& out, const place& where) {
            if (!is_kind(found, value_kind::list, where)) return;
            if (found.items.size() > about.limit) {
                return where.complain(found.at, fmt::format("at most {} are allowed", about.limit));
            }
            for (const auto& item : found.items) {
                if (!is_kind(item, value_kind::text, where)) continue;
                auto parsed = written_as.parse(item.text);
                if (!parsed) {
                    where.complain(item.at, parsed.error());
                } else {
                    std::invoke(member, out).push_back(std::move(*parsed));
                }
            }
        };
        const auto show = [member, written_as](const T& record) {
            std::string text = "[";
            for (const auto& item : std::invoke(member, record))
                text += (text.size() > 1 ? ", " : "") + quoted(written_as.show(item));
            return text + "]";
        };
        auto type = fmt::format("list of {}", written_as.type);
        return {{about.name, std::move(type), written_as.range, "", false, std::move(doc)}, read, show, {}};
    }

    // [name]
    template <typename Member, typename U>
    static key<T> table(std::string name, Member member, section<U> inner) {
        const auto read = [member, inner](const value& found, T& out, const place& where) {
            if (is_kind(found, value_kind::table, where)) read_section(inner, found, std::invoke(member, out), where);
        };
        const auto describe = [member, inner](const T& record, const std::string& path, auto& out) {
            describe_section(inner, static_cast<const U&>(std::invoke(member, record)), {path, false, "", {}}, out);
        };
        return {{std::move(name), "table", "", "", false, inner.doc}, read, {}, describe};
    }

    // [[name]]
    template <typename Member, typename U>
    static key<T> tables(table_about about, Member member, section<U> inner) {
        const auto read = [about, member, inner](const value& found, T& out, const place& where) {
            if (found.kind == value_kind::table) {
                return where.complain(found.at, fmt::format("expected [[{0}]], found [{0}]", where.path));
            }
            if (!is_kind(found, value_kind::list, where)) return;
            if (found.items.size() > about.limit) {
                return where.complain(found.items[about.limit].at, fmt::format("at most {} are allowed", about.limit));
            }
            for (const auto& item : found.items) {
                if (!is_kind(item, value_kind::table, where)) continue;
                read_section(inner, item, std::invoke(member, out).emplace_back(), where);
            }
        };
        const auto describe = [inner](const T&, const std::string& path, auto& out) {
            describe_section(inner, U{}, {path, true, "", {}}, out);
        };
        return {{about.name, "list of tables", "", "", false, inner.doc}, read, {}, describe};
    }

    static key<T> required(key<T> wanted) {
        wanted.text.is_required = true;
        return wanted;
    }

    // Its value when it is not written is no value anybody could write.
    static key<T> without_default(key<T> wanted) {
        wanted.show = [](const T&) { return std::string{}; };
        return wanted;
    }
};

}  // namespace kaskad::config
