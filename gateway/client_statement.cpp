#include "gateway/client_statement.hpp"

#include "core/calendar.hpp"
#include "gateway/api/payment.hpp"

#include <algorithm>
#include <unordered_map>
#include <utility>
#include <vector>

namespace kaskad::gateway {

namespace {

constexpr uint32_t POSTINGS_PER_PAGE = 5'000;
using core::DAY_MS;

using items = std::unordered_map<core::message_id, billing::charged_item>;

// What the page's charges were for, in the units that this payer pays for. A look-up is no message, and is told without
// a network.
store::result<items> read_items(store::report_reader& from, const store::books_page& page,
                                const billing::statement_maker& maker, core::client_id payer) {
    std::vector<core::message_id> ids;
    for (const auto& row : page.postings)
        if (row.message && maker.wants_item(row)) ids.push_back(row.message);
    const auto messages = from.read_messages(ids);
    if (!messages) return std::unexpected(messages.error());
    items found;
    for (const auto& message : *messages) {
        const auto paid = api::payment_by(message, payer);
        if (paid) found[message.id] = {message.country, message.network, paid->charge.charged_units};
    }
    return found;
}

std::expected<void, std::string> take_page(store::report_reader& from, const store::books_page& page,
                                           billing::statement_maker& maker, core::client_id payer) {
    const auto known = read_items(from, page, maker, payer);
    if (!known) return std::unexpected(known.error().text);
    const billing::charged_item other{.country = {}, .network = {}, .units = 1};
    for (const auto& row : page.postings) {
        const auto item = known->find(row.message);
        if (maker.take(row, item == known->end() ? other : item->second)) continue;
        return std::unexpected("the statement would have more than " + std::to_string(billing::STATEMENT_ROWS_MAX) +
                               " rows; ask for a shorter period");
    }
    return {};
}

const billing::account* find_account(const store::books_page& last, billing::account_id id) {
    const auto found = std::ranges::find(last.accounts, id, &billing::account::id);
    return found == last.accounts.end() ? nullptr : &*found;
}

}  // namespace

int64_t day_in(const smpp::time_zone& zone, int64_t utc_ms) {
    return zone.to_local(utc_ms) / DAY_MS;
}

std::expected<billing::statement, std::string> make_statement(store::report_reader& from,
                                                              const statement_request& asked,
                                                              const std::function<bool(uint64_t)>& progress) {
    const auto id = billing::make_account_id(billing::account_kind::client, asked.client.value, asked.currency);
    billing::statement_maker maker{id, asked.period, [&](int64_t utc_ms) { return day_in(asked.zone, utc_ms); }};
    for (uint64_t read = 0;;) {
        const auto page = from.read_books(read, POSTINGS_PER_PAGE);
        if (!page) return std::unexpected(page.error().text);
        if (auto taken = take_page(from, *page, maker, asked.client); !taken)
            return std::unexpected(std::move(taken.error()));
        read += page->postings.size();
        if (!page->is_last) {
            if (!progress(read)) return std::unexpected("stopped before the end");
            continue;
        }
        const auto* account = find_account(*page, id);
        auto made = maker.close(account ? account->posted : core::amount{});
        if (!made)
            return std::unexpected(
                "the account does not hold what its postings make: `kaskad ledger verify` says where");
        return std::move(*made);
    }
}

}  // namespace kaskad::gateway
