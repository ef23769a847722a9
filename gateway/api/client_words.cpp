#include "gateway/api/client_words.hpp"

#include "gateway/api/timestamp.hpp"

namespace kaskad::gateway::api {

void write_price(json_writer& out, std::string_view name, core::amount amount, core::currency currency) {
    out.begin_object(name);
    out.text("amount", core::to_string(amount));
    out.text("currency", core::to_string(currency));
    out.end_object();
}

void write_reason(json_writer& out, core::reason reason) {
    if (reason == core::reason::none) {
        out.null("reason");
        return;
    }
    out.begin_object("reason");
    out.text("code", core::to_string(reason));
    out.text("culprit", core::to_string(core::culprit_of(reason)));
    out.end_object();
}

void write_network(json_writer& out, std::string_view mccmnc, std::string_view country) {
    out.begin_object("network");
    out.text_or_null("mccmnc", mccmnc);
    out.text_or_null("country", country);
    out.end_object();
}

void write_texts(json_writer& out, std::string_view name, const std::vector<std::string>& texts) {
    out.begin_array(name);
    for (const auto& text : texts)
        out.text({}, text);
    out.end_array();
}

std::string percent_text(int64_t ppm) {
    constexpr int64_t E6_PER_PPM = 100;  // a percent in 1e-6 of it
    return core::to_string(core::amount{ppm * E6_PER_PPM});
}

void write_time(json_writer& out, std::string_view name, int64_t utc_ms) {
    if (utc_ms == 0) {
        out.null(name);
    } else {
        out.text(name, render_timestamp(utc_ms));
    }
}

}  // namespace kaskad::gateway::api
