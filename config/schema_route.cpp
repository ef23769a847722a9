#include "config/key.hpp"
#include "config/schema.hpp"
#include "routing/maintenance.hpp"
#include "routing/sticky_senders.hpp"

// How links are chosen: [[client.route]], what a client may earn or lose, and what is agreed with a link's supplier.

namespace kaskad::config {

namespace {

constexpr size_t NAMES_MAX = 256;
constexpr size_t NETWORK_NAME_MAX = 64;
constexpr int64_t IN_TIME_MAX_MS = 86'400'000;

form<uint8_t> class_number_form() {
    std::vector<word<uint8_t>> words;
    for (uint8_t number = 0; number < core::MESSAGE_CLASS_COUNT; ++number)
        words.emplace_back(core::to_string(static_cast<core::message_class>(number)), number);
    return choice_form(std::move(words));
}

form<uint32_t> weekday_form() {
    return choice_form<uint32_t>({{"monday", 0},
                                  {"tuesday", 1},
                                  {"wednesday", 2},
                                  {"thursday", 3},
                                  {"friday", 4},
                                  {"saturday", 5},
                                  {"sunday", 6}});
}

// Minutes of a day.
form<uint32_t> minute_form() {
    const auto parse = [](std::string_view text) -> std::expected<uint32_t, std::string> {
        const auto digit = [&](size_t place) { return static_cast<uint32_t>(text[place] - '0'); };
        const bool is_time =
            text.size() == 5 && text[2] == ':' && text.find_first_not_of("0123456789:") == std::string_view::npos;
        if (is_time) {
            const auto hours = digit(0) * 10 + digit(1);
            const auto minutes = digit(3) * 10 + digit(4);
            if (hours < 24 && minutes < 60 && text.find(':', 3) == std::string_view::npos) return hours * 60 + minutes;
        }
        return std::unexpected("expected a time of day, as \"02:30\"");
    };
    const auto show = [](const uint32_t& minute) { return fmt::format("{:02}:{:02}", minute / 60, minute % 60); };
    return {"time of day", "00:00 to 23:59", parse, show};
}

form<uint8_t> sender_kind_form() {
    using core::sender_kind;
    return choice_form<uint8_t>({{"number", static_cast<uint8_t>(sender_kind::numeric)},
                                 {"name", static_cast<uint8_t>(sender_kind::alphanumeric)}});
}

section<written_policy_link> policy_link_section() {
    using k = keys_of<written_policy_link>;
    using l = written_policy_link;
    return {"A link of the policies weighted, chain (in this order) and forced (one).",
            {
                k::required(k::text("name", &l::name, name_form(), "The link.")),
                k::whole("weight", &l::weight, {1, 1'000'000}, "weighted: its share, compared with the others'."),
            }};
}

section<written_maintenance> maintenance_section() {
    using k = keys_of<written_maintenance>;
    using m = written_maintenance;
    return {
        "When the operator works on the link: traffic leaves it five minutes before, and what happens then is not held "
        "against it. Once, from and to, or each week.",
        {
            k::moment("from", &m::from_utc_ms, "The beginning, UTC."),
            k::moment("to", &m::to_utc_ms, "The end, UTC."),
            k::without_default(k::text("weekday", &m::weekday, weekday_form(), "Or: each week on this day.")),
            k::without_default(k::text("begin", &m::begin_minute, minute_form(), "At this time of it, as \"02:30\".")),
            k::whole("minutes", &m::minutes, {0, routing::MAINTENANCE_MINUTES_MAX}, "For so long."),
            k::whole("zone_minutes", &m::offset_minutes, {-14 * 60, 14 * 60},
                     "How far east of UTC that time is counted."),
            k::text("network", &m::network, text_form({0, NETWORK_NAME_MAX}),
                    "Only there: MCC and MNC, an operator of the number plan, or a country. Empty: everywhere."),
        }};
}

}  // namespace

section<written_sender_rule> sender_type_section() {
    using k = keys_of<written_sender_rule>;
    using r = written_sender_rule;
    return {
        "What a sender is in the prices: registered and paid for, free, of the country, or foreign. The first that "
        "fits counts; a sender that none fits is of no type, and only prices for any are found.",
        {
            k::text("sender", &r::sender, sender_form(), "This sender. Empty: any."),
            k::text("network", &r::network, text_form({0, NETWORK_NAME_MAX}),
                    "Only there: MCC and MNC, an operator of the number plan, or a country. Empty: everywhere."),
            k::required(k::text("type", &r::type, sender_type_form(), "paid, free, national or international.")),
        }};
}

section<written_route> route_section() {
    using k = keys_of<written_route>;
    using r = written_route;
    return {"How links are chosen for the client's messages, where not as [engine.class] says.",
            {
                k::without_default(k::text("class", &r::of_class, class_form(),
                                           "Only for messages of this class. Absent: for those without a route of "
                                           "their own.")),
                k::required(k::text("policy", &r::kind, policy_form(),
                                    "least_cost; cost_per_delivered; best_quality; balanced: the least cost of a "
                                    "delivery near the best quality; expected_value: what a delivery is worth less "
                                    "what it costs; weighted, chain, forced: the links below, by share, by order, or "
                                    "one alone.")),
                k::whole("floor_percent", &r::floor_percent, {0, 100},
                         "A link that delivers less, at the lower bound of what is believed, gives way to others."),
                k::whole("band_percent", &r::band_percent, {0, 100},
                         "balanced: how many points below the best quality a link may be."),
                k::whole("in_time_ms", &r::deadline_ms, {0, IN_TIME_MAX_MS},
                         "best_quality, balanced: a delivery later than this counts for nothing. 0 = whenever."),
                k::text("value", &r::value, price_form(), "expected_value: what the delivery of one part is worth."),
                k::flag("no_probes", &r::no_probes,
                        "true: always the link that seems best, none of these messages tries another."),
                k::tables({"link", NAMES_MAX}, &r::written_links, policy_link_section()),
            }};
}

std::vector<key<written_client>> margin_keys() {
    using k = keys_of<written_client>;
    using c = written_client;
    return {
        k::list({"links_allowed", NAMES_MAX}, &c::links_allowed, name_form(), "Only these links. Empty: all."),
        k::list({"links_denied", NAMES_MAX}, &c::links_denied, name_form(), "None of these links."),
        k::text("margin_min", &c::margin_min, price_form(),
                "What each part earns at least, as far as is believed, where prices are in one currency; a link that "
                "would earn less is left out."),
        k::text("spend_max", &c::spend_max, price_form(),
                "What each part may cost with all attempts of a message together, where prices are in one currency; a "
                "link that would cost more is left out. 0 = whatever."),
        k::moment("loss_until", &c::loss_until_utc,
                  "Until this moment its messages may lose money all the same; loss_allowed_by says who answers for "
                  "that."),
        k::whole("sticky_s", &c::sticky_s, {0, routing::STICKY_MS / 1'000},
                 "So long after a message its recipient keeps the link, while nothing speaks against it. 0 = not."),
        k::text("pumping", &c::pumping,
                choice_form<facts::pumping_rule>({{"off", facts::pumping_rule::off},
                                                  {"watch", facts::pumping_rule::watch},
                                                  {"guard", facts::pumping_rule::guard}}),
                "Whether codes and transactional messages are watched for traffic pumping; guard puts off, holds or "
                "refuses them, uncharged."),
        k::without_default(
            k::text("loss_allowed_by", &c::loss_allowed_by, text_form({1, 128}), "A person, for the record.")),
    };
}

std::vector<key<written_link>> supply_keys() {
    using k = keys_of<written_link>;
    using l = written_link;
    using facts::receipt_meaning;
    return {
        k::list({"networks", NAMES_MAX}, &l::networks, text_form({1, NETWORK_NAME_MAX}),
                "Only these networks, by MCC and MNC, or operators of the number plan. Empty: all of its countries."),
        k::list({"classes", core::MESSAGE_CLASS_COUNT}, &l::classes, class_number_form(),
                "Only messages of these classes. Empty: all."),
        k::list({"senders", 2}, &l::sender_kinds, sender_kind_form(), "Only senders of these kinds. Empty: all."),
        k::without_default(k::text("owner", &l::owner, name_form(),
                                   "The client who is also this supplier: none of its messages goes back to it.")),
        k::text("receipts_mean", &l::receipts_mean,
                choice_form<receipt_meaning>({{"delivery", receipt_meaning::delivery},
                                              {"acknowledgement", receipt_meaning::acknowledgement},
                                              {"none", receipt_meaning::none}}),
                "What its receipts are about. Where they do not tell of the phone, its deliveries are unknown and only "
                "clients' feedback teaches them."),
        k::flag("names_networks", &l::names_networks,
                "true: its receipts say which network a phone is in (docs/number_plan.md), and are believed."),
        k::list({"network_tags", 2}, &l::network_tags, vendor_tag_form(),
                "The TLV of its receipts in which they say so: one with MCC and MNC, as \"0x1420\", or that with the "
                "MCC and that with the MNC. Empty: in words of the text, or in 0x1503 and 0x1504."),
        k::whole("expected_delivery_percent", &l::expected_delivery_percent, {0, 100},
                 "What is believed of it before anything is known. 0 = as of any link."),
        k::text("daily_limit", &l::daily_limit, amount_form(false),
                "What may be bought over it in a day (UTC). \"0\" = no limit."),
        k::text("credit", &l::credit, amount_form(false), "What may be owed to its supplier. \"0\" = no limit."),
        k::text("price_zone", &l::price_zone, zone_form(),
                "Where its price sheets' days begin, as \"Europe/Berlin\". Empty: UTC."),
        k::tables({"maintenance", MAINTENANCE_WINDOWS_MAX}, &l::written_maintenance_windows, maintenance_section()),
        k::tables({"sender_type", SENDER_RULES_MAX}, &l::written_senders, sender_type_section()),
    };
}

}  // namespace kaskad::config
