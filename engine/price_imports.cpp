#include "engine/price_imports.hpp"

#include "core/assert.hpp"
#include "engine/price_notice.hpp"
#include "engine/reply.hpp"
#include "routing/price_replacement.hpp"

#include <algorithm>
#include <expected>
#include <iterator>
#include <ranges>
#include <utility>

namespace kaskad::engine {

namespace {

using facts::refusal;
using facts::refusal_code;
using routing::price_owner;
using routing::price_row;
using rows = std::vector<price_row>;

struct owner {
    price_owner kind = price_owner::price_list;
    uint32_t id = facts::DEFAULT_PRICE_LIST.value;
    core::currency currency{};  // of a client's prices

    bool has(const facts::price_import& import) const { return import.owner == kind && import.owner_id == id; }
};

template <typename Map>
auto find_by_name(const Map& map, const std::string& name) {
    return std::ranges::find(map, name, [](const auto& entry) -> const std::string& { return entry.second.name; });
}

checked<owner> find_owner(const world& memory, const facts::price_owner_name& name) {
    if (!name.link.empty() && !name.client.empty())
        return refuse(refusal_code::invalid_declaration, "client", "prices are of a link or of a client, not of both");
    if (!name.link.empty()) {
        const auto found = find_by_name(memory.links, name.link);
        if (found == memory.links.end()) return refuse(refusal_code::not_found, "link", "no such link");
        return owner{price_owner::link, found->first.value, {}};
    }
    if (name.client.empty()) return owner{};
    const auto found = find_by_name(memory.clients, name.client);
    if (found == memory.clients.end()) return refuse(refusal_code::not_found, "client", "no such client");
    const auto contract = memory.contracts.find(found->first);
    const bool has_other = contract != memory.contracts.end() && contract->second.priced_in != core::currency{};
    return owner{price_owner::client, found->first.value,
                 has_other ? contract->second.priced_in : found->second.currency};
}

std::string line_of(const price_row& row) {
    return row.line == 0 ? std::string{} : "line " + std::to_string(row.line) + ": ";
}

checked<void> check_rows(const world& memory, const rows& sheet, const owner& of) {
    if (sheet.empty()) return refuse(refusal_code::invalid_declaration, "rows", "the sheet has no prices");
    const bool has_currency = of.kind == price_owner::client;
    const auto other =
        std::ranges::find_if(sheet, [&](const price_row& row) { return has_currency && row.currency != of.currency; });
    if (other != sheet.end()) {
        return refuse(refusal_code::invalid_declaration, "rows",
                      line_of(*other) + "the client's prices are in " + core::to_string(of.currency));
    }
    const auto declared = routing::rows_of(memory.prices_record.rows, of.kind, of.id);
    if (const auto* same = find_same(sheet, declared)) {
        return refuse(refusal_code::invalid_declaration, "rows",
                      "declared_in_config: " + line_of(*same) + "a [[price]] of the configuration says what " +
                          describe(*same) + " costs; take it out there, or out of the sheet");
    }
    return {};
}

// The book of the declared rows and these, and who has to be told of it.
struct made_book {
    facts::price_book book;
    std::vector<price_notice> notices;
};

// Leaves the index that the world then need not build again: of many rows that takes longest. `field`: of what the
// rows are refused for.
checked<made_book> make_book(turn& turn, rows imported, std::string field) {
    const auto& present = turn.memory.prices_record;
    facts::price_book made{.version = present.version + 1, .digest = present.digest};
    const auto count = imported.size();
    imported.insert(imported.end(), present.rows.begin(), present.rows.end());
    auto built = routing::price_book::build(made.version, imported);
    if (!built) {
        return refuse(refusal_code::invalid_declaration, "rows",
                      "line " + std::to_string(built.error().row) + ": " + built.error().why);
    }
    price_rows after{*built};
    after.add(imported);
    auto notices = check_notices(turn, after, std::move(field));
    if (!notices) return std::unexpected(notices.error());
    // After this point the book must be recorded.
    turn.memory.prices = std::move(*built);
    imported.resize(count);
    for (auto& row : imported)
        row.line = 0;
    made.rows = present.rows;
    made.imported = std::move(imported);
    return made_book{std::move(made), std::move(*notices)};
}

// The owner's newest one, undone or not; its rows before are the only ones that are kept.
const facts::price_import* last_import(const world& memory, const owner& of) {
    const auto newest_first = memory.imports | std::views::values | std::views::reverse;
    const auto found = std::ranges::find_if(newest_first, [&](const auto& import) { return of.has(import); });
    return found == newest_first.end() ? nullptr : &*found;
}

void add_forgotten(const turn& turn, std::vector<facts::change>& changes) {
    const auto& imports = turn.memory.imports;
    auto next = imports.begin();
    for (auto count = imports.size() + 1; count > turn.limits.imports_max && next != imports.end(); --count, ++next)
        changes.push_back({facts::price_import{.id = next->first}, true});
}

facts::price_import make_import(const turn& turn, facts::price_import about, const owner& of, uint32_t version) {
    about.id = turn.memory.node.last_import + 1;
    about.owner = of.kind;
    about.owner_id = of.id;
    about.imported_utc = turn.now.utc_ms;
    about.version = version;
    about.before = routing::rows_of(turn.memory.prices_record.imported, of.kind, of.id);
    about.undone_by.clear();
    about.undone_utc = 0;
    return about;
}

checked<facts::prices_changed> import(turn& turn, facts::import_prices& command) {
    const auto& memory = turn.memory;
    const auto of = find_owner(memory, command.owner);
    if (!of) return std::unexpected(of.error());
    const auto& present = memory.prices_record;
    if (command.version != present.version) {
        return refuse(refusal_code::prices_moved, "version",
                      "version " + std::to_string(present.version) +
                          " of the prices holds, the difference was made from " + std::to_string(command.version) +
                          "; look at it again");
    }
    auto sheet = std::move(command.rows);
    for (auto& row : sheet) {
        row.owner = of->kind;
        row.owner_id = of->id;
    }
    if (const auto ok = check_rows(memory, sheet, *of); !ok) return std::unexpected(ok.error());
    auto standing =
        routing::rows_that_stay(present.imported, sheet, {of->kind, of->id, command.about.is_full, turn.now.utc_ms});
    standing.reserve(standing.size() + sheet.size() + present.rows.size());
    std::ranges::move(sheet, std::back_inserter(standing));
    auto done = make_book(turn, std::move(standing), "rows");
    if (!done) return std::unexpected(done.error());
    auto& book = done->book;
    auto made = make_import(turn, std::move(command.about), *of, book.version);
    const facts::prices_changed told{made.id, book.version};
    auto node = memory.node;
    node.last_import = made.id;
    std::vector<facts::change> changes;
    if (const auto* earlier = last_import(memory, *of); earlier != nullptr && !earlier->before.empty()) {
        auto emptied = *earlier;
        emptied.before.clear();
        changes.push_back({std::move(emptied)});
    }
    changes.push_back({std::move(book)});
    changes.push_back({std::move(made)});
    changes.push_back({node});
    add_forgotten(turn, changes);
    turn.emit({.kind = facts::fact_kind::prices_imported,
               .note = "version " + std::to_string(told.version),
               .changes = std::move(changes)});
    tell_notices(turn, done->notices);
    return told;
}

checked<facts::prices_changed> undo(turn& turn, const facts::undo_import& command) {
    const auto found = turn.memory.imports.find(command.import);
    if (found == turn.memory.imports.end()) return refuse(refusal_code::not_found, "import", "no such import");
    auto undone = found->second;
    const owner of{undone.owner, undone.owner_id, {}};
    if (undone.undone_utc != 0) return refuse(refusal_code::not_undoable, "import", "it is undone already");
    if (const auto* last = last_import(turn.memory, of); last->id != undone.id) {
        return refuse(refusal_code::not_undoable, "import",
                      "import " + std::to_string(last->id) + " came after it; only the last one can be taken back");
    }
    // A [[price]] that was declared since would meet its double.
    const auto declared = routing::rows_of(turn.memory.prices_record.rows, of.kind, of.id);
    if (const auto* same = find_same(undone.before, declared)) {
        return refuse(refusal_code::invalid_declaration, "import",
                      "declared_in_config: a [[price]] of the configuration now says what " + describe(*same) +
                          " costs; take it out there first");
    }
    rows standing;
    std::ranges::copy_if(turn.memory.prices_record.imported, std::back_inserter(standing),
                         [&](const auto& row) { return row.owner != of.kind || row.owner_id != of.id; });
    std::ranges::move(undone.before, std::back_inserter(standing));
    auto done = make_book(turn, std::move(standing), "import");
    if (!done) return std::unexpected(done.error());
    undone.before.clear();
    undone.undone_by = command.by;
    undone.undone_utc = turn.now.utc_ms;
    const facts::prices_changed told{undone.id, done->book.version};
    turn.emit({.kind = facts::fact_kind::import_undone,
               .note = "import " + std::to_string(undone.id),
               .changes = changes_of(std::move(done->book), std::move(undone))});
    tell_notices(turn, done->notices);
    return told;
}

void answer(turn& turn, facts::token reply_to, checked<facts::prices_changed> result) {
    turn.send(facts::answer{reply_to, 0, result ? facts::reply{*result} : facts::reply{std::move(result.error())}});
}

}  // namespace

const price_row* find_same(std::span<const price_row> rows, std::span<const price_row> others) {
    if (others.empty()) return nullptr;
    const routing::price_places places{others};
    const auto found = std::ranges::find_if(rows, [&](const auto& row) { return places.has(row); });
    return found == rows.end() ? nullptr : &*found;
}

std::string describe(const price_row& row) {
    std::string text = "everything else";
    for (const auto* named : {&row.mccmnc, &row.country, &row.mcc, &row.prefix}) {
        if (!named->empty()) text = *named;
    }
    if (row.klass > 0)
        text += " of class " + std::string{core::to_string(static_cast<core::message_class>(row.klass - 1))};
    return text;
}

void handle(turn& turn, const facts::query_prices& command) {
    const auto of = find_owner(turn.memory, command.owner);
    if (!of) return turn.send(facts::answer{command.reply_to, 0, of.error()});
    const auto& book = turn.memory.prices_record;
    facts::owner_prices told{.version = book.version, .owner = of->kind, .owner_id = of->id};
    told.declared = routing::rows_of(book.rows, of->kind, of->id);
    told.imported = routing::rows_of(book.imported, of->kind, of->id);
    for (const auto& import : turn.memory.imports | std::views::values | std::views::reverse) {
        if (!of->has(import)) continue;
        // Without the rows before it, which may be many.
        told.imports.push_back({import.id,
                                import.owner,
                                import.owner_id,
                                import.file,
                                import.sha256,
                                import.form,
                                import.is_full,
                                import.by,
                                import.imported_utc,
                                import.version,
                                import.changes,
                                {},
                                import.undone_by,
                                import.undone_utc});
    }
    turn.send(facts::answer{command.reply_to, 0, std::move(told)});
}

void handle(turn& turn, facts::import_prices& command) {
    answer(turn, command.reply_to, import(turn, command));
}

void handle(turn& turn, const facts::undo_import& command) {
    answer(turn, command.reply_to, undo(turn, command));
}

}  // namespace kaskad::engine
