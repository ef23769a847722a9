#include "config/key.hpp"
#include "config/schema.hpp"

// Of a [[link]]: limits inside its rate and window.

namespace kaskad::config {

namespace {

using k = keys_of<written_link>;
using l = written_link;

constexpr size_t RULES_MAX = 64;
constexpr size_t VALUE_LENGTH_MAX = 20;

section<written_rate_rule> rate_section() {
    using r = written_rate_rule;
    using rule = keys_of<r>;
    using enum facts::limited_by;
    return {
        "A rate of its own inside the link's, of a sender or a network. All that fit hold; what waits for one lets "
        "others "
        "pass.",
        {
            rule::text("by", &r::by, choice_form<facts::limited_by>({{"sender", sender}, {"network", network}}),
                       "What it is about."),
            rule::text("value", &r::value, text_form({0, VALUE_LENGTH_MAX}),
                       "The sender as it is sent, or the network as \"26201\" (where only the country is known, as "
                       "\"DE\"). Empty: each has the rate for itself."),
            rule::required(rule::whole("rate", &r::rate, {1, 1'000'000}, "Segments a second.")),
        }};
}

}  // namespace

std::vector<key<l>> limit_keys() {
    return {
        k::flag("counts_segments", &l::counts_segments,
                "A long message in one message_payload counts in rate by its segments; false: as one."),
        k::whole(
            "recipient_window", &l::recipient_window, {0, 10'000},
            "Submits without an answer to one recipient, so that a number with a long queue cannot fill the window. "
            "0 = no limit."),
        k::tables({"limit", RULES_MAX}, &l::written_rate_rules, rate_section()),
    };
}

}  // namespace kaskad::config
