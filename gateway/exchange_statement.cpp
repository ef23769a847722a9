#include "gateway/exchange_statement.hpp"

#include "gateway/api/timestamp.hpp"
#include "gateway/exchange_section.hpp"
#include "gateway/exchange_text.hpp"
#include "gateway/statement_total.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

namespace kaskad::gateway {

namespace {

constexpr std::string_view MARK = "1CClientBankExchange";
constexpr std::string_view ACCOUNT = "РасчСчет";

struct account_currency {
    std::string_view digits;
    std::string_view currency;
};
// Digits 6 to 8 of a Russian account (Bank of Russia, 579-P): the currency by the classifier of currencies, where 810
// is the rouble in accounts, 643 elsewhere.
constexpr account_currency CURRENCIES[] = {{"810", "RUB"}, {"643", "RUB"}, {"840", "USD"}, {"978", "EUR"},
                                           {"156", "CNY"}, {"398", "KZT"}, {"933", "BYN"}, {"784", "AED"},
                                           {"949", "TRY"}, {"826", "GBP"}, {"756", "CHF"}};
constexpr size_t ACCOUNT_LENGTH = 20;
constexpr size_t CURRENCY_PLACE = 5;
constexpr size_t CURRENCY_LENGTH = 3;

constexpr std::string_view TAX_NUMBER_MARK = "ИНН";

using fault_or_nothing = std::optional<statement_fault>;

statement_fault fault_at(const exchange_section& section, std::string_view key, std::string why) {
    return {section.line_of(key), std::string{key}, std::move(why)};
}

std::expected<core::currency, std::string> currency_of(std::string_view account) {
    const auto digits =
        account.size() == ACCOUNT_LENGTH ? account.substr(CURRENCY_PLACE, CURRENCY_LENGTH) : std::string_view{};
    const auto* found = std::ranges::find(CURRENCIES, digits, &account_currency::digits);
    if (found == std::end(CURRENCIES))
        return std::unexpected(
            fmt::format("the account {} says no currency that is known here (20 digits, of them 6 to 8)", account));
    return core::parse_currency(found->currency);
}

// "28.11.2026"
std::optional<uint32_t> read_day(std::string_view text) {
    constexpr size_t LENGTH = std::string_view{"28.11.2026"}.size();
    if (text.size() != LENGTH || text[2] != '.' || text[5] != '.') return std::nullopt;
    return api::parse_day(fmt::format("{}-{}-{}", text.substr(6), text.substr(3, 2), text.substr(0, 2)));
}

bool is_digit(char octet) {
    return octet >= '0' && octet <= '9';
}

// Older programs write "ИНН 7701234567 ООО Ромашка" into the payer's name.
void split_payer(bank_payment& payment) {
    if (!payment.payer.starts_with(TAX_NUMBER_MARK)) return;
    std::string_view rest{payment.payer};
    rest.remove_prefix(TAX_NUMBER_MARK.size());
    rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
    const auto* end = std::ranges::find_if_not(rest, is_digit);
    const std::string number{rest.begin(), end};
    if (number.empty()) return;
    if (payment.payer_tax_number.empty()) payment.payer_tax_number = number;
    payment.payer = in_one_line(std::string{end, rest.end()});
}

// One field, or six of a line each.
std::string purpose_of(const exchange_section& document) {
    constexpr std::string_view KEY = "НазначениеПлатежа";
    if (!document.text(KEY).empty()) return std::string{document.text(KEY)};
    std::string purpose;
    for (int part = 1; part <= 6; ++part)
        purpose += fmt::format("{} ", document.text(fmt::format("{}{}", KEY, part)));
    return in_one_line(purpose);
}

class statement_maker {
  public:
    explicit statement_maker(exchange_file file) : file_{std::move(file)} {}

    std::expected<bank_statement, statement_faults> make();

  private:
    bool is_ours(std::string_view account) const {
        const auto is_it = [&](const exchange_section& turnover) { return turnover.text(ACCOUNT) == account; };
        return std::ranges::find(file_.accounts, account, &exchange_value::text) != file_.accounts.end() ||
               std::ranges::any_of(file_.turnovers, is_it);
    }
    fault_or_nothing take(const exchange_section& document);
    std::expected<bank_payment, statement_fault> read_payment(const exchange_section& document,
                                                              core::amount amount) const;
    fault_or_nothing check_section(const exchange_section& turnover) const;
    fault_or_nothing check_received();

    exchange_file file_;
    bank_statement made_;
    statement_faults faults_;
    std::map<std::string, statement_total, std::less<>> received_;  // by account
};

std::expected<bank_payment, statement_fault> statement_maker::read_payment(const exchange_section& document,
                                                                           core::amount amount) const {
    bank_payment payment{.line = document.line, .amount = amount};
    const auto account = document.text("ПолучательСчет");
    const auto currency = currency_of(account);
    if (!currency) return std::unexpected(fault_at(document, "ПолучательСчет", currency.error()));
    payment.currency = *currency;
    const auto written = read_day(document.text("Дата"));
    if (!written) return std::unexpected(fault_at(document, "Дата", "is no day, as 28.11.2026"));
    const auto* const arrived_key = document.text("ДатаПоступило").empty() ? "Дата" : "ДатаПоступило";
    const auto arrived = read_day(document.text(arrived_key));
    if (!arrived) return std::unexpected(fault_at(document, arrived_key, "is no day, as 28.11.2026"));
    payment.day = *arrived;
    if (document.text("Номер").empty()) return std::unexpected(fault_at(document, "Номер", "is missing"));
    // A payer's bank gives each day's documents of an account numbers of their own.
    payment.reference = fmt::format("{}/{}/{}/{}", account, api::render_day(*written), document.text("Номер"),
                                    document.text("ПлательщикСчет"));
    if (payment.reference.size() > BANK_REFERENCE_MAX)
        return std::unexpected(fault_at(document, "Номер", "is longer than a reference may be"));
    payment.payer = document.text(document.text("Плательщик1").empty() ? "Плательщик" : "Плательщик1");
    payment.payer_tax_number = document.text("ПлательщикИНН");
    payment.purpose = purpose_of(document);
    split_payer(payment);
    return payment;
}

fault_or_nothing statement_maker::take(const exchange_section& document) {
    const auto to = document.text("ПолучательСчет");
    if (!is_ours(to)) return std::nullopt;
    if (!document.has("Сумма")) return fault_at(document, "Сумма", "is missing");
    const auto amount = read_bank_amount(document.text("Сумма"));
    if (!amount) return fault_at(document, "Сумма", amount.error());
    received_[std::string{to}].add(*amount);
    if (*amount == core::amount{}) return std::nullopt;
    auto payment = read_payment(document, *amount);
    if (!payment) return payment.error();
    made_.payments.push_back(std::move(*payment));
    return std::nullopt;
}

// НачальныйОстаток and what moved make КонечныйОстаток, where a section has all four.
fault_or_nothing statement_maker::check_section(const exchange_section& turnover) const {
    statement_total made;
    for (const std::string_view key : {"НачальныйОстаток", "ВсегоПоступило", "ВсегоСписано", "КонечныйОстаток"}) {
        if (turnover.text(key).empty()) return std::nullopt;
        const auto amount = core::parse_amount(turnover.text(key));
        if (!amount) return fault_at(turnover, key, amount.error());
        key == "ВсегоСписано" || key == "КонечныйОстаток" ? made.take(*amount) : made.add(*amount);
    }
    if (made.is({})) return std::nullopt;
    return fault_at(turnover, "КонечныйОстаток",
                    "does not come of НачальныйОстаток, ВсегоПоступило and ВсегоСписано: the file was changed");
}

// A file may hold a section for each of its days: together they are what its documents come to. What was spent is not
// looked at: banks export what came in alone, too.
fault_or_nothing statement_maker::check_received() {
    constexpr std::string_view KEY = "ВсегоПоступило";
    auto left = received_;
    for (const auto& turnover : file_.turnovers) {
        // Without the sum of each section nothing can be said.
        if (turnover.text(KEY).empty()) return std::nullopt;
        const auto amount = core::parse_amount(turnover.text(KEY));
        if (!amount) return fault_at(turnover, KEY, amount.error());
        left[std::string{turnover.text(ACCOUNT)}].take(*amount);
    }
    for (const auto& turnover : file_.turnovers) {
        const std::string account{turnover.text(ACCOUNT)};
        if (left[account].is({})) continue;
        return fault_at(
            turnover, KEY,
            fmt::format("is not what the documents of {} come to ({}): the file is not whole, or was changed", account,
                        received_[account].text()));
    }
    return std::nullopt;
}

std::expected<bank_statement, statement_faults> statement_maker::make() {
    if (file_.accounts.empty())
        return std::unexpected(
            statement_faults{{1, "РасчСчет", "is missing in the head: whose account it is, is not said"}});
    for (const auto& document : file_.documents)
        if (auto fault = take(document)) faults_.push_back(std::move(*fault));
    for (const auto& turnover : file_.turnovers)
        if (auto fault = check_section(turnover)) faults_.push_back(std::move(*fault));
    // With a document that cannot be read, no sum is right.
    auto wrong_sum = faults_.empty() ? check_received() : std::nullopt;
    if (wrong_sum) faults_.push_back(std::move(*wrong_sum));
    if (faults_.empty()) return std::move(made_);
    if (faults_.size() > STATEMENT_FAULTS_MAX) faults_.resize(STATEMENT_FAULTS_MAX);
    return std::unexpected(std::move(faults_));
}

}  // namespace

bool is_exchange_statement(std::string_view octets) {
    return octets.starts_with(MARK);
}

std::expected<bank_statement, statement_faults> read_exchange_statement(std::string_view octets) {
    const auto text = exchange_text_to_utf8(octets);
    if (!text) return std::unexpected(statement_faults{{0, {}, text.error()}});
    auto file = read_exchange_file(*text);
    if (!file) return std::unexpected(statement_faults{std::move(file.error())});
    return statement_maker{std::move(*file)}.make();
}

}  // namespace kaskad::gateway
