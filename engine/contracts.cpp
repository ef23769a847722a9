#include "engine/contracts.hpp"

#include "billing/exchange_table.hpp"
#include "engine/named.hpp"
#include "engine/reply.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace kaskad::engine {

namespace {

using facts::contract;
using facts::refusal_code;

constexpr size_t WORDS_MAX = 200;  // octets of a name or a line
constexpr size_t LINES_MAX = 8;
constexpr uint32_t DAYS_MAX = 366;
constexpr std::array<std::string_view, 2> LANGUAGES{"en", "ru"};

std::unexpected<facts::refusal> refuse_field(std::string field, std::string why) {
    return refuse(refusal_code::invalid_declaration, std::move(field), std::move(why));
}

checked<void> check_lines(const std::string& field, const std::vector<std::string>& lines) {
    if (lines.size() > LINES_MAX) return refuse_field(field, "at most " + std::to_string(LINES_MAX) + " lines");
    for (const auto& line : lines)
        if (line.size() > WORDS_MAX) return refuse_field(field, "a line has at most 200 octets");
    return {};
}

checked<void> check_buyer(const billing::party& buyer) {
    if (buyer.name.empty()) return refuse_field("buyer.name", "who is invoiced? say the name as it is printed");
    for (const auto& [field, text] :
         {std::pair{"buyer.name", &buyer.name}, std::pair{"buyer.tax_number", &buyer.tax_number}})
        if (text->size() > WORDS_MAX) return refuse_field(field, "at most 200 octets");
    if (auto ok = check_lines("buyer.address", buyer.address); !ok) return ok;
    return check_lines("buyer.bank", buyer.bank);
}

// What only counts where somebody invoices it.
checked<void> check_invoicing(const contract& value) {
    if (value.seller.empty()) return {};
    if (auto ok = check_buyer(value.buyer); !ok) return ok;
    if (std::ranges::find(LANGUAGES, value.language) == LANGUAGES.end())
        return refuse_field("language", "invoices are made in \"en\" and \"ru\"");
    if (value.tax_code.empty()) return refuse_field("tax_code", "which tax is asked? a code of [[tax]] in the file");
    if (value.payment_days > DAYS_MAX) return refuse_field("payment_days", "at most 366");
    return {};
}

checked<void> check_overdue(const facts::overdue_steps& steps) {
    const std::array days{steps.warn_days, steps.stop_marketing_days, steps.stop_days};
    uint32_t before = 0;
    for (const auto each : days) {
        if (each > DAYS_MAX) return refuse_field("overdue", "days are at most 366");
        if (each == 0) continue;
        if (each < before) return refuse_field("overdue", "first it is warned, then marketing stops, then everything");
        before = each;
    }
    return {};
}

checked<void> check_contract(const contract& value) {
    if (const auto ok = billing::check(value.tariff); !ok) return refuse_field(ok.error().field, ok.error().why);
    if (value.seller.size() > WORDS_MAX || value.tax_code.size() > WORDS_MAX)
        return refuse_field("seller", "names have at most 200 octets");
    if (value.notice_days > DAYS_MAX) return refuse_field("notice_days", "at most 366");
    if (auto ok = check_invoicing(value); !ok) return ok;
    return check_overdue(value.overdue);
}

checked<void> check_rate(const contract& value, core::currency account) {
    const bool is_fixed = value.rate_rule == facts::exchange_rule::fixed;
    if (value.priced_in == account)
        return refuse_field("priced_in", "the account has this currency itself: leave it out");
    if (value.priced_in == core::currency{} && value.rate_rule != facts::exchange_rule::message_day)
        return refuse_field("rate_rule", "which currency is exchanged? say `priced_in`");
    if (is_fixed != (value.fixed_rate_e8 != 0))
        return refuse_field("rate", is_fixed ? "which rate was agreed? say `rate`" : "only a fixed rate is agreed");
    if (value.fixed_rate_e8 < 0 || value.fixed_rate_e8 > billing::EXCHANGE_RATE_MAX_E8)
        return refuse_field("rate", "above 0 and at most 1000000");
    if (value.rate_rule == facts::exchange_rule::invoice_day && value.seller.empty())
        return refuse_field("rate_rule", "who is not invoiced has no invoice's day: say `seller`");
    return {};
}

checked<facts::contract_row> put(turn& turn, const facts::put_contract& command) {
    const auto client = find_named(turn.memory.clients, command.client);
    if (client == turn.memory.clients.end())
        return refuse(refusal_code::not_found, "client", "there is no client of this name");
    if (client->second.parent)
        return refuse_field("client", "it is a reseller's client: what it pays is agreed with the reseller");
    if (auto ok = check_contract(command.value); !ok) return std::unexpected(ok.error());
    if (auto ok = check_rate(command.value, client->second.currency); !ok) return std::unexpected(ok.error());
    const auto known = turn.memory.contracts.find(client->first);
    const auto version = known == turn.memory.contracts.end() ? 0 : known->second.version;
    if (command.value.version != version)
        return refuse(refusal_code::outdated, "version",
                      "the contract is version " + std::to_string(version) + " now; read it again and change that");
    auto made = command.value;
    made.client = client->first;
    made.version = version + 1;
    made.changed_utc = turn.now.utc_ms;
    facts::contract_row told{made, command.client};
    if (command.is_dry_run) return told;
    turn.emit({.kind = facts::fact_kind::contract_changed, .note = made.by, .changes = changes_of(std::move(made))});
    return told;
}

bool has_begun(const turn& turn, const contract& value) {
    if (value.from_day == 0) return true;
    const auto& zone = turn.memory.clients.at(value.client).zone;
    return turn.memory.calendar->day(zone, turn.now.utc_ms).begin_day >= value.from_day;
}

}  // namespace

void handle(turn& turn, const facts::put_contract& command) {
    auto made = put(turn, command);
    if (!made) return reply(turn, command.reply_to, checked<facts::contracts>{std::unexpected(made.error())});
    reply(turn, command.reply_to, checked<facts::contracts>{facts::contracts{{std::move(*made)}}});
}

void handle(turn& turn, const facts::query_contracts& command) {
    facts::contracts told;
    for (const auto& [id, value] : turn.memory.contracts) {
        const auto& name = turn.memory.clients.at(id).name;
        if (command.client.empty() || command.client == name) told.rows.push_back({value, name});
    }
    if (!command.client.empty() && told.rows.empty()) {
        return reply(turn, command.reply_to,
                     checked<facts::contracts>{
                         refuse(refusal_code::not_found, "client", "there is no contract with a client of this name")});
    }
    std::ranges::sort(told.rows, {}, &facts::contract_row::client);
    reply(turn, command.reply_to, checked<facts::contracts>{std::move(told)});
}

bool has_steps(const turn& turn, core::client_id client) {
    const auto known = turn.memory.contracts.find(client);
    if (known == turn.memory.contracts.end()) return false;
    const auto& tariff = known->second.tariff;
    return tariff.rule == billing::step_rule::progressive && !tariff.steps.empty();
}

uint32_t step_off_ppm(const turn& turn, core::client_id client, uint64_t units_before) {
    const auto known = turn.memory.contracts.find(client);
    if (known == turn.memory.contracts.end() || !has_begun(turn, known->second)) return 0;
    return billing::off_ppm(known->second.tariff, units_before);
}

const facts::contract* find_exchanged(const turn& turn, core::client_id client) {
    const auto known = turn.memory.contracts.find(client);
    if (known == turn.memory.contracts.end() || known->second.priced_in == core::currency{}) return nullptr;
    return has_begun(turn, known->second) ? &known->second : nullptr;
}

std::optional<std::string> find_overdue(const turn& turn, const facts::client& client, core::message_class of) {
    const auto unpaid = turn.memory.unpaid.find(client.id);
    const auto known = turn.memory.contracts.find(client.id);
    if (unpaid == turn.memory.unpaid.end() || known == turn.memory.contracts.end()) return std::nullopt;
    const auto& steps = known->second.overdue;
    const bool is_marketing = of == core::message_class::marketing && steps.stop_marketing_days > 0;
    const auto allowed = is_marketing ? steps.stop_marketing_days : steps.stop_days;
    if (allowed == 0) return std::nullopt;
    const auto oldest = std::ranges::min_element(unpaid->second, {}, [](const auto& each) { return each.second; });
    const auto today = turn.memory.calendar->day(client.zone, turn.now.utc_ms).begin_day;
    if (today < oldest->second + allowed) return std::nullopt;
    const auto& invoice = turn.memory.invoices.at(oldest->first);
    return "invoice " + billing::printed_number(invoice) + " has been due for " +
           std::to_string(today - oldest->second) + " days";
}

}  // namespace kaskad::engine
