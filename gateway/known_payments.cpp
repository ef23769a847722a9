#include "gateway/known_payments.hpp"

#include "gateway/api/timestamp.hpp"
#include "gateway/api_answer.hpp"
#include "gateway/url_query.hpp"

#include <boost/json.hpp>

namespace kaskad::gateway {

namespace {

namespace json = boost::json;

constexpr std::string_view MARK = "bank/";
constexpr size_t DAY_LENGTH = std::string_view{"2026-11-01"}.size();
// A payment is ordered on the day it is booked or later; the bank's day may begin half a day before that of UTC.
constexpr uint32_t DAYS_OF_ZONES = 1;

bool is_before(const json::object& order, uint32_t since) {
    const auto day = api::parse_day(text_at(order, "asked_at").substr(0, DAY_LENGTH));
    return day && *day + DAYS_OF_ZONES < since;
}

}  // namespace

std::string order_reference(const bank_payment& payment) {
    return std::string{MARK} + payment.reference;
}

std::string order_reference(const bank_payment& payment, std::string_view printed_number) {
    return order_reference(payment) + "/" + std::string{printed_number};
}

bool known_payments::add(const json::object& order) {
    auto reference = text_at(order, "reference");
    if (!reference.starts_with(MARK)) return true;
    const auto amount = core::parse_amount(text_at(order, "amount"));
    if (amount) amounts_.insert_or_assign(std::move(reference), *amount);
    return amount.has_value();
}

std::optional<booked_before> known_payments::find(const bank_payment& payment) const {
    const auto whole = order_reference(payment);
    booked_before found;
    if (const auto same = amounts_.find(whole); same != amounts_.end()) found.amount = same->second;
    const auto parts = whole + "/";
    for (auto each = amounts_.lower_bound(parts); each != amounts_.end() && each->first.starts_with(parts); ++each) {
        found.amount = found.amount + each->second;
        found.printed_numbers.push_back(each->first.substr(parts.size()));
    }
    return found.amount == core::amount{} ? std::nullopt : std::optional{std::move(found)};
}

std::expected<known_payments, std::string> fetch_known_payments(api_caller& api, const std::string& key,
                                                                uint32_t since) {
    known_payments known;
    for (std::string before; before != "-";) {
        url_query query;
        query.add("limit", "1000");
        query.add("before", before);
        const auto page = read_answer(api.get("/v1/admin/ledger/orders" + query.text(), key));
        if (!page) return std::unexpected(page.error());
        before = text_at(*page, "next_before");
        for (const auto& each : page->at("orders").get_array()) {
            const auto& order = each.get_object();
            // They come newest first: all behind it are older still.
            if (is_before(order, since)) return known;
            if (!known.add(order))
                return std::unexpected("the gateway tells of order " + text_at(order, "id") + " what cannot be read");
        }
    }
    return known;
}

}  // namespace kaskad::gateway
