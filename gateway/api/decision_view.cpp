#include "gateway/api/decision_view.hpp"

#include "gateway/api/client_words.hpp"

#include <fmt/format.h>

namespace kaskad::gateway::api {

namespace {

constexpr uint32_t MILLION = 1'000'000;

std::string name_of(core::link_id id, const operator_sources& sources) {
    if (!sources.links) return {};
    const auto found = sources.links->find(id);
    return found == sources.links->end() ? std::string{} : found->second.name;
}

void write_belief(json_writer& out, const routing::candidate& candidate) {
    if (candidate.delivery_high == 0) return out.null("delivery");
    out.begin_object("delivery");
    out.text("share", share_text(candidate.delivery));
    out.text("at_least", share_text(candidate.delivery_low));
    out.text("at_most", share_text(candidate.delivery_high));
    out.text("in_time", share_text(candidate.on_time));
    out.number("known", candidate.samples);
    out.number("open", candidate.open);
    out.end_object();
}

void write_candidate(json_writer& out, const routing::candidate& candidate, const operator_sources& sources) {
    out.begin_object();
    write_link(out, candidate.link, sources);
    out.text("verdict", candidate.verdict == core::reason::none ? "chosen" : core::to_string(candidate.verdict));
    out.text_or_null("price", candidate.has_price ? core::to_string(candidate.price) : "");
    if (candidate.price_delivered.e8 > 0) out.text("price_on_delivery", core::to_string(candidate.price_delivered));
    out.number("wait_ms", candidate.wait_ms);
    write_belief(out, candidate);
    out.text("margin", core::to_string(candidate.margin));
    out.text("chance", share_text(candidate.share, MILLION));
    out.end_object();
}

void write_network(json_writer& out, const routing::decision& decision) {
    out.begin_object("network");
    out.text_or_null("mccmnc", decision.network.mccmnc);
    out.text_or_null("country", decision.network.country);
    out.text_or_null("name", decision.network.name);
    out.text_or_null("group", decision.network.group);
    out.text("rule", routing::to_string(decision.network_rule));
    write_time(out, "known_since", decision.network_utc_ms);
    out.end_object();
}

}  // namespace

void write_link(json_writer& out, core::link_id id, const operator_sources& sources) {
    if (!id) return out.null("link");
    out.begin_object("link");
    out.number("id", id.value);
    out.text_or_null("name", name_of(id, sources));
    out.end_object();
}

std::string share_text(uint32_t share, uint32_t whole) {
    return fmt::format("{}", static_cast<double>(share) / whole);
}

void write_decision(json_writer& out, const routing::decision& decision, const operator_sources& sources) {
    out.begin_object("decision");
    out.text("outcome", routing::to_string(decision.outcome));
    write_reason(out, decision.reason);
    out.text("policy", routing::to_string(decision.policy));
    write_network(out, decision);
    out.text("prefix", decision.prefix);
    out.number("plan_version", decision.plan_version);
    out.number("price_version", decision.price_version);
    write_time(out, "decided_at", decision.utc_ms);
    out.number("draw", decision.draw);
    out.text_or_null("best", name_of(decision.best, sources));
    out.text("probe_cost", core::to_string(decision.probe_cost));
    out.flag("sticky", decision.is_sticky);
    const auto namer = [&sources](core::link_id id) { return name_of(id, sources); };
    if (sources.words.explain) out.text("explanation", sources.words.explain(decision, namer));
    out.begin_array("candidates");
    for (const auto& candidate : decision.candidates)
        write_candidate(out, candidate, sources);
    out.end_array();
    out.end_object();
}

}  // namespace kaskad::gateway::api
