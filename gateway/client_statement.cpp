#include "gateway/client_statement.hpp"

#include "core/assert.hpp"
#include "core/calendar.hpp"
#include "gateway/api/payment.hpp"

#include <algorithm>
#include <unordered_map>
#include <utility>

namespace kaskad::gateway {

namespace {

constexpr uint32_t POSTINGS_PER_PAGE = 5'000;
using core::DAY_MS;

struct open_statement {
    core::client_id payer;
    billing::account_id account;
    billing::statement_maker maker;
    uint64_t dropped = 0;
};

using known_messages = std::unordered_map<core::message_id, facts::message>;

// What it was charged for, in the units that this payer pays for. A look-up is no message, and is told without a
// network.
billing::charged_item item_of(const billing::posting& row, const known_messages& known, core::client_id payer) {
    const auto message = known.find(row.message);
    const auto paid = message == known.end() ? std::nullopt : api::payment_by(message->second, payer);
    if (!paid) return {.country = {}, .network = {}, .units = 1};
    const auto& of = message->second;
    // Only whoever is right below us pays by the list that was exchanged.
    const bool is_top = paid->level + 1 == facts::charge_levels(of);
    const bool is_of_a_day = is_top && of.list_rate.day != 0;
    return {of.country, of.network, paid->charge.charged_units, is_of_a_day ? of.list_rate : billing::exchange{}};
}

// A look-up is charged for a message too, and needs none to be told.
bool charges_message(const billing::posting& row) {
    using enum billing::posting_code;
    return std::ranges::any_of(row.transfers, [](const billing::transfer& line) {
        return line.code == message_charge || line.code == message_late_charge;
    });
}

// The statements of several clients, fed with the books as they come.
class open_statements {
  public:
    // What is asked outlives it.
    explicit open_statements(std::span<const statement_request> asked) {
        for (const auto& each : asked)
            open(each);
    }

    std::expected<void, std::string> take(store::report_reader& from, const store::books_page& page);
    std::expected<std::vector<told_statement>, std::string> close(const store::books_page& last) const;

  private:
    void open(const statement_request& asked);
    // Those that a posting moves money of: all others it would only cost time.
    std::vector<open_statement*> moved_by(const billing::posting& row);
    store::result<known_messages> read_messages(store::report_reader& from, const store::books_page& page);

    std::vector<open_statement> all_;
    std::unordered_map<billing::account_id, size_t> by_account_;
};

void open_statements::open(const statement_request& asked) {
    const auto id = billing::make_account_id(asked.account, asked.client.value, asked.currency);
    const bool is_new = by_account_.emplace(id, all_.size()).second;
    ASSERT(is_new);
    all_.push_back({asked.client,
                    id,
                    {id, asked.period, [&zone = asked.zone](int64_t utc_ms) { return day_in(zone, utc_ms); }},
                    0});
}

std::vector<open_statement*> open_statements::moved_by(const billing::posting& row) {
    std::vector<open_statement*> found;
    for (const auto& line : row.transfers) {
        for (const auto side : {line.debit, line.credit}) {
            const auto place = by_account_.find(side);
            if (place == by_account_.end()) continue;
            auto* statement = &all_[place->second];
            if (std::ranges::find(found, statement) == found.end()) found.push_back(statement);
        }
    }
    return found;
}

store::result<known_messages> open_statements::read_messages(store::report_reader& from,
                                                             const store::books_page& page) {
    std::vector<core::message_id> ids;
    for (const auto& row : page.postings) {
        const auto wants = [&row](const open_statement* each) { return each->maker.wants_item(row); };
        if (row.message && std::ranges::any_of(moved_by(row), wants)) ids.push_back(row.message);
    }
    auto messages = from.read_messages(ids);
    if (!messages) return std::unexpected(messages.error());
    known_messages known;
    for (auto& message : *messages)
        known.try_emplace(message.id, std::move(message));
    return known;
}

std::expected<void, std::string> open_statements::take(store::report_reader& from, const store::books_page& page) {
    const auto known = read_messages(from, page);
    if (!known) return std::unexpected(known.error().text);
    for (const auto& row : page.postings) {
        const bool is_of_dropped = row.message && !known->contains(row.message) && charges_message(row);
        for (auto* each : moved_by(row)) {
            if (is_of_dropped && each->maker.wants_item(row)) ++each->dropped;
            if (each->maker.take(row, item_of(row, *known, each->payer))) continue;
            return std::unexpected("the statement would have more than " + std::to_string(billing::STATEMENT_ROWS_MAX) +
                                   " rows; ask for a shorter period");
        }
    }
    return {};
}

core::amount posted_on(const store::books_page& last, billing::account_id id) {
    const auto found = std::ranges::find(last.accounts, id, &billing::account::id);
    return found == last.accounts.end() ? core::amount{} : found->posted;
}

std::expected<std::vector<told_statement>, std::string> open_statements::close(const store::books_page& last) const {
    std::vector<told_statement> closed;
    for (const auto& each : all_) {
        auto made = each.maker.close(posted_on(last, each.account));
        if (!made)
            return std::unexpected(
                "the account does not hold what its postings make: `kaskad ledger verify` says where");
        closed.push_back({std::move(*made), each.dropped});
    }
    return closed;
}

}  // namespace

int64_t day_in(const smpp::time_zone& zone, int64_t utc_ms) {
    return zone.to_local(utc_ms) / DAY_MS;
}

std::expected<std::vector<told_statement>, std::string> make_statements(store::report_reader& from,
                                                                        std::span<const statement_request> asked,
                                                                        const statement_progress& progress) {
    open_statements made{asked};
    for (uint64_t read = 0;;) {
        const auto page = from.read_books(read, POSTINGS_PER_PAGE);
        if (!page) return std::unexpected(page.error().text);
        if (auto taken = made.take(from, *page); !taken) return std::unexpected(std::move(taken.error()));
        if (page->is_last) return made.close(*page);
        read += page->postings.size();
        if (!progress(read)) return std::unexpected("stopped before the end");
    }
}

std::expected<billing::statement, std::string> make_statement(store::report_reader& from,
                                                              const statement_request& asked,
                                                              const statement_progress& progress) {
    auto made = make_statements(from, {&asked, 1}, progress);
    if (!made) return std::unexpected(std::move(made.error()));
    return std::move(made->front().value);
}

}  // namespace kaskad::gateway
