#include "gateway/camt_statement.hpp"

#include "gateway/camt_entry.hpp"
#include "gateway/statement_total.hpp"
#include "gateway/xml_document.hpp"

#include <fmt/format.h>

#include <charconv>
#include <optional>
#include <span>
#include <utility>

namespace kaskad::gateway {

namespace {

// What came and went by the entries of one statement.
struct turnover {
    uint64_t count = 0;
    statement_total sum;
};

class camt_reader {
  public:
    void read_statement(const xml_element& statement);
    // What was read, or all that is wrong.
    std::expected<bank_statement, statement_faults> result();

  private:
    void take(const xml_element& element, const camt_entry& entry);
    void check_summary(const xml_element& statement, std::string_view name, const turnover& seen);
    void check_balances(const xml_element& statement, std::span<const camt_entry> entries);

    bank_statement read_;
    statement_faults faults_;
};

std::optional<uint64_t> read_count(std::string_view text) {
    uint64_t count = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
    return error == std::errc{} && end == text.data() + text.size() ? std::optional{count} : std::nullopt;
}

// Of that kind the only one; a statement in pages may have several, which prove nothing.
std::optional<xml_element> only_balance(const xml_element& statement, std::string_view code) {
    std::optional<xml_element> found;
    for (const auto& balance : statement.all("Bal")) {
        if (balance.text_at("Tp/CdOrPrtry/Cd") != code) continue;
        if (found) return std::nullopt;
        found = balance;
    }
    return found;
}

// Below zero where the account owes.
std::expected<camt_money, statement_fault> read_balance(const xml_element& balance) {
    auto money = read_camt_money(balance, "Amt");
    if (money && balance.text_at("CdtDbtInd") == "DBIT") money->amount = -money->amount;
    return money;
}

void camt_reader::take(const xml_element& element, const camt_entry& entry) {
    if (!entry.is_booked) {
        ++read_.not_booked;
        return;
    }
    if (!entry.is_credit && !entry.is_reversal) return;
    auto made = make_camt_payments(element, entry);
    auto& into = entry.is_reversal ? read_.reversals : read_.payments;
    into.insert(into.end(), std::make_move_iterator(made.begin()), std::make_move_iterator(made.end()));
}

// TtlCdtNtries, TtlDbtNtries: the sum is of the numbers, whatever their currencies (ISO 20022, "ControlSum").
void camt_reader::check_summary(const xml_element& statement, std::string_view name, const turnover& seen) {
    const auto summary = statement.find("TxsSummry/" + std::string{name});
    if (!summary) return;
    const auto sum = summary->find("Sum");
    if (sum) {
        const auto said = core::parse_amount(sum->text());
        if (!said) {
            faults_.push_back({sum->line(), sum->path(), said.error()});
        } else if (!seen.sum.is(*said)) {
            faults_.push_back({sum->line(), sum->path(),
                               fmt::format("says {}, the entries come to {}: the file is not whole, or was changed",
                                           core::to_string(*said), seen.sum.text())});
        }
    }
    const auto count = summary->find("NbOfNtries");
    if (count && read_count(count->text()) != seen.count)
        faults_.push_back(
            {count->line(), count->path(),
             fmt::format("says {}, there are {}: the file is not whole, or was changed", count->text(), seen.count)});
}

// Opening and what was booked make closing, where a statement has both.
void camt_reader::check_balances(const xml_element& statement, std::span<const camt_entry> entries) {
    auto opening = only_balance(statement, "OPBD");
    if (!opening) opening = only_balance(statement, "PRCD");
    const auto closing = only_balance(statement, "CLBD");
    if (!opening || !closing) return;
    const auto before = read_balance(*opening);
    const auto after = read_balance(*closing);
    if (!before || !after) {
        faults_.push_back(before ? after.error() : before.error());
        return;
    }
    statement_total made;
    made.add(before->amount);
    for (const auto& entry : entries) {
        if (!entry.is_booked || entry.money.currency != after->currency) continue;
        entry.is_credit ? made.add(entry.money.amount) : made.take(entry.money.amount);
    }
    if (before->currency == after->currency && made.is(after->amount)) return;
    faults_.push_back({closing->line(), closing->path(),
                       fmt::format("says {}, the opening balance and the entries make {}: the file is not whole, or "
                                   "was changed",
                                   core::to_string(after->amount), made.text())});
}

void camt_reader::read_statement(const xml_element& statement) {
    const auto account = camt_account(statement);
    if (account.empty()) {
        faults_.push_back({statement.line(), statement.path() + "/Acct/Id", "names no account (IBAN or Othr/Id)"});
        return;
    }
    std::vector<camt_entry> entries;
    turnover credits;
    turnover debits;
    for (const auto& element : statement.all("Ntry")) {
        auto entry = read_camt_entry(element, account);
        if (!entry) {
            faults_.push_back(std::move(entry.error()));
            continue;
        }
        auto& side = entry->is_credit ? credits : debits;
        ++side.count;
        side.sum.add(entry->money.amount);
        take(element, *entry);
        entries.push_back(std::move(*entry));
    }
    // With an entry that cannot be read, no sum is right.
    if (!faults_.empty()) return;
    check_summary(statement, "TtlCdtNtries", credits);
    check_summary(statement, "TtlDbtNtries", debits);
    check_balances(statement, entries);
}

std::expected<bank_statement, statement_faults> camt_reader::result() {
    if (faults_.empty()) return std::move(read_);
    if (faults_.size() > STATEMENT_FAULTS_MAX) faults_.resize(STATEMENT_FAULTS_MAX);
    return std::unexpected(std::move(faults_));
}

}  // namespace

std::expected<bank_statement, statement_faults> read_camt_statement(std::string_view octets) {
    const auto document = xml_document::parse(octets);
    if (!document) return std::unexpected(statement_faults{{document.error().line, {}, document.error().why}});
    const auto root = document->root();
    const auto message = root.find("BkToCstmrStmt");
    if (!message)
        return std::unexpected(statement_faults{
            {root.line(), std::string{root.name()}, "holds no BkToCstmrStmt: it is XML, but no statement (camt.053)"}});
    camt_reader reader;
    for (const auto& statement : message->all("Stmt"))
        reader.read_statement(statement);
    return reader.result();
}

}  // namespace kaskad::gateway
