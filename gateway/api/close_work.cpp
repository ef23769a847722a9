#include "gateway/api/close_work.hpp"

#include "core/calendar.hpp"
#include "engine/facts/arrivals.hpp"
#include "gateway/api/client_directory.hpp"
#include "gateway/api/client_words.hpp"
#include "gateway/api/database_answer.hpp"

#include <algorithm>

namespace kaskad::gateway::api {

namespace {

size_t delivered_parts(const facts::message& message) {
    size_t most = 0;
    for (const auto& attempt : message.attempts)
        most = std::max(most, static_cast<size_t>(std::ranges::count(attempt.parts, facts::part_state::delivered,
                                                                     &facts::part::state)));
    return most;
}

// What will be posted of what is held. What is charged at another moment than delivery is charged already.
core::amount due_without_receipt(const facts::message& message, const payment& paid, const silence_rule& rule) {
    const auto moment = paid.moment == facts::charge_moment::as_client ? rule.moment : paid.moment;
    if (moment != facts::charge_moment::on_delivered || message.cascade != 0) return {};
    const auto units = static_cast<uint32_t>(std::min<size_t>(delivered_parts(message), paid.charge.units));
    if (rule.by_part && units > 0) return billing::post(paid.charge, units)->after.charged;
    return rule.percent == 0 ? core::amount{} : billing::post_share(paid.charge, rule.percent)->after.charged;
}

}  // namespace

facts::command close_work::ask_for(core::message_id message, facts::token reply_to) const {
    return facts::end_unconfirmed{.reply_to = reply_to,
                                  .claim = {.client = {}, .message = message},
                                  .link = link_,
                                  .before_utc = asked_.before_utc_ms,
                                  .by = by_};
}

uint64_t close_work::count_of(const facts::reply& reply) const {
    return std::holds_alternative<facts::message_status>(reply) ? 1 : 0;
}

std::string close_work::render(const slice_sums& sums, core::message_id next_after) const {
    json_writer out;
    out.begin_object();
    out.number("messages", static_cast<int64_t>(sums.messages));
    out.number("left", static_cast<int64_t>(sums.others));
    out.text_or_null("next_after", next_after ? core::to_string(next_after) : std::string{});
    out.end_object();
    return out.take();
}

std::expected<pages_wanted, net::http_response> close_work::open(store::report_reader& from) {
    const auto links = from.read_links();
    const auto clients = from.read_clients();
    if (!links || !clients) return std::unexpected(store_trouble());
    const auto named = std::ranges::find(*links, asked_.link, &facts::link::name);
    if (named == links->end()) return std::unexpected(refused_parameter("link", "there is no link of this name"));
    link_ = named->id;
    const client_directory directory{*clients};
    for (const auto& each : *clients) {
        const bool by_part = each.unit == facts::charge_unit::delivered_part;
        rules_[each.id] = {directory.moment_of(each.id), by_part, each.without_receipt_percent};
    }
    const auto from_utc_ms = asked_.before_utc_ms - int64_t{asked_.back_days} * core::DAY_MS;
    return pages_wanted{.period = {from_utc_ms, asked_.before_utc_ms}, .client = {}, .after = {}, .has_postings = true};
}

bool close_work::take(const store::told_message& told) {
    if (!facts::is_unconfirmed(told.message, link_, asked_.before_utc_ms)) return false;
    count(told);
    return true;
}

void close_work::count(const store::told_message& told) {
    ++sums_.messages;
    for (const auto& [currency, amount] : supplier_cost(told))
        add(sums_.owed, currency, amount);
    const auto paid = payment_to_us(told.message);
    if (told.message.is_test || paid.currency == core::currency{}) return;
    add(sums_.charged, paid.currency, paid.charge.charged);
    if (paid.charge.state != billing::reservation_state::open) return;
    const auto due = due_without_receipt(told.message, paid, rules_[paid.payer]);
    add(sums_.held, paid.currency, paid.charge.amount);
    add(sums_.to_charge, paid.currency, due);
    add(sums_.to_release, paid.currency, paid.charge.amount - due);
}

std::string close_work::render_counts(int64_t as_of_utc_ms) const {
    json_writer out;
    out.begin_object();
    write_time(out, "as_of", as_of_utc_ms);
    out.number("messages", static_cast<int64_t>(sums_.messages));
    write_sums(out, "charged", sums_.charged);
    write_sums(out, "held", sums_.held);
    write_sums(out, "to_charge", sums_.to_charge);
    write_sums(out, "to_release", sums_.to_release);
    write_sums(out, "owed", sums_.owed);
    out.flag("dry_run", true);
    out.end_object();
    return out.take();
}

}  // namespace kaskad::gateway::api
