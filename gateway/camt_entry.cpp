#include "gateway/camt_entry.hpp"

#include "gateway/api/timestamp.hpp"
#include "gateway/statement_total.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <span>

namespace kaskad::gateway {

namespace {

constexpr size_t DAY_LENGTH = std::string_view{"2026-11-01"}.size();
// What banks write where they have no reference.
constexpr std::array<std::string_view, 3> NO_REFERENCES{"NONREF", "NOTPROVIDED", "NOT PROVIDED"};

statement_fault fault_at(const xml_element& parent, std::string_view path, std::string why) {
    const auto found = parent.find(path);
    return {found ? found->line() : parent.line(), parent.path() + "/" + std::string{path}, std::move(why)};
}

std::string reference_at(const xml_element& element, std::string_view path) {
    auto text = in_one_line(element.text_at(path));
    return std::ranges::find(NO_REFERENCES, text) == NO_REFERENCES.end() ? text : std::string{};
}

std::string first_text(const xml_element& element, std::initializer_list<std::string_view> paths) {
    for (const auto path : paths)
        if (auto text = element.text_at(path); !text.empty()) return text;
    return {};
}

std::vector<xml_element> transactions_of(const xml_element& entry) {
    std::vector<xml_element> found;
    for (const auto& details : entry.all("NtryDtls"))
        for (const auto& transaction : details.all("TxDtls"))
            found.push_back(transaction);
    return found;
}

// --- what a transaction says of its payer ------------------------------------------------------------------------

std::string tax_number_of(const xml_element& transaction) {
    for (const std::string_view path : {"RltdPties/Dbtr/Id/OrgId", "RltdPties/Dbtr/Pty/Id/OrgId"}) {
        const auto organisation = transaction.find(path);
        if (!organisation) continue;
        for (const auto& other : organisation->all("Othr"))
            if (other.text_at("SchmeNm/Cd") == "TXID") return other.text_at("Id");
    }
    return transaction.text_at("Tax/Dbtr/TaxId");
}

void add_words(std::string& into, const std::string& words) {
    if (words.empty()) return;
    if (!into.empty()) into += ' ';
    into += words;
}

// Free text, and what stands in its own fields: references of the creditor and numbers of documents.
void add_purpose(const xml_element& transaction, std::string& into) {
    const auto information = transaction.find("RmtInf");
    if (!information) return;
    for (const auto& text : information->all("Ustrd"))
        add_words(into, text.text());
    for (const auto& structured : information->all("Strd")) {
        add_words(into, structured.text_at("CdtrRefInf/Ref"));
        for (const auto& document : structured.all("RfrdDocInf"))
            add_words(into, document.text_at("Nb"));
        for (const auto& text : structured.all("AddtlRmtInf"))
            add_words(into, text.text());
    }
}

std::string payer_of(const xml_element& transaction) {
    return first_text(transaction, {"RltdPties/Dbtr/Nm", "RltdPties/Dbtr/Pty/Nm", "RltdPties/UltmtDbtr/Nm",
                                    "RltdPties/UltmtDbtr/Pty/Nm"});
}

void describe(bank_payment& payment, std::span<const xml_element> transactions, const xml_element& entry) {
    std::string purpose;
    for (const auto& transaction : transactions) {
        if (payment.payer.empty()) payment.payer = in_one_line(payer_of(transaction));
        if (payment.payer_tax_number.empty()) payment.payer_tax_number = in_one_line(tax_number_of(transaction));
        add_purpose(transaction, purpose);
    }
    if (purpose.empty()) purpose = entry.text_at("AddtlNtryInf");
    payment.purpose = in_one_line(purpose);
}

// --- by what it is known again -----------------------------------------------------------------------------------

std::string own_reference(const xml_element& element, std::span<const xml_element> transactions) {
    if (auto own = reference_at(element, "AcctSvcrRef"); !own.empty()) return own;
    if (transactions.size() != 1) return {};
    if (auto own = reference_at(transactions[0], "Refs/AcctSvcrRef"); !own.empty()) return own;
    const auto end_to_end = reference_at(transactions[0], "Refs/EndToEndId");
    if (end_to_end.empty()) return {};
    const auto entry = reference_at(element, "NtryRef");
    return entry.empty() ? end_to_end : end_to_end + "/" + entry;
}

std::string full_reference(const camt_entry& entry, const std::string& own) {
    return own.empty() ? own : fmt::format("{}/{}/{}", entry.account, api::render_day(entry.day), own);
}

// Of each transaction of a batch: the bank's own word for it where each has another one; else its place in the batch.
std::vector<std::string> references_within(std::span<const xml_element> transactions) {
    std::vector<std::string> references;
    for (const auto& transaction : transactions)
        references.push_back(reference_at(transaction, "Refs/AcctSvcrRef"));
    const std::set<std::string> different{references.begin(), references.end()};
    if (different.size() == references.size() && !different.contains("")) return references;
    for (size_t place = 0; place < references.size(); ++place)
        references[place] = std::to_string(place + 1);
    return references;
}

// --- a batch -----------------------------------------------------------------------------------------------------

// Up to version 3 a transaction's amount stood among details; since then it has its own place.
std::optional<camt_money> amount_of(const xml_element& transaction) {
    for (const std::string_view path : {"Amt", "AmtDtls/TxAmt/Amt"}) {
        if (!transaction.find(path)) continue;
        const auto money = read_camt_money(transaction, path);
        return money ? std::optional{*money} : std::nullopt;
    }
    return std::nullopt;
}

bool goes_against(const xml_element& transaction, const camt_entry& entry) {
    const auto direction = transaction.text_at("CdtDbtInd");
    return !direction.empty() && direction != (entry.is_credit ? "CRDT" : "DBIT");
}

// Nothing: they cannot be told apart by what they say, as where charges were taken off the whole.
std::optional<std::vector<core::amount>> amounts_within(std::span<const xml_element> transactions,
                                                        const camt_entry& entry) {
    std::vector<core::amount> amounts;
    statement_total sum;
    for (const auto& transaction : transactions) {
        const auto money = amount_of(transaction);
        const bool is_good = money && money->currency == entry.money.currency && money->amount > core::amount{} &&
                             !goes_against(transaction, entry);
        if (!is_good) return std::nullopt;
        amounts.push_back(money->amount);
        sum.add(money->amount);
    }
    return sum.is(entry.money.amount) ? std::optional{std::move(amounts)} : std::nullopt;
}

bank_payment make_payment(const xml_element& element, const camt_entry& entry, core::amount amount) {
    return {.line = element.line(), .day = entry.day, .amount = amount, .currency = entry.money.currency};
}

}  // namespace

std::expected<camt_money, statement_fault> read_camt_money(const xml_element& parent, std::string_view path) {
    const auto found = parent.find(path);
    if (!found) return std::unexpected(fault_at(parent, path, "is missing"));
    const auto amount = read_bank_amount(found->text());
    if (!amount) return std::unexpected(fault_at(parent, path, amount.error()));
    const auto currency = core::parse_currency(found->attribute("Ccy"));
    if (!currency) return std::unexpected(fault_at(parent, path, "Ccy: " + currency.error()));
    return camt_money{*amount, *currency};
}

std::string camt_account(const xml_element& statement) {
    return in_one_line(first_text(statement, {"Acct/Id/IBAN", "Acct/Id/Othr/Id"}));
}

std::expected<camt_entry, statement_fault> read_camt_entry(const xml_element& element, const std::string& account) {
    const auto money = read_camt_money(element, "Amt");
    if (!money) return std::unexpected(money.error());
    camt_entry entry{.money = *money, .account = account};
    const auto direction = element.text_at("CdtDbtInd");
    if (direction != "CRDT" && direction != "DBIT")
        return std::unexpected(fault_at(element, "CdtDbtInd", "'" + direction + "' is neither CRDT nor DBIT"));
    entry.is_credit = direction == "CRDT";
    const auto reversal = element.text_at("RvslInd");
    entry.is_reversal = reversal == "true" || reversal == "1";
    // Since version 7 the state is a code below Sts.
    const auto state = first_text(element, {"Sts/Cd", "Sts"});
    if (state.empty()) return std::unexpected(fault_at(element, "Sts", "is missing"));
    entry.is_booked = state == "BOOK";
    if (!entry.is_booked) return entry;
    const auto day = first_text(element, {"BookgDt/Dt", "BookgDt/DtTm"});
    const auto booked = api::parse_day(day.substr(0, DAY_LENGTH));
    if (!booked) return std::unexpected(fault_at(element, "BookgDt", "'" + day + "' is no day, as 2026-11-01"));
    entry.day = *booked;
    if (full_reference(entry, own_reference(element, transactions_of(element))).size() > BANK_REFERENCE_MAX)
        return std::unexpected(fault_at(element, "AcctSvcrRef", "is longer than a reference may be"));
    return entry;
}

std::vector<bank_payment> make_camt_payments(const xml_element& element, const camt_entry& entry) {
    if (entry.money.amount == core::amount{}) return {};
    const auto transactions = transactions_of(element);
    const auto reference = full_reference(entry, own_reference(element, transactions));
    const auto amounts = transactions.size() > 1 ? amounts_within(transactions, entry) : std::nullopt;
    if (!amounts) {
        auto whole = make_payment(element, entry, entry.money.amount);
        whole.reference = reference;
        describe(whole, transactions, element);
        return {std::move(whole)};
    }
    std::vector<bank_payment> payments;
    const auto within = references_within(transactions);
    for (size_t place = 0; place < transactions.size(); ++place) {
        auto& one = payments.emplace_back(make_payment(transactions[place], entry, (*amounts)[place]));
        if (!reference.empty()) one.reference = reference + "/" + within[place];
        describe(one, std::span{transactions}.subspan(place, 1), element);
    }
    return payments;
}

}  // namespace kaskad::gateway
