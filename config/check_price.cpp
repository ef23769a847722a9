#include "channels/adapter.hpp"
#include "config/check.hpp"
#include "config/spelling.hpp"
#include "engine/facts/declaration.hpp"
#include "routing/price_book.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace kaskad::config {

namespace {

// A book tells its first contradiction only; so many are looked for by leaving out the row and trying again.
constexpr int CONTRADICTIONS_MAX = 20;

// A name and its place in the file's list, counted from 1: an id good enough for a trial.
using places = std::unordered_map<std::string, uint32_t>;

template <typename T>
void add_places(const std::vector<T>& all, places& to) {
    for (const auto& each : all)
        to.emplace(each.name, static_cast<uint32_t>(to.size() + 1));
}

template <typename T>
places places_of(const std::vector<T>& all) {
    places result;
    add_places(all, result);
    return result;
}

// A channel account has prices as a link has.
places suppliers_of(const written_file& file) {
    auto result = places_of(file.links);
    add_places(file.channels, result);
    return result;
}

std::string suggestion_of(const std::string& name, const places& known) {
    std::vector<std::string> names;
    for (const auto& [each, place] : known)
        names.push_back(each);
    std::ranges::sort(names);
    return suggestion(name, names);
}

struct price_check {
    const written_file& file;
    places links;
    places clients;
    problems& found;

    bool knows(const written_price& price, std::string_view what, const std::string& name, const places& known) const {
        if (!price.has(what)) return true;
        if (name.empty()) return false;  // refused when it was read
        if (known.contains(name)) return true;
        found.add(price.at(what), fmt::format("price.{}", what),
                  fmt::format("no [[{}]] is called \"{}\"{}", what, name, suggestion_of(name, known)));
        return false;
    }

    bool has_owner(const written_price& price) const {
        if (price.has("link") && price.has("client")) {
            found.add(price.at("client"), "price.client", "a price is of a link or of a client, not of both");
            return false;
        }
        const bool link = knows(price, "link", price.link, links);
        return knows(price, "client", price.client, clients) && link;
    }

    bool has_destination(const written_price& price) const {
        const std::pair<std::string_view, const std::string&> written[] = {
            {"prefix", price.prefix}, {"network", price.mccmnc}, {"mcc", price.mcc}, {"country", price.country}};
        int named = price.is_default ? 1 : 0;
        bool is_refused = false;
        for (const auto& [key, value] : written) {
            named += price.has(key) ? 1 : 0;
            is_refused = is_refused || (price.has(key) && value.empty());
        }
        if (named == 1) return !is_refused;
        found.add(price.at(""), "price", "say where it holds, once: prefix, network, mcc, country, or default = true");
        return false;
    }

    // Of a client there is none; how much of a link's it may be, the book knows.
    bool has_fitting_share(const written_price& price) const {
        if (price.has("link") || price.delivered.e8 == 0) return true;
        found.add(price.at("delivered"), "price.delivered",
                  "only an operator (link) is paid a share on delivery; a client with charge = \"on_delivered\" pays "
                  "all of it then");
        return false;
    }

    bool has_currency(const written_price& price) const {
        if (price.currency == core::currency{}) return false;
        if (!price.has("client")) return true;
        const auto& client = file.clients[clients.at(price.client) - 1];
        if (client.currency == price.currency || client.currency == core::currency{}) return true;
        found.add(price.at("currency"), "price.currency",
                  fmt::format("client \"{}\" pays in {}", client.name, core::to_string(client.currency)));
        return false;
    }

    // Of a channel account it is its own, of a link none but SMS.
    bool has_channel(const written_price& price) const {
        if (!price.has("channel") || !links.contains(price.link)) return true;
        const auto own = channel_of(file, price.link);
        if (own == price.channel) return true;
        found.add(price.at("channel"), "price.channel",
                  fmt::format("\"{}\" is of channel {}", price.link, core::to_string(own)));
        return false;
    }

    // Its row for the trial; nothing where something is wrong with it.
    std::optional<routing::price_row> row(const written_price& price) const {
        const bool owner = has_owner(price);
        const bool share = has_fitting_share(price);
        if (!has_destination(price) || !owner || !share || !has_currency(price) || !has_channel(price))
            return std::nullopt;
        routing::price_row row = price;
        row.line = price.at("").line;
        row.owner = routing::price_owner::price_list;
        row.owner_id = facts::DEFAULT_PRICE_LIST.value;
        if (price.has("link")) {
            row.owner = routing::price_owner::link;
            row.owner_id = links.at(price.link);
            row.channel = channel_of(file, price.link);
        } else if (price.has("client")) {
            row.owner = routing::price_owner::client;
            row.owner_id = clients.at(price.client);
        }
        return row;
    }
};

position place_of_line(const std::vector<written_price>& prices, size_t line) {
    const auto found = std::ranges::find(prices, line, [](const auto& price) { return price.at("").line; });
    return found == prices.end() ? position{} : found->at("");
}

void check_together(const written_file& file, std::vector<routing::price_row> rows, problems& found) {
    for (int tries = 0; tries < CONTRADICTIONS_MAX; ++tries) {
        const auto book = routing::price_book::build(1, rows);
        if (book) return;
        const size_t line = book.error().row;
        found.add(place_of_line(file.prices, line), "price", book.error().why);
        const auto wrong = std::ranges::find_if(rows, [&](const auto& row) { return row.line == line; });
        if (wrong == rows.end()) return;
        rows.erase(wrong);
    }
}

}  // namespace

core::channel channel_of(const written_file& file, std::string_view supplier) {
    const auto found = std::ranges::find(file.channels, supplier, &written_channel::name);
    const auto* of = found == file.channels.end() ? nullptr : channels::find_adapter(found->adapter);
    return of ? of->channel() : core::channel::sms;
}

void check_prices(const written_file& file, problems& found) {
    const price_check check{file, suppliers_of(file), places_of(file.clients), found};
    std::vector<routing::price_row> rows;
    for (const auto& price : file.prices) {
        if (auto row = check.row(price)) rows.push_back(std::move(*row));
    }
    check_together(file, std::move(rows), found);
}

}  // namespace kaskad::config
