#include "gateway/api/lookup_view.hpp"

#include "gateway/api/client_words.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

namespace kaskad::gateway::api {

namespace {

std::string_view reach_name(facts::lookup_reach value) {
    switch (value) {
        case facts::lookup_reach::unknown:
            return "";
        case facts::lookup_reach::reachable:
            return "reachable";
        case facts::lookup_reach::absent:
            return "absent";
        case facts::lookup_reach::no_such_number:
            return "no_such_number";
    }
    return "";
}

void write_answer(json_writer& out, const facts::looked_up& told) {
    const auto& value = told.value;
    out.begin_object();
    out.text("number", value.number);
    out.text_or_null("mccmnc", value.mccmnc);
    out.text_or_null("original_mccmnc", value.original);
    out.flag("ported", value.is_ported);
    out.text_or_null("reach", reach_name(value.reach));
    write_time(out, "as_of", value.answered_utc);
    out.flag("cached", told.is_cached);
    write_price(out, "price", told.is_cached ? core::amount{} : value.charge.charged, value.currency);
    out.end_object();
}

std::string render_results(const std::vector<lookup_result>& results) {
    json_writer out;
    out.begin_array();
    for (const auto& result : results) {
        if (result) {
            write_answer(out, *result);
        } else {
            out.raw({}, render_item_problem(result.error()));
        }
    }
    out.end_array();
    return out.take();
}

void write_word(json_writer& out, std::string_view name, const facts::learnt_number& word,
                const operator_sources& sources) {
    out.begin_object(name);
    out.text("mccmnc", word.mccmnc);
    out.text("rule", routing::to_string(word.rule));
    write_link(out, word.link, sources);
    write_time(out, "as_of", word.learnt_utc);
    out.end_object();
}

facts::learnt_number other_of(const facts::learnt_number& value) {
    return {.number = value.number,
            .mccmnc = value.other_mccmnc,
            .rule = value.other_rule,
            .link = value.other_link,
            .learnt_utc = value.other_utc,
            .other_mccmnc = {}};
}

}  // namespace

net::http_response render_lookups(const std::vector<lookup_result>& results) {
    auto rendered = render_results(results);
    if (std::ranges::any_of(results, [](const auto& each) { return each.has_value(); })) {
        json_writer out;
        out.begin_object();
        out.raw("results", rendered);
        out.end_object();
        return make_json(200, out.take());
    }
    const auto code = results.front().error().code();
    const bool shared = std::ranges::all_of(results, [&](const auto& each) { return each.error().code() == code; });
    auto whole = shared ? make_problem(code, results.front().error().detail)
                        : make_problem("nothing_accepted", "No number of the list could be looked up.");
    whole.results = std::move(rendered);
    return render_problem(whole);
}

net::http_response render_contradictions(const facts::contradictions& told, const operator_sources& sources) {
    json_writer out;
    out.begin_object();
    out.begin_array("numbers");
    for (const auto& row : told.rows) {
        out.begin_object();
        out.text("number", row.number);
        write_word(out, "believed", row, sources);
        write_word(out, "other", other_of(row), sources);
        out.end_object();
    }
    out.end_array();
    out.number("learnt", static_cast<int64_t>(told.learnt));
    out.flag("cut", told.is_cut);
    out.end_object();
    return make_json(200, out.take());
}

}  // namespace kaskad::gateway::api
