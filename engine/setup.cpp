#include "engine/setup.hpp"

#include "core/assert.hpp"
#include "engine/client_admin.hpp"
#include "engine/holds.hpp"
#include "engine/money.hpp"
#include "engine/money_orders.hpp"
#include "engine/named.hpp"
#include "engine/price_imports.hpp"
#include "engine/tree_check.hpp"

#include <algorithm>
#include <expected>
#include <set>

namespace kaskad::engine {

namespace {

using facts::fact_kind;

class declaration {
  public:
    explicit declaration(turn& turn) : turn_{turn} {}

    std::vector<std::string> take() { return std::move(changes_); }

    void link(const facts::link& wanted);
    void client(const facts::declared_client& wanted);
    void remove_missing(const facts::declare& command);
    void prices(const facts::declare& command);
    void plan(const facts::declare& command);

  private:
    void endpoint(core::client_id owner, const facts::endpoint& wanted);
    void remove(facts::link value);
    void remove(facts::client value);
    void remove(facts::endpoint value);
    void say(std::string text) { changes_.push_back(std::move(text)); }

    turn& turn_;
    std::vector<std::string> changes_;
};

// What traffic taught is of the operator, not of the declaration.
void keep_learnt(const facts::link& known, facts::link& value) {
    if (known.host != value.host || known.system_id != value.system_id) return;
    value.learnt_ids = known.learnt_ids;
    value.learnt_receipts = known.learnt_receipts;
}

void keep_limit_day(const facts::link& known, facts::link& value) {
    value.limit_day_utc = known.limit_day_utc;
    value.cost_before = known.cost_before;
}

// Sealing gives another text each time; a bind ends only where its password did change.
void keep_seal(const facts::link& known, facts::link& value) {
    if (known.password_digest == value.password_digest) value.password_sealed = known.password_sealed;
    if (known.outbind_password_digest == value.outbind_password_digest) {
        value.outbind_password_sealed = known.outbind_password_sealed;
    }
    if (known.supplier.balance_header_digest == value.supplier.balance_header_digest) {
        value.supplier.balance_header_sealed = known.supplier.balance_header_sealed;
    }
    for (auto& setting : value.settings) {
        const auto before = std::ranges::find(known.settings, setting.name, &facts::channel_setting::name);
        const bool is_same = before != known.settings.end() && before->digest == setting.digest;
        if (is_same && !setting.digest.empty()) setting.sealed = before->sealed;
    }
}

// What a person said of it outlives a change of the file. One that was leaving is back.
void keep_hold(const facts::link& known, facts::link& value) {
    if (known.hold == facts::link_hold::leaving) return;
    value.hold = known.hold;
    value.hold_by = known.hold_by;
    value.hold_why = known.hold_why;
    value.hold_utc = known.hold_utc;
}

void declaration::link(const facts::link& wanted) {
    const auto known = find_named(turn_.memory.links, wanted.name);
    const bool is_new = known == turn_.memory.links.end();
    if (!is_new && known->second.digest == wanted.digest && known->second.enabled == wanted.enabled) return;
    auto value = wanted;
    auto node = turn_.memory.node;
    value.id = is_new ? core::link_id{++node.last_link} : known->second.id;
    if (!is_new) {
        keep_learnt(known->second, value);
        keep_limit_day(known->second, value);
        keep_seal(known->second, value);
        keep_hold(known->second, value);
    }
    auto& state = turn_.memory.link_at(value.id);
    state.queries.allow();
    state.gate.reset();
    state.queue.open_all_gates();
    turn_.memory.ready_links.insert(value.id);
    turn_.emit({.kind = fact_kind::link_declared, .link = value.id, .note = value.name, .changes = {{value}, {node}}});
    turn_.send(facts::publish_link{value});
    say("link " + value.name + (is_new ? ": added" : ": changed"));
}

void declaration::client(const facts::declared_client& wanted) {
    const auto known = find_named(turn_.memory.clients, wanted.value.name);
    const bool is_new = known == turn_.memory.clients.end();
    const bool same =
        !is_new && known->second.digest == wanted.value.digest && known->second.enabled == wanted.value.enabled;
    auto value = wanted.value;
    const auto parent = find_named(turn_.memory.clients, wanted.parent);
    value.parent = parent == turn_.memory.clients.end() ? core::client_id{} : parent->first;
    if (same) {
        value.id = known->second.id;
    } else {
        auto node = turn_.memory.node;
        value.id = is_new ? core::client_id{++node.last_client} : known->second.id;
        if (!is_new) keep_requested_keys(known->second, value);
        turn_.emit({.kind = fact_kind::client_declared, .note = value.name, .changes = {{value}, {node}}});
        turn_.send(facts::publish_client{value});
        declare_account(turn_, value);
        say("client " + value.name + (is_new ? ": added" : ": changed"));
        if (is_new) book_opening(turn_, value);
    }
    for (const auto& wanted_endpoint : wanted.endpoints)
        endpoint(value.id, wanted_endpoint);
}

void declaration::endpoint(core::client_id owner, const facts::endpoint& wanted) {
    const auto known = std::ranges::find_if(turn_.memory.endpoints, [&](const auto& entry) {
        return entry.second.client == owner && entry.second.name == wanted.name;
    });
    const bool is_new = known == turn_.memory.endpoints.end();
    if (!is_new && known->second.digest == wanted.digest && known->second.enabled == wanted.enabled) return;
    auto value = wanted;
    auto node = turn_.memory.node;
    value.client = owner;
    value.id = is_new ? core::endpoint_id{++node.last_endpoint} : known->second.id;
    turn_.emit({.kind = fact_kind::endpoint_declared, .note = value.name, .changes = {{value}, {node}}});
    turn_.send(facts::publish_endpoint{value});
    say("endpoint " + value.name + (is_new ? ": added" : ": changed"));
}

void declaration::remove(facts::link value) {
    begin_leaving(turn_, value);
    say("link " + value.name + ": removed; its queue goes to other links, what none of them takes it finishes itself");
}

void declaration::remove(facts::client value) {
    value.enabled = false;
    value.digest.clear();
    turn_.emit({.kind = fact_kind::client_removed, .note = value.name, .changes = {{value}}});
    turn_.send(facts::publish_client{value, true});
    say("client " + value.name + ": removed; it is disabled");
}

void declaration::remove(facts::endpoint value) {
    value.enabled = false;
    value.digest.clear();
    turn_.emit({.kind = fact_kind::endpoint_removed, .note = value.name, .changes = {{value}}});
    turn_.send(facts::publish_endpoint{value, true});
    say("endpoint " + value.name + ": removed");
}

void declaration::remove_missing(const facts::declare& command) {
    std::set<std::string> links;
    std::set<std::string> clients;
    std::set<std::pair<std::string, std::string>> endpoints;
    for (const auto& link : command.links)
        links.insert(link.name);
    for (const auto& client : command.clients) {
        clients.insert(client.value.name);
        for (const auto& endpoint : client.endpoints)
            endpoints.emplace(client.value.name, endpoint.name);
    }
    const auto copy_of = [](const auto& map) { return std::vector(map.begin(), map.end()); };
    for (const auto& [id, link] : copy_of(turn_.memory.links)) {
        if (!link.digest.empty() && !links.contains(link.name)) remove(link);
    }
    for (const auto& [id, endpoint] : copy_of(turn_.memory.endpoints)) {
        const auto& owner = turn_.memory.clients.at(endpoint.client).name;
        if (!endpoint.digest.empty() && !endpoints.contains({owner, endpoint.name})) remove(endpoint);
    }
    for (const auto& [id, client] : copy_of(turn_.memory.clients)) {
        if (!client.digest.empty() && !clients.contains(client.name)) remove(client);
    }
}

// The rows with the ids of the objects their names mean; all links and clients are declared by now.
std::vector<routing::price_row> resolve(const turn& turn, const std::vector<facts::declared_price>& prices) {
    std::vector<routing::price_row> rows;
    for (const auto& price : prices) {
        auto row = price.row;
        if (!price.link.empty()) {
            row.owner = routing::price_owner::link;
            row.owner_id = find_named(turn.memory.links, price.link)->first.value;
        } else if (!price.client.empty()) {
            row.owner = routing::price_owner::client;
            row.owner_id = find_named(turn.memory.clients, price.client)->first.value;
        } else {
            row.owner = routing::price_owner::price_list;
            row.owner_id = facts::DEFAULT_PRICE_LIST.value;
        }
        row.line = 0;
        rows.push_back(std::move(row));
    }
    return rows;
}

void declaration::prices(const facts::declare& command) {
    auto rows = resolve(turn_, command.prices);
    if (rows == turn_.memory.prices_record.rows && turn_.memory.prices_record.version > 0) return;
    facts::price_book book{.version = turn_.memory.prices_record.version + 1,
                           .digest = "declared",
                           .rows = std::move(rows),
                           .imported = turn_.memory.prices_record.imported};
    turn_.emit(
        {.kind = fact_kind::prices_declared, .note = "version " + std::to_string(book.version), .changes = {{book}}});
    say("prices: version " + std::to_string(book.version) + ", " + std::to_string(book.rows.size()) + " rows");
}

void declaration::plan(const facts::declare& command) {
    auto rows = command.plan;
    for (auto& row : rows)
        row.line = 0;
    if (rows == turn_.memory.plan_record.rows && turn_.memory.plan_record.version > 0) return;
    facts::number_plan plan{turn_.memory.plan_record.version + 1, "declared", std::move(rows)};
    turn_.emit({.kind = fact_kind::number_plan_declared,
                .note = "version " + std::to_string(plan.version),
                .changes = {{plan}}});
    say("number plan: version " + std::to_string(plan.version) + ", " + std::to_string(plan.rows.size()) + " prefixes");
}

// The id that the object of that name has; a new one gets one that nothing has, by its place in the declaration.
template <typename Map>
uint32_t id_or_place(const Map& known, const std::string& name, ptrdiff_t place) {
    const auto found = find_named(known, name);
    return found != known.end() ? found->first.value : UINT32_MAX - static_cast<uint32_t>(place);
}

// As resolve(), before anything is declared: to check the rows.
std::vector<routing::price_row> numbered(const turn& turn, const facts::declare& command) {
    std::vector<routing::price_row> rows;
    for (const auto& price : command.prices) {
        auto row = price.row;
        const auto link = std::ranges::find(command.links, price.link, &facts::link::name);
        const auto client =
            std::ranges::find(command.clients, price.client, [](const auto& declared) { return declared.value.name; });
        const bool is_link = !price.link.empty();
        const bool is_client = !price.client.empty();
        row.owner = is_link     ? routing::price_owner::link
                    : is_client ? routing::price_owner::client
                                : routing::price_owner::price_list;
        row.owner_id = facts::DEFAULT_PRICE_LIST.value;
        if (is_link) {
            row.owner_id = id_or_place(turn.memory.links, price.link, link - command.links.begin());
        } else if (is_client) {
            row.owner_id = id_or_place(turn.memory.clients, price.client, client - command.clients.begin());
        }
        rows.push_back(std::move(row));
    }
    return rows;
}

// Empty: the declared rows and those of sheets make a book.
std::string check_prices(const turn& turn, const facts::declare& command) {
    auto rows = numbered(turn, command);
    const auto& imported = turn.memory.prices_record.imported;
    if (const auto* same = find_same(rows, imported)) {
        return "row " + std::to_string(same->line != 0 ? same->line : static_cast<uint32_t>(same - rows.data() + 1)) +
               ": a sheet that was imported says what " + describe(*same) +
               " costs; take it out of the file, or undo the import";
    }
    const auto book = routing::price_book::build(1, rows);
    if (!book) return "row " + std::to_string(book.error().row) + ": " + book.error().why;
    if (imported.empty()) return {};
    rows.insert(rows.end(), imported.begin(), imported.end());
    const auto both = routing::price_book::build(1, rows);
    return both ? std::string{} : "with the prices of imported sheets: " + both.error().why;
}

std::expected<void, facts::refusal> check(const turn& turn, const facts::declare& command) {
    const auto refuse = [](std::string field, std::string why) {
        return std::unexpected(
            facts::refusal{facts::refusal_code::invalid_declaration, std::move(field), std::move(why)});
    };
    if (command.links.size() > turn.limits.links_max) {
        return refuse("link", "at most " + std::to_string(turn.limits.links_max) + " links");
    }
    const auto names_link = [&](const std::string& name) {
        return std::ranges::any_of(command.links, [&](const auto& link) { return link.name == name; });
    };
    const auto names_client = [&](const std::string& name) {
        return std::ranges::any_of(command.clients, [&](const auto& client) { return client.value.name == name; });
    };
    const auto size = command.links.size() + command.clients.size();
    if (size > DECLARATION_FACTS_MAX / 8) return refuse("", "too many objects are declared at once");
    for (const auto& client : command.clients) {
        if (client.value.opening_balance > MONEY_ORDER_MAX) return refuse("client", "opening_balance is too large");
    }
    for (const auto& price : command.prices) {
        if (price.row.price > routing::PRICE_MAX) return refuse("price", "more than 1000000 a part");
        if (!price.link.empty() && !names_link(price.link)) return refuse("price", "there is no link " + price.link);
        if (!price.client.empty() && !names_client(price.client)) {
            return refuse("price", "there is no client " + price.client);
        }
    }
    for (const auto& link : command.links) {
        std::vector<routing::maintenance_window> windows;
        for (const auto& window : link.maintenance)
            windows.push_back(window_of({1}, window));
        const auto plan = routing::maintenance::build(windows);
        if (!plan) return refuse("link", "maintenance of " + link.name + ": " + plan.error().why);
    }
    if (auto why = check_tree(turn, command.clients); !why.empty()) return refuse("client", std::move(why));
    if (auto why = check_prices(turn, command); !why.empty()) return refuse("price", std::move(why));
    const auto plan = routing::number_plan::build(1, command.plan);
    if (!plan) return refuse("number_plan", "row " + std::to_string(plan.error().row) + ": " + plan.error().why);
    return {};
}

}  // namespace

void handle(turn& turn, const facts::declare& command) {
    if (const auto ok = check(turn, command); !ok) {
        return turn.send(facts::answer{command.reply_to, 0, ok.error()});
    }
    declaration difference{turn};
    for (const auto& link : command.links)
        difference.link(link);
    for (const auto* client : parents_first(command.clients))
        difference.client(*client);
    difference.prices(command);
    difference.plan(command);
    difference.remove_missing(command);
    turn.send(facts::answer{command.reply_to, 0, facts::declared{difference.take()}});
}

void handle(turn& turn, const facts::query_unmapped& command) {
    turn.send(facts::answer{command.reply_to, 0, turn.counters.unmapped.list(turn.memory.links)});
}

void publish_all(turn& turn) {
    for (const auto& [id, link] : turn.memory.links)
        turn.send(facts::publish_link{link, !link.enabled});
    for (const auto& [id, client] : turn.memory.clients)
        turn.send(facts::publish_client{client, !client.enabled});
    for (const auto& [id, endpoint] : turn.memory.endpoints) {
        turn.send(facts::publish_endpoint{endpoint, !endpoint.enabled});
    }
}

}  // namespace kaskad::engine
