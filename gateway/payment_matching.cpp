#include "gateway/payment_matching.hpp"

#include "engine/keyword.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

namespace kaskad::gateway {

namespace {

std::vector<std::string> prefixes_of(const std::vector<open_invoice>& invoices) {
    std::vector<std::string> prefixes;
    for (const auto& invoice : invoices)
        prefixes.push_back(invoice.prefix);
    return prefixes;
}

// As it is printed: the number with at least four digits.
std::string name_of(const named_invoice& named) {
    return fmt::format("{}{:04}", named.prefix, named.number);
}

payment_match not_matched(std::string why) {
    return {.shares = {}, .why_not = std::move(why), .rest = {}};
}

std::string without_spaces(std::string_view text) {
    auto folded = engine::fold_words(text);
    std::erase(folded, ' ');
    return folded;
}

}  // namespace

payment_matcher::payment_matcher(std::vector<open_invoice> invoices)
    : invoices_{std::move(invoices)}, numbers_{prefixes_of(invoices_)} {}

payment_match payment_matcher::match(const bank_payment& payment, const booked_before& before) {
    const auto amount = payment.amount - before.amount;
    auto named = numbers_.find(payment.purpose);
    std::erase_if(named, [&](const named_invoice& one) {
        return std::ranges::find(before.printed_numbers, name_of(one)) != before.printed_numbers.end();
    });
    return named.empty() ? match_payer(payment, amount) : match_numbers(named, payment, amount);
}

std::expected<size_t, std::string> payment_matcher::find_named(const named_invoice& named,
                                                               const bank_payment& payment) const {
    const auto name = name_of(named);
    std::optional<size_t> found;
    for (size_t place = 0; place < invoices_.size(); ++place) {
        const auto& invoice = invoices_[place];
        const bool is_it = invoice.prefix == named.prefix && invoice.number == named.number;
        if (!is_it || invoice.open == core::amount{}) continue;
        if (found) return std::unexpected(fmt::format("there are two invoices {}", name));
        found = place;
    }
    if (!found) return std::unexpected(fmt::format("it names {}, which is not open", name));
    const auto& invoice = invoices_[*found];
    if (invoice.currency != payment.currency)
        return std::unexpected(fmt::format("it is in {}, {} in {}", core::to_string(payment.currency), name,
                                           core::to_string(invoice.currency)));
    return *found;
}

payment_match payment_matcher::match_numbers(const std::vector<named_invoice>& named, const bank_payment& payment,
                                             core::amount amount) {
    places found;
    for (const auto& one : named) {
        const auto place = find_named(one, payment);
        if (!place) return not_matched(place.error());
        found.push_back(*place);
    }
    return found.size() == 1 ? pay_one(found[0], amount) : pay_all(std::move(found), amount);
}

payment_match payment_matcher::match_payer(const bank_payment& payment, core::amount amount) {
    const auto payer = without_spaces(payment.payer_tax_number);
    if (payer.empty()) return not_matched("it names no open invoice, and its payer has no tax number");
    bool is_buyer = false;
    places fitting;
    for (size_t place = 0; place < invoices_.size(); ++place) {
        const auto& invoice = invoices_[place];
        if (invoice.open == core::amount{} || without_spaces(invoice.buyer_tax_number) != payer) continue;
        is_buyer = true;
        if (invoice.open == amount && invoice.currency == payment.currency) fitting.push_back(place);
    }
    if (fitting.size() == 1) return pay_one(fitting[0], amount);
    if (!fitting.empty())
        return not_matched(
            fmt::format("it names no open invoice, and its amount fits {} of its payer", fitting.size()));
    return not_matched(is_buyer ? "it names no open invoice, and its amount fits none of its payer"
                                : "it names no open invoice, and none is open for its payer's tax number");
}

payment_match payment_matcher::pay_one(size_t place, core::amount amount) {
    auto& invoice = invoices_[place];
    payment_match match{.shares = {{invoice, amount}}, .why_not = {}, .rest = amount - invoice.open};
    invoice.open = match.rest < core::amount{} ? -match.rest : core::amount{};
    return match;
}

payment_match payment_matcher::pay_all(places invoices, core::amount amount) {
    core::amount open;
    for (const auto place : invoices)
        open = open + invoices_[place].open;
    if (open != amount)
        return not_matched(
            fmt::format("it names {} invoices, of which {} is open together", invoices.size(), core::to_string(open)));
    std::ranges::sort(invoices, {}, [this](size_t place) {
        return std::pair{invoices_[place].issued, invoices_[place].number};
    });
    payment_match match;
    for (const auto place : invoices) {
        auto& invoice = invoices_[place];
        match.shares.push_back({invoice, invoice.open});
        invoice.open = {};
    }
    return match;
}

}  // namespace kaskad::gateway
