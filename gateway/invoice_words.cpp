#include "gateway/invoice_words.hpp"

#include "core/assert.hpp"
#include "core/calendar.hpp"
#include "gateway/api/client_words.hpp"
#include "gateway/api/timestamp.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace kaskad::gateway {

namespace {

constexpr invoice_words ENGLISH{
    .language = "en",
    .signs = {",", "."},
    .is_day_first = false,
    .invoice = "Invoice",
    .credit_note = "Credit note",
    .from = "From",
    .to = "To",
    .issued = "Date of issue",
    .due = "Due",
    .payment = "Payment",
    .from_balance = "paid from the balance",
    .period = "Services of",
    .cites = "Takes back invoice",
    .description = "Description",
    .network = "Network",
    .quantity = "Quantity",
    .net = "Net",
    .tax = "Tax",
    .gross = "Total",
    .bank = "Bank details",
    .page = "page",
    .page_of = "of",
    .kinds = {"SMS", "SMS, delivered late", "Number look-ups", "Fee", "Volume discount",
              "Missing in the agreed minimum", "Credit", "Correction of prices"},
    .steps_reason = "{month}: {units} units came to {sum} {currency}",
    .commitment_reason = "{month}: {agreed} {currency} agreed, messages came to {sum}",
    .prices_reason = "prices of {from} to {to} put right: {messages} messages",
    .rate_reason = "{month}: 1 {base} = {rate} {quote}, rate of {day}",
};

// The space between groups is one at which no line breaks.
constexpr invoice_words RUSSIAN{
    .language = "ru",
    .signs = {"\u00A0", ","},
    .is_day_first = true,
    .invoice = "Счёт №",
    .credit_note = "Кредит-нота №",
    .from = "Поставщик",
    .to = "Покупатель",
    .issued = "Дата",
    .due = "Оплатить до",
    .payment = "Оплата",
    .from_balance = "оплачено с баланса",
    .period = "Услуги за период",
    .cites = "Отменяет счёт №",
    .description = "Наименование",
    .network = "Сеть",
    .quantity = "Количество",
    .net = "Без налога",
    .tax = "Налог",
    .gross = "Всего",
    .bank = "Банковские реквизиты",
    .page = "стр.",
    .page_of = "из",
    .kinds = {"SMS-сообщения", "SMS-сообщения, доставленные с опозданием", "Запросы о номерах", "Плата",
              "Скидка за объём", "Доплата до согласованного минимума", "Возврат", "Исправление цен"},
    .steps_reason = "{month}: единиц {units}, на сумму {sum} {currency}",
    .commitment_reason = "{month}: согласовано {agreed} {currency}, сообщений на сумму {sum}",
    .prices_reason = "исправлены цены с {from} по {to}, сообщений: {messages}",
    .rate_reason = "{month}: 1 {base} = {rate} {quote}, курс на {day}",
    .has_act = true,
    .act = "Акт №",
    .act_about = "об оказании услуг",
    .act_from = "Исполнитель",
    .act_to = "Заказчик",
    .act_reason = "Основание",
    .act_text =
        "Услуги оказаны полностью и в срок. Заказчик претензий по объёму, качеству и срокам оказания услуг не "
        "имеет.",
};

constexpr const invoice_words* LANGUAGES[]{&ENGLISH, &RUSSIAN};

std::string grouped(std::string_view digits, std::string_view sign) {
    constexpr size_t GROUP = 3;
    std::string text;
    for (size_t at = 0; at < digits.size(); ++at) {
        if (at > 0 && (digits.size() - at) % GROUP == 0) text += sign;
        text += digits[at];
    }
    return text;
}

// A decimal as core writes it.
std::string with_signs(std::string_view decimal, number_signs signs) {
    const bool is_negative = decimal.starts_with('-');
    if (is_negative) decimal.remove_prefix(1);
    const auto point = std::min(decimal.find('.'), decimal.size());
    auto text = (is_negative ? "-" : "") + grouped(decimal.substr(0, point), signs.group);
    if (point == decimal.size()) return text;
    return text.append(signs.point).append(decimal.substr(point + 1));
}

}  // namespace

const invoice_words& words_of(std::string_view language) {
    const auto found =
        std::ranges::find(LANGUAGES, language, [](const invoice_words* words) { return words->language; });
    return found == std::end(LANGUAGES) ? ENGLISH : **found;
}

std::string written(const step_reason& why, const invoice_words& words) {
    return fmt::format(fmt::runtime(words.steps_reason), fmt::arg("month", why.month), fmt::arg("units", why.units),
                       fmt::arg("sum", core::to_string(why.sum)), fmt::arg("currency", core::to_string(why.currency)));
}

std::string written(const commitment_reason& why, const invoice_words& words) {
    return fmt::format(fmt::runtime(words.commitment_reason), fmt::arg("month", why.month),
                       fmt::arg("agreed", core::to_string(why.agreed)), fmt::arg("sum", core::to_string(why.sum)),
                       fmt::arg("currency", core::to_string(why.currency)));
}

std::string written(const prices_reason& why, const invoice_words& words) {
    return fmt::format(fmt::runtime(words.prices_reason), fmt::arg("from", printed_day(why.from_day, words)),
                       fmt::arg("to", printed_day(why.last_day, words)), fmt::arg("messages", why.messages));
}

std::string written(const rate_reason& why, const invoice_words& words) {
    return fmt::format(fmt::runtime(words.rate_reason), fmt::arg("month", why.month),
                       fmt::arg("base", core::to_string(why.from)), fmt::arg("quote", core::to_string(why.to)),
                       fmt::arg("rate", why.rate), fmt::arg("day", printed_day(why.day, words)));
}

std::string described(const billing::invoice_line& line, const invoice_words& words) {
    const auto kind = static_cast<size_t>(line.kind);
    ASSERT(kind < words.kinds.size());
    std::string text{words.kinds[kind]};
    if (!line.text.empty()) text += ": " + line.text;
    return text;
}

std::string in_coins(core::amount value, core::currency currency, number_signs signs) {
    const auto decimals = static_cast<size_t>(billing::coin_decimals(currency));
    auto text = core::to_string(value);
    const auto point = text.find('.');
    const auto written = point == text.npos ? 0 : text.size() - point - 1;
    if (written < decimals) text += (written == 0 ? "." : "") + std::string(decimals - written, '0');
    return with_signs(text, signs);
}

std::string printed_count(uint64_t value, number_signs signs) {
    return grouped(std::to_string(value), signs.group);
}

std::string printed_day(uint32_t day, const invoice_words& words) {
    if (!words.is_day_first) return api::render_day(day);
    const auto at = core::to_civil(int64_t{day} * core::DAY_MS);
    return fmt::format("{:02}.{:02}.{:04}", at.day, at.month, at.year);
}

std::string printed_percent(uint32_t ppm, number_signs signs) {
    return with_signs(api::percent_text(ppm), signs) + " %";
}

}  // namespace kaskad::gateway
