#include "config/key.hpp"
#include "config/schema.hpp"
#include "core/address.hpp"

// [route_test]: texts that go over one link to phones of ours, by hand or by a schedule.

namespace kaskad::config {

namespace {

constexpr int64_t MINUTE = 60'000;
constexpr int64_t HOUR = 60 * MINUTE;
constexpr size_t SECRET_LENGTH_MAX = 128;
constexpr size_t NUMBERS_MAX = 40;  // five texts each: what one command may yield

form<std::string> phone_form() {
    const auto parse = [](std::string_view text) -> std::expected<std::string, std::string> {
        auto parsed = core::parse_recipient(text, {});
        if (!parsed) return std::unexpected(parsed.error());
        return "+" + parsed->digits;
    };
    return {"phone number", "", parse, [](const std::string& shown) { return shown; }};
}

section<route_test_schedule> schedule_section() {
    using k = keys_of<route_test_schedule>;
    using s = route_test_schedule;
    return {"A test that comes again and again. The budget holds for it too.",
            {
                k::required(k::text("name", &s::name, name_form(), "What this test is called in reports.")),
                k::required(k::text("link", &s::link, name_form(), "The link that is tested.")),
                k::required(k::list({"numbers", NUMBERS_MAX}, &s::numbers, phone_form(),
                                    "Of the phones, with country code and plus.")),
                k::text("sender", &s::sender, sender_form(), "The sender that is asked for. Empty: the client's own."),
                k::whole("every_hours", &s::every_hours, {1, 168}, "So often, counted from midnight (UTC)."),
                k::whole("at_minute", &s::at_minute, {0, 59}, "At this minute of the hour."),
            }};
}

}  // namespace

section<process_options> route_test_section() {
    using k = keys_of<process_options>;
    const auto of = [](auto member) {
        return [member](auto& process) -> auto& {
            return process.engine.route_test.*member;
        };
    };
    const auto of_phones = [](auto member) {
        return [member](auto& process) -> auto& {
            return process.route_test.*member;
        };
    };
    using o = engine::route_test_options;
    using p = route_test_options;
    return {
        "Tests of routes: texts that go over one link, whatever else the routing says, to phones of ours that tell "
        "what they get (POST /v1/probes/received). They go out for the [[client]] called \"route-test\", who is "
        "charged nothing.",
        {
            k::text("daily_budget", of(&o::daily_budget), amount_form(false),
                    "What the texts of a day (UTC) may cost, in the currency of buy prices. \"0\" = there are no "
                    "tests."),
            k::text("secret", of_phones(&p::secret), text_form({0, SECRET_LENGTH_MAX}),
                    "What the phones sign with, as webhooks are signed: \"whsec_\" and 24 to 64 octets in base64. "
                    "Empty: nobody can tell what arrived."),
            k::whole("wait_ms", of(&o::wait_ms), {MINUTE, 24 * HOUR},
                     "So long after its start a test is over, and what has not come is missing."),
            k::whole("tests_max", of(&o::tests_max), {1, 1'000}, "Tests that are kept; the oldest give way."),
            k::whole("numbers_max", of(&o::numbers_max), {1, NUMBERS_MAX}, "Phones of one test."),
            k::tables({"schedule", ROUTE_TEST_SCHEDULES_MAX}, of_phones(&p::schedules), schedule_section()),
        }};
}

}  // namespace kaskad::config
