#include "routing/price_book.hpp"

#include "core/assert.hpp"
#include "routing/codes.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace kaskad::routing {

namespace {

// A destination as 24 bits: 2 of scope, 22 of code.
uint64_t destination_code(price_scope scope, const network& to) {
    uint64_t code = 0;
    if (scope == price_scope::network) {
        for (const char digit : to.mccmnc)
            code = code * 10 + static_cast<uint64_t>(digit - '0');
        if (to.mccmnc.size() == 6) code += 1'000'000;  // 001001 is not 01001
    } else if (scope == price_scope::country) {
        for (const char letter : to.country)
            code = code << 8 | static_cast<uint8_t>(letter);
    }
    ASSERT(code < uint64_t{1} << 22);
    return static_cast<uint64_t>(scope) << 22 | code;
}

uint64_t owner_key(price_owner owner, uint32_t owner_id) {
    return (static_cast<uint64_t>(owner) << 32 | owner_id) << 24;
}

price_scope scope_of(const price_row& row) {
    if (!row.mccmnc.empty()) return price_scope::network;
    return row.country.empty() ? price_scope::any : price_scope::country;
}

uint64_t key_of(const price_row& row) {
    const network to{row.mccmnc, row.country, {}};
    return owner_key(row.owner, row.owner_id) | destination_code(scope_of(row), to);
}

std::string check(const price_row& row) {
    if (row.owner_id == 0) return "the price names no link, client or price list";
    if (!row.mccmnc.empty() && !row.country.empty()) return "a price is for a network or for a country, not for both";
    if (!row.mccmnc.empty() && !is_mccmnc(row.mccmnc)) {
        return "'" + row.mccmnc + "' is not a network code: MCC and MNC, 5 or 6 digits, as 26201";
    }
    if (!row.country.empty() && !is_country(row.country)) {
        return "'" + row.country + "' is not a country: two capital letters (ISO 3166), as DE";
    }
    if (row.currency == core::currency{}) return "the price has no currency";
    if (row.price.e8 < 0) return "a price is not negative";
    if (row.delivered.e8 < 0 || row.delivered > row.price) return "what is owed on delivery is a share of the price";
    if (row.to_utc_ms != 0 && row.to_utc_ms <= row.from_utc_ms) return "the price ends before it begins";
    return {};
}

// Where a row is, for people: its line if it has one, else its place counted from 1.
size_t place_of(std::span<const price_row> rows, size_t index) {
    return rows[index].line != 0 ? rows[index].line : index + 1;
}

std::optional<row_error> find_bad_row(std::span<const price_row> rows) {
    if (rows.size() > PRICE_ROWS_MAX) {
        return row_error{place_of(rows, PRICE_ROWS_MAX), "a price book has at most 1000000 rows"};
    }
    core::currency buying;
    for (size_t index = 0; index < rows.size(); ++index) {
        const auto& row = rows[index];
        auto why = check(row);
        if (!why.empty()) return row_error{place_of(rows, index), std::move(why)};
        if (row.owner != price_owner::link) continue;
        if (buying == core::currency{}) buying = row.currency;
        if (row.currency == buying) continue;
        return row_error{place_of(rows, index), "buy prices are in one currency: this one is in " +
                                                    to_string(row.currency) + ", an earlier one in " +
                                                    to_string(buying)};
    }
    return std::nullopt;
}

}  // namespace

std::expected<price_book, row_error> price_book::build(uint32_t version, std::span<const price_row> rows) {
    if (auto bad = find_bad_row(rows)) return std::unexpected(std::move(*bad));
    std::vector<size_t> order(rows.size());
    std::iota(order.begin(), order.end(), size_t{0});
    const auto rank = [&](size_t index) { return std::pair{key_of(rows[index]), rows[index].from_utc_ms}; };
    std::ranges::sort(order, {}, [&](size_t index) { return std::pair{rank(index), index}; });
    for (size_t next = 1; next < order.size(); ++next) {
        if (rank(order[next]) != rank(order[next - 1])) continue;
        return std::unexpected(row_error{place_of(rows, order[next]),
                                         "row " + std::to_string(place_of(rows, order[next - 1])) +
                                             " already has a price for the same destination from the same time"});
    }
    price_book book;
    book.version_ = version;
    book.rows_.reserve(rows.size());
    for (const size_t index : order) {
        const auto& row = rows[index];
        if (row.owner == price_owner::link) book.buy_currency_ = row.currency;
        book.rows_.push_back({key_of(row), row.from_utc_ms, row.to_utc_ms, row.price, row.delivered, row.currency});
    }
    return book;
}

std::optional<priced> price_book::buy(core::link_id link, const network& to, int64_t utc_ms) const {
    return find(price_owner::link, link.value, to, utc_ms);
}

std::optional<priced> price_book::sell(core::client_id client, price_list_id list, const network& to,
                                       int64_t utc_ms) const {
    if (auto own = find(price_owner::client, client.value, to, utc_ms)) return own;
    if (!list) return std::nullopt;
    return find(price_owner::price_list, list.value, to, utc_ms);
}

std::optional<priced> price_book::find(price_owner owner, uint32_t owner_id, const network& to, int64_t utc_ms) const {
    const uint64_t key = owner_key(owner, owner_id);
    for (const auto scope : {price_scope::network, price_scope::country, price_scope::any}) {
        if (scope == price_scope::network && to.mccmnc.empty()) continue;
        const entry* found = find_valid(key | destination_code(scope, to), utc_ms);
        if (found != nullptr) return priced{found->price, found->currency, scope, version_, found->delivered};
    }
    return std::nullopt;
}

// Backwards from the last row that has begun: the first that has not ended decides.
const price_book::entry* price_book::find_valid(uint64_t key, int64_t utc_ms) const {
    const auto rank = [](const entry& row) { return std::pair{row.key, row.from_utc_ms}; };
    auto place = std::ranges::upper_bound(rows_, std::pair{key, utc_ms}, {}, rank);
    while (place != rows_.begin()) {
        --place;
        if (place->key != key) return nullptr;
        if (place->to_utc_ms == 0 || utc_ms < place->to_utc_ms) return &*place;
    }
    return nullptr;
}

}  // namespace kaskad::routing
