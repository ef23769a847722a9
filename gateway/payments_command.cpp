#include "gateway/payments_command.hpp"

#include "config/config.hpp"
#include "gateway/api_answer.hpp"
#include "gateway/api_caller.hpp"
#include "gateway/command_complaint.hpp"
#include "gateway/known_payments.hpp"
#include "gateway/long_work.hpp"
#include "gateway/new_file.hpp"
#include "gateway/open_invoices.hpp"
#include "gateway/payment_booking.hpp"
#include "gateway/payment_list.hpp"
#include "gateway/payment_report.hpp"
#include "gateway/serve.hpp"

#include <boost/json.hpp>
#include <fmt/core.h>

#include <cstdint>
#include <cstdio>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace kaskad::gateway {

namespace {

constexpr std::string_view NO_REFERENCE =
    "the bank gives it no reference by which it would be known again: book it with kaskad topup";

struct arguments {
    gateway_address gateway;
    std::vector<std::string> files;
    std::string output;
    bool is_dry_run = false;
};

constexpr complainer complain{"payments"};

std::optional<bank_statement> read_file(const std::string& name) {
    const auto octets = config::read_file(name);
    if (!octets) {
        complain(octets.error());
        return std::nullopt;
    }
    auto read = read_bank_statement(*octets);
    if (read) return std::move(*read);
    for (const auto& fault : read.error())
        complain(fmt::format("{}, {}", name, to_string(fault)));
    return std::nullopt;
}

// All that is wrong in any file is told before nothing is imported.
std::optional<std::vector<statement_file>> read_files(const std::vector<std::string>& names) {
    std::vector<statement_file> files;
    for (const auto& name : names)
        if (auto read = read_file(name)) files.push_back({name, std::move(*read)});
    return files.size() == names.size() ? std::optional{std::move(files)} : std::nullopt;
}

class import_run {
  public:
    import_run(const arguments& given, api_caller& api, known_payments known, std::vector<open_invoice> open)
        : given_{given}, api_{api}, known_{std::move(known)}, matcher_{std::move(open)} {}

    void run(const payment_list& list);
    const payment_report& report() const { return report_; }

  private:
    payment_row settle(const listed_payment& listed);
    std::expected<boost::json::object, std::string> order(std::string body);
    void tell(const payment_row& row);

    const arguments& given_;
    api_caller& api_;
    known_payments known_;
    payment_matcher matcher_;
    payment_report report_;
};

void import_run::tell(const payment_row& row) {
    fmt::print("{}", payment_line(row));
    report_.add(row);
}

std::expected<boost::json::object, std::string> import_run::order(std::string body) {
    const std::string path = given_.is_dry_run ? "/v1/admin/ledger/orders?dry_run=true" : "/v1/admin/ledger/orders";
    return read_answer(api_.post(path, given_.gateway.operator_key, std::move(body)));
}

payment_row import_run::settle(const listed_payment& listed) {
    if (listed.payment.reference.empty())
        return {.listed = listed, .fate = payment_fate::unmatched, .said = std::string{NO_REFERENCE}};
    const auto before = known_.find(listed.payment);
    if (before && before->amount >= listed.payment.amount)
        return {.listed = listed, .fate = payment_fate::known, .said = "ordered before"};
    const auto match = matcher_.match(listed.payment, before.value_or(booked_before{}));
    if (match.shares.empty()) return {.listed = listed, .fate = payment_fate::unmatched, .said = match.why_not};
    const bool is_part = match.shares.size() > 1 || before.has_value();
    return book_payment(listed, match, is_part, [this](std::string body) { return order(std::move(body)); });
}

void import_run::run(const payment_list& list) {
    for (const auto& reversal : list.reversals)
        tell({.listed = reversal, .fate = payment_fate::reversed, .said = "the bank took it back: nothing is booked"});
    for (const auto& listed : list.payments) {
        if (is_interrupted()) return;
        tell(settle(listed));
    }
}

int write_output(const std::string& path, const std::string& csv) {
    auto file = new_file::create(path, 0);
    if (!file) return complain(file.error());
    file->append(csv);
    const auto kept = file->keep();
    return kept ? EXIT_OK : complain(kept.error());
}

int tell_end(const arguments& given, const payment_list& list, const payment_report& report) {
    if (list.repeated > 0) fmt::print("{} stand twice and count once\n", list.repeated);
    if (list.not_booked > 0) fmt::print("{} entries are announced and not booked yet\n", list.not_booked);
    fmt::print("{}", report.summary(given.is_dry_run));
    const int written = given.output.empty() ? EXIT_OK : write_output(given.output, report.open_csv());
    if (is_interrupted()) return complain("broken off; start it again, what was booked is known");
    return written == EXIT_OK && report.is_all_done() ? EXIT_OK : EXIT_FAILED;
}

int import_payments(const arguments& given) {
    const auto files = read_files(given.files);
    if (!files) return complain("nothing was imported");
    const auto list = make_payment_list(*files);
    if (!list) return complain(list.error() + "; nothing was imported");
    api_caller api{given.gateway.url};
    // Without payments no order matters.
    const auto since =
        list->payments.empty() ? std::numeric_limits<uint32_t>::max() : list->payments.front().payment.day;
    auto known = fetch_known_payments(api, given.gateway.operator_key, since);
    if (!known) return complain(known.error());
    auto open = fetch_open_invoices(api, given.gateway.operator_key);
    if (!open) return complain(open.error());
    heed_interrupts();
    import_run run{given, api, std::move(*known), std::move(*open)};
    run.run(*list);
    return tell_end(given, *list, run.report());
}

}  // namespace

void add_payments_command(CLI::App& app, int& result) {
    const auto given = std::make_shared<arguments>();
    auto* command = app.add_subcommand("payments", "what clients paid, into a running gateway");
    command->require_subcommand(1);
    auto* import_command =
        command->add_subcommand("import", "match a bank's statements with open invoices and book what fits, once");
    add_gateway_options(*import_command, given->gateway);
    import_command->add_option("FILE", given->files, "statements: camt.053 or 1CClientBankExchange")->required();
    import_command->add_option("--output", given->output, "what a person must look at goes there too, as CSV");
    import_command->add_flag("--dry-run", given->is_dry_run, "say what would be, and book nothing");
    import_command->callback([given, &result] { result = import_payments(*given); });
}

}  // namespace kaskad::gateway
