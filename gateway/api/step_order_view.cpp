#include "gateway/api/step_order_view.hpp"

#include "core/assert.hpp"
#include "engine/facts/cascade_names.hpp"
#include "gateway/api/client_words.hpp"

#include <fmt/format.h>

#include <string>

namespace kaskad::gateway::api {

namespace {

constexpr uint32_t TENTH_PPM = 1'000;  // of a percent
constexpr int64_t SECOND_MS = 1'000;

// Beliefs are not as exact as their digits.
std::string chance_text(uint32_t ppm) {
    return percent_text((int64_t{ppm} + TENTH_PPM / 2) / TENTH_PPM * TENTH_PPM);
}

std::string words_of(const facts::step_estimate& each, core::channel channel, core::currency currency) {
    if (each.reaches_ppm == 0) return fmt::format("{} (it cannot begin, as far as is known)", core::to_string(channel));
    return fmt::format("{} ({} %, half of that within {} s, {} {})", core::to_string(channel),
                       chance_text(each.reaches_ppm), (each.delay_ms + SECOND_MS - 1) / SECOND_MS,
                       core::to_string(each.cost), core::to_string(currency));
}

std::string because(const std::vector<facts::step_estimate>& chosen, const std::vector<core::channel>& channels,
                    core::currency currency) {
    std::string words = "of the orders that reach the recipient in time this one is expected to cost least: ";
    for (size_t place = 0; place < chosen.size(); ++place) {
        if (place > 0) words += ", then ";
        words += words_of(chosen[place], channels[place], currency);
    }
    return words;
}

}  // namespace

void write_step_order(json_writer& out, const std::vector<facts::step_estimate>& chosen,
                      const std::vector<core::channel>& channels, core::currency currency) {
    if (chosen.empty()) return out.null("order");
    ASSERT(channels.size() == chosen.size());
    out.begin_object("order");
    out.text("by", facts::to_string(facts::step_order::expected_cost));
    out.text("because", because(chosen, channels, currency));
    out.begin_array("steps");
    for (size_t place = 0; place < chosen.size(); ++place) {
        const auto& each = chosen[place];
        out.begin_object();
        out.number("step", static_cast<int64_t>(place) + 1);
        out.number("written", each.step);
        out.text("channel", core::to_string(channels[place]));
        out.text("reaches_percent", chance_text(each.reaches_ppm));
        out.number("delay_ms", each.delay_ms);
        write_price(out, "expected_cost", each.cost, currency);
        out.end_object();
    }
    out.end_array();
    out.end_object();
}

}  // namespace kaskad::gateway::api
