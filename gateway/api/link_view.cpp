#include "gateway/api/link_view.hpp"

#include "engine/facts/codec.hpp"
#include "gateway/api/client_words.hpp"
#include "gateway/api/json_writer.hpp"
#include "gateway/api/problem.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace kaskad::gateway::api {

namespace {

void write_hold(json_writer& out, const facts::link& link) {
    if (link.hold == facts::link_hold::none) {
        out.null("hold");
        return;
    }
    out.begin_object("hold");
    out.text("state", facts::to_string(link.hold));
    out.text("by", link.hold_by);
    out.text_or_null("why", link.hold_why);
    write_time(out, "since", link.hold_utc);
    out.end_object();
}

void write_hosts(json_writer& out, const link_status& now) {
    out.begin_array("hosts");
    for (const auto& host : now.hosts) {
        out.begin_object();
        out.text("host", host.name);
        out.number("binds_bound", host.binds_bound);
        out.flag("out", host.is_out);
        out.end_object();
    }
    out.end_array();
    out.begin_array("bind_list");
    for (const auto& bind : now.bind_list) {
        out.begin_object();
        out.number("number", bind.number);
        out.text_or_null("host", bind.host);
        out.flag("bound", bind.is_bound);
        out.number("in_flight", static_cast<int64_t>(bind.in_flight));
        out.end_object();
    }
    out.end_array();
}

// What a channel account has besides.
void write_channel(json_writer& out, const facts::link& link, const link_status& now) {
    if (link.channel == core::channel::sms) return;
    out.text("channel", core::to_string(link.channel));
    out.text("adapter", link.adapter);
    out.text("state", now.channel ? std::string_view{now.channel->state} : "off");
    out.begin_object("outcomes");
    if (now.channel) {
        for (const auto& [outcome, count] : now.channel->outcomes)
            out.number(outcome, static_cast<int64_t>(count));
    }
    out.end_object();
}

void write_link(json_writer& out, const facts::link& link, const link_status& now) {
    out.begin_object();
    out.text("name", link.name);
    out.flag("drained", link.drained);
    write_hold(out, link);
    out.number("rate", link.rate);
    out.text("rate_now",
             now.rate_milli == 0 ? "none" : fmt::format("{}.{:03}", now.rate_milli / 1'000, now.rate_milli % 1'000));
    out.number("binds", now.binds);
    out.number("binds_bound", now.binds_bound);
    out.number("window", static_cast<int64_t>(now.window));
    out.number("in_flight", static_cast<int64_t>(now.parts_in_flight));
    out.number("waiting", static_cast<int64_t>(now.parts_waiting));
    write_hosts(out, now);
    write_channel(out, link, now);
    out.end_object();
}

}  // namespace

net::http_response render_links(const link_names& links, const std::vector<link_status>& now) {
    std::vector<const facts::link*> shown;
    for (const auto& [id, link] : links) {
        if (link.enabled) shown.push_back(&link);
    }
    std::ranges::sort(shown, {}, &facts::link::name);
    json_writer out{4'096};
    out.begin_object();
    out.begin_array("links");
    for (const auto* link : shown) {
        const auto found = std::ranges::find(now, link->id, &link_status::link);
        write_link(out, *link, found == now.end() ? link_status{} : *found);
    }
    out.end_array();
    out.end_object();
    return make_json(200, out.take());
}

}  // namespace kaskad::gateway::api
