#include "gateway/api/event_feed.hpp"

#include "gateway/api/callback_body.hpp"
#include "gateway/api/json_writer.hpp"
#include "gateway/api/number_text.hpp"

namespace kaskad::gateway::api {

namespace {

constexpr size_t EVENT_OCTETS = 720;  // a usual one

}  // namespace

std::expected<feed_request, problem> parse_feed_request(std::string_view query, const list_limits& limits) {
    const auto parameters = parse_request_query(query, {"after", "limit", "endpoint"});
    if (!parameters) return std::unexpected(parameters.error());
    feed_request asked;
    const auto* after = find_parameter(*parameters, "after");
    if (after != nullptr && !read_number(*after, asked.after))
        return refuse_parameter("invalid_field", "after", "must be the sequence of an event, from 0");
    const auto limit = parse_limit(*parameters, limits);
    if (!limit) return std::unexpected(limit.error());
    asked.limit = *limit;
    if (const auto* name = find_parameter(*parameters, "endpoint")) asked.endpoint = *name;
    return asked;
}

std::string render_feed(const facts::feed_state& state, const std::vector<facts::event>& events,
                        const feed_request& asked) {
    json_writer out{64 + EVENT_OCTETS * events.size()};
    out.begin_object();
    out.begin_array("events");
    for (const auto& event : events) {
        out.begin_object();
        out.text("id", callback_id(event));
        out.number("sequence", static_cast<int64_t>(event.sequence));
        out.raw("event", render_callback_body(event));
        out.end_object();
    }
    out.end_array();
    const auto next = events.empty() ? asked.after : events.back().sequence;
    out.number("next_after", static_cast<int64_t>(next));
    out.flag("has_more", events.size() == asked.limit && next < state.last);
    out.number("last", static_cast<int64_t>(state.last));
    out.number("abandoned", static_cast<int64_t>(state.abandoned));
    out.end_object();
    return out.take();
}

}  // namespace kaskad::gateway::api
