#include "config/key.hpp"
#include "config/schema.hpp"

// Of a [[client]]: the reseller it belongs to, how its prices are made and when they fall due, and what it may use; and
// [billing], which says the same for all.

namespace kaskad::config {

namespace {

constexpr size_t COUNTRIES_MAX = 250;
constexpr size_t QUOTAS_MAX = 64;
constexpr size_t ALLOWANCES_MAX = 1'000;
constexpr int64_t PARTS_MAX = 1'000'000;
constexpr int64_t DAY = 86'400'000;

section<written_quota> quota_section() {
    using k = keys_of<written_quota>;
    using q = written_quota;
    using facts::quota_period;
    using facts::quota_unit;
    return {
        "What may be used in a day or month, counted where the client is billed; what is not charged after all is "
        "given back. Of a reseller: by all of its clients together.",
        {
            k::required(k::text("period", &q::period,
                                choice_form<quota_period>({{"day", quota_period::day}, {"month", quota_period::month}}),
                                "day or month.")),
            k::without_default(k::whole("messages", &q::messages, {0, INT64_MAX}, "At most so many messages.")),
            k::without_default(k::whole("parts", &q::parts, {0, INT64_MAX}, "Or: so many parts.")),
            k::without_default(k::text("money", &q::money, amount_form(false), "Or: charges of so much.")),
            k::without_default(k::text("country", &q::country, country_form(), "Only to there. Absent: everywhere.")),
            k::whole("warn_percent", &q::warn_percent, {0, 100},
                     "The client is told (quota.low) when so much of it is used. 0 = it is not told."),
        }};
}

section<written_allowance> allowance_section() {
    using k = keys_of<written_allowance>;
    using a = written_allowance;
    return {"Traffic that is not pumping, however it looks.",
            {
                k::text("sender", &a::sender, sender_form(), "From this sender. Empty: any."),
                k::without_default(
                    k::text("prefix", &a::prefix, number_prefix_form(), "To numbers that begin so. Absent: any.")),
            }};
}

}  // namespace

std::vector<key<written_client>> tree_keys() {
    using k = keys_of<written_client>;
    using c = written_client;
    using facts::charge_unit;
    using facts::pricing_rule;
    return {
        k::without_default(k::text("parent", &c::parent_name, name_form(),
                                   "The reseller it belongs to, another [[client]], who pays for each of its messages "
                                   "too. Trees are six levels deep at most.")),
        k::whole("clients_max", &c::clients_max, {0, 100'000},
                 "How many clients it may have right below it. 0 = it is no reseller."),
        k::text("pricing", &c::pricing,
                choice_form<pricing_rule>({{"list", pricing_rule::list}, {"parent", pricing_rule::parent}}),
                "list: its [[price]]s. parent: what its parent pays, and the margin below."),
        k::text("markup_percent", &c::markup_ppm, percent_form({-100, 100'000}),
                "pricing = \"parent\": on the parent's price."),
        k::text("markup", &c::markup, price_form(), "pricing = \"parent\": and so much more for each part."),
        k::text("earn_min", &c::earn_min, price_form(),
                "Its parent earns at least so much on a part: a price made from the parent's is raised, a destination "
                "whose listed price is lower is refused."),
        k::text("charge_for", &c::unit,
                choice_form<charge_unit>({{"part", charge_unit::part},
                                          {"message", charge_unit::message},
                                          {"delivered_part", charge_unit::delivered_part}}),
                "What the price is for: each part; the whole message; or, charged on delivery, each part that was "
                "delivered."),
        k::whole("without_receipt_percent", &c::without_receipt_percent, {0, 100},
                 "Charged on delivery: so much of the price for a message of which nobody ever said how it ended."),
        k::whole("late_hours", &c::late_hours, {0, 24 * 90},
                 "So long after a message ended uncharged a delivery that comes late is still charged. 0 = 7 days."),
        k::text("zone", &c::zone, zone_form(),
                "Where it is billed, as \"Europe/Berlin\": its days and months. Empty: UTC."),
        k::whole("rate", &c::rate, {0, PARTS_MAX}, "Parts a second, of it and all below it. 0 = no limit."),
        k::whole("rate_burst", &c::rate_burst, {0, PARTS_MAX},
                 "Parts at once after a rest. 0 = as many as in a second."),
        k::text("dear_price", &c::dear_price, price_form(),
                "A destination where a part costs more is refused, unless countries_allowed names it. \"0\" = as "
                "[billing] says; \"-1\" = nothing is too dear."),
        k::list({"countries_allowed", COUNTRIES_MAX}, &c::countries_allowed, country_form(), "However dear they are."),
        k::list({"countries_denied", COUNTRIES_MAX}, &c::countries_denied, country_form(), "Never there."),
        k::text(
            "balance_low", &c::balance_low, amount_form(false),
            "It is told (balance.low) when less than this is left to spend, and when it is good again. \"0\" = not."),
        k::flag("names_networks", &c::names_networks,
                "true: it may say which network a number is in, and is believed."),
        k::tables({"quota", QUOTAS_MAX}, &c::written_quotas, quota_section()),
        k::tables({"traffic_allowed", ALLOWANCES_MAX}, &c::written_allowances, allowance_section()),
    };
}

section<engine::billing_options> billing_section() {
    using k = keys_of<engine::billing_options>;
    using b = engine::billing_options;
    return {
        "What holds for the accounts of all clients.",
        {
            k::text("approve_above", &b::approve_above, amount_form(false),
                    "A top-up, credit note or adjustment of more than this, in its own currency, waits for a "
                    "second person. \"0\" = none does."),
            k::text("dear_price", &b::dear_price, price_form(),
                    "Of clients that do not say it: a destination where a part costs more is refused until it is "
                    "allowed. \"0\" = nothing is too dear."),
            k::whole("rate_age_ms", &b::rate_age_ms, {DAY, 31 * DAY},
                     "An exchange rate whose day is over for longer is not used."),
            k::whole("orders_max", &b::orders_max, {1, 10'000'000}, "Orders of money that are kept."),
            k::whole("rates_max", &b::rates_max, {1, 10'000'000}, "Days of exchange rates that are kept."),
            k::whole("invoices_max", &b::invoices_max, {1, 10'000'000}, "Invoices that are kept."),
            k::whole("reconciliations_max", &b::reconciliations_max, {1, 1'000'000}, "Reconciliations that are kept."),
            k::whole("no_credit_ms", &b::no_credit_ms, {1'000, 86'400'000},
                     "A link that is refused for want of credit is left alone for so long, unless money is paid "
                     "before."),
            k::text("zone", &b::zone, zone_form(),
                    "Where our months begin, as \"Europe/Berlin\": for closing them. Empty: UTC."),
        }};
}

}  // namespace kaskad::config
