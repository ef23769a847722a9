#include "gateway/open_invoices.hpp"

#include "gateway/api_answer.hpp"
#include "gateway/url_query.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

namespace kaskad::gateway {

namespace {

namespace json = boost::json;

constexpr std::string_view LIMIT = "1000";

struct invoice_page {
    std::vector<open_invoice> invoices;
    bool has_more = false;
};

bool is_nothing(const std::string& value) {
    return value == "-" || value == "0" || value.empty();
}

std::string text_or_empty(const json::object& from, std::string_view name) {
    auto text = text_at(from, name);
    return text == "-" ? std::string{} : text;
}

// Nothing for one that cannot be paid any more.
std::expected<std::optional<open_invoice>, std::string> read_invoice(const json::object& from) {
    if (text_at(from, "kind") != "invoice" || !is_nothing(text_at(from, "taken_back"))) return std::nullopt;
    const auto gross = core::parse_amount(text_at(from, "gross"));
    const auto paid = core::parse_amount(text_at(from, "paid"));
    const auto currency = core::parse_currency(text_at(from, "currency"));
    const auto* number = from.if_contains("number");
    const auto* buyer = from.if_contains("to");
    const bool is_good = gross && paid && currency && number != nullptr && number->is_int64() &&
                         number->get_int64() > 0 && buyer != nullptr && buyer->is_object();
    if (!is_good)
        return std::unexpected(
            fmt::format("the gateway tells of invoice {} what cannot be read", text_at(from, "printed_number")));
    if (*paid >= *gross) return std::nullopt;
    return open_invoice{.seller = text_at(from, "seller"),
                        .number = static_cast<uint64_t>(number->get_int64()),
                        .prefix = text_or_empty(from, "prefix"),
                        .printed_number = text_at(from, "printed_number"),
                        .client = text_at(from, "client"),
                        .currency = *currency,
                        .open = *gross - *paid,
                        .issued = text_at(from, "issued"),
                        .buyer_tax_number = text_or_empty(buyer->get_object(), "tax_number")};
}

// client: empty = all.
std::expected<invoice_page, std::string> fetch_page(api_caller& api, const std::string& key,
                                                    const std::string& client) {
    url_query query;
    query.add("unpaid", "true");
    query.add("client", client);
    query.add("limit", LIMIT);
    const auto answer = read_answer(api.get("/v1/admin/invoices" + query.text(), key));
    if (!answer) return std::unexpected(answer.error());
    auto read = read_open_invoices(*answer);
    if (!read) return std::unexpected(read.error());
    return invoice_page{std::move(*read), text_at(*answer, "has_more") == "true"};
}

std::expected<std::vector<std::string>, std::string> fetch_clients(api_caller& api, const std::string& key) {
    const auto answer = read_answer(api.get("/v1/admin/clients", key));
    if (!answer) return std::unexpected(answer.error());
    std::vector<std::string> names;
    for (const auto& client : answer->at("clients").get_array())
        names.push_back(text_at(client.get_object(), "name"));
    return names;
}

std::expected<std::vector<open_invoice>, std::string> fetch_by_client(api_caller& api, const std::string& key) {
    const auto clients = fetch_clients(api, key);
    if (!clients) return std::unexpected(clients.error());
    std::vector<open_invoice> all;
    for (const auto& client : *clients) {
        auto page = fetch_page(api, key, client);
        if (!page) return std::unexpected(page.error());
        if (page->has_more)
            return std::unexpected(
                fmt::format("{} has more than {} open invoices: which of them is paid cannot be "
                            "said. Take back those that will not be",
                            client, LIMIT));
        std::ranges::move(page->invoices, std::back_inserter(all));
    }
    return all;
}

}  // namespace

std::expected<std::vector<open_invoice>, std::string> read_open_invoices(const json::object& answer) {
    const auto* rows = answer.if_contains("invoices");
    if (rows == nullptr || !rows->is_array()) return std::unexpected("the gateway's answer holds no invoices");
    std::vector<open_invoice> open;
    for (const auto& row : rows->get_array()) {
        if (!row.is_object()) return std::unexpected("the gateway's answer holds an invoice that is none");
        auto invoice = read_invoice(row.get_object());
        if (!invoice) return std::unexpected(invoice.error());
        if (*invoice) open.push_back(std::move(**invoice));
    }
    return open;
}

std::expected<std::vector<open_invoice>, std::string> fetch_open_invoices(api_caller& api, const std::string& key) {
    auto page = fetch_page(api, key, {});
    if (!page) return std::unexpected(page.error());
    if (!page->has_more) return std::move(page->invoices);
    return fetch_by_client(api, key);
}

}  // namespace kaskad::gateway
