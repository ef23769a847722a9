#include "gateway/api/repeat_work.hpp"

#include "engine/facts/codec.hpp"
#include "gateway/api/client_directory.hpp"
#include "gateway/api/client_words.hpp"
#include "gateway/api/database_answer.hpp"

#include <algorithm>

namespace kaskad::gateway::api {

namespace {

bool is_meant(const facts::message& message, const std::vector<facts::message_state>& states) {
    if (!facts::is_final(message.state)) return false;
    return states.empty() || std::ranges::find(states, message.state) != states.end();
}

}  // namespace

facts::command repeat_work::ask_for(core::message_id message, facts::token reply_to) const {
    return facts::repeat_event{.reply_to = reply_to, .claim = {.client = {}, .message = message}};
}

// One that is gone meanwhile has nothing to tell.
uint64_t repeat_work::count_of(const facts::reply& reply) const {
    const auto* repeated = std::get_if<facts::repeated_events>(&reply);
    return repeated == nullptr ? 0 : repeated->count;
}

std::string repeat_work::render(const slice_sums& sums, core::message_id next_after) const {
    json_writer out;
    out.begin_object();
    out.number("messages", static_cast<int64_t>(sums.messages));
    out.number("events", static_cast<int64_t>(sums.counted));
    out.text_or_null("next_after", next_after ? core::to_string(next_after) : std::string{});
    out.end_object();
    return out.take();
}

std::expected<pages_wanted, net::http_response> repeat_work::open(store::report_reader& from) {
    const auto all = from.read_clients();
    if (!all) return std::unexpected(store_trouble());
    const auto client = client_directory{*all}.find(asked_.client);
    if (!client) return std::unexpected(refused_parameter("client", "there is no client of this name"));
    return pages_wanted{.period = asked_.period, .client = *client, .after = {}};
}

bool repeat_work::take(const store::told_message& told) {
    const auto& message = told.message;
    if (!is_meant(message, asked_.states)) return false;
    ++(message.endpoint ? counts_[message.state] : without_endpoint_);
    return bool{message.endpoint};
}

std::string repeat_work::render_counts(int64_t as_of_utc_ms) const {
    json_writer out;
    out.begin_object();
    write_time(out, "as_of", as_of_utc_ms);
    uint64_t all = 0;
    for (const auto& [state, count] : counts_)
        all += count;
    out.number("messages", static_cast<int64_t>(all));
    out.begin_object("by_state");
    for (const auto& [state, count] : counts_)
        out.number(facts::to_string(state), static_cast<int64_t>(count));
    out.end_object();
    out.number("without_endpoint", static_cast<int64_t>(without_endpoint_));
    out.flag("dry_run", true);
    out.end_object();
    return out.take();
}

}  // namespace kaskad::gateway::api
