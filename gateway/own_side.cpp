#include "gateway/own_side.hpp"

#include "core/calendar.hpp"
#include "gateway/replay_policy.hpp"

#include <algorithm>
#include <utility>

namespace kaskad::gateway {

namespace {

constexpr int64_t DAYS_BEHIND = 2;

}  // namespace

// In one order: by it a file of several links is known again.
std::expected<own_side, reconciliation_refusal> find_suppliers(store::report_reader& books,
                                                               std::vector<std::string> names) {
    const auto links = books.read_links();
    if (!links) return refuse_run(refusal_cause::store, links.error().text);
    std::ranges::sort(names);
    const auto twice = std::ranges::unique(names);
    names.erase(twice.begin(), twice.end());
    own_side made;
    for (const auto& name : names) {
        const auto link = find_link_named(*links, name);
        if (!link) return refuse_run(refusal_cause::name, link.error());
        made.links.insert(*link);
        made.name += (made.name.empty() ? "" : ", ") + name;
    }
    if (!names.empty()) made.link = names.front();
    return made;
}

std::expected<own_side, reconciliation_refusal> find_client_side(
    store::report_reader& books, const std::string& name, const std::function<bool(const facts::client&)>& is_it) {
    const auto clients = books.read_clients();
    if (!clients) return refuse_run(refusal_cause::store, clients.error().text);
    const auto found = std::ranges::find_if(*clients, is_it);
    if (found == clients->end()) return refuse_run(refusal_cause::name, "there is no client \"" + name + "\"");
    own_side made;
    made.client = found->id;
    made.name = found->name;
    return made;
}

std::expected<void, reconciliation_refusal> check_unit(const own_side& side, row_unit unit) {
    if (!side.client || unit != row_unit::part) return {};
    return refuse_run(refusal_cause::mapping,
                      "a charge is for a whole message: the mapping says rows = \"messages\", or \"totals\"");
}

owed_source make_source(readers_of_books books, const own_side& side, const reconciliation_request& asked,
                        int64_t back_days) {
    const api::report_period around{asked.period.begin_ms - back_days * core::DAY_MS,
                                    asked.period.end_ms + DAYS_BEHIND * core::DAY_MS};
    if (side.client) return make_sold_source(std::move(books), {side.client, side.by_reference}, around);
    return make_owed_source(std::move(books), {side.links, asked.mapping.unit}, around);
}

}  // namespace kaskad::gateway
