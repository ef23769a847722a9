#include "store/database.hpp"

#include "engine/facts/key.hpp"
#include "store/day_root_row.hpp"
#include "store/view.hpp"

#include <fmt/format.h>

namespace kaskad::store {

namespace {

std::string hex(std::string_view octets) {
    constexpr std::string_view DIGITS = "0123456789abcdef";
    std::string text;
    text.reserve(octets.size() * 2);
    for (const char octet : octets) {
        const auto value = static_cast<uint8_t>(octet);
        text += DIGITS[value >> 4];
        text += DIGITS[value & 15];
    }
    return text;
}

// A message's key is its id, big endian.
core::message_id id_of(const stored_row& message) {
    uint64_t value = 0;
    for (const char octet : message.key)
        value = value << 8 | static_cast<uint8_t>(octet);
    return {value};
}

// Facts only, not the rows they are packed in: those depend on where batches ended.
std::string history_of(reader& from, core::message_id id) {
    const auto view = from.read_message(id);
    if (!view) throw failure{view.error().text, view.error().retryable};
    std::string octets;
    facts::encode(facts::history{view->history}, octets);
    return hex(octets);
}

// What no record of the engine holds.
std::string books_of(database& from) {
    const auto view = from.make_view();
    if (!view) throw failure{view.error()};
    std::string text;
    const snapshot still{**view};
    for (const auto& day : (*view)->days({}))
        text += fmt::format("day {} {}\n", day.day, hex(octets_of(day)));
    for (const auto& seal : (*view)->seals())
        text += fmt::format("seal {} {} {}{}\n", seal.number, core::to_string(seal.before), seal.totals,
                            hex(octets_of(seal.hash)));
    return text;
}

}  // namespace

facts::fetch_result fetch(reader& from, const facts::fetch_request& request) {
    auto found = from.read(request);
    if (!found) return {.position = 0, .records = {}, .failed = true};
    return std::move(*found);
}

result<std::unique_ptr<reader>> database::make_reader() {
    auto made = make_view();
    if (!made) return std::unexpected(made.error());
    return std::make_unique<view_reader>(std::move(*made));
}

result<void> check_is_whole(uint64_t position) {
    if (!is_half_moved(position)) return {};
    return std::unexpected(error{.text = "the database holds a part of another one: a move into it did not end. Run "
                                         "the same `kaskad migrate` again: it begins anew"});
}

result<std::string> canonical(database& from) {
    return guarded([&] {
        const auto state = from.state();
        if (!state) throw failure{state.error().text, state.error().retryable};
        auto text = fmt::format("position {} steady {} utc {} postings {} {}\n", state->position, state->now.steady_ms,
                                state->now.utc_ms, state->postings.sequence, billing::to_string(state->postings.hash));
        const auto reader = from.make_reader();
        if (!reader) throw failure{reader.error().text, reader.error().retryable};
        for (size_t table = 0; table < std::variant_size_v<facts::record>; ++table) {
            const auto rows = from.rows(table);
            if (!rows) throw failure{rows.error().text, rows.error().retryable};
            for (const auto& row : *rows) {
                text += fmt::format("{} {} {}\n", facts::table_name(table), hex(row.key), hex(row.octets));
                if (table == 0) text += fmt::format("history {}\n", history_of(**reader, id_of(row)));
            }
        }
        return text + books_of(from);
    });
}

}  // namespace kaskad::store
