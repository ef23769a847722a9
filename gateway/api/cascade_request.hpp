#pragma once

#include "engine/facts/command.hpp"
#include "gateway/api/json_fields.hpp"
#include "gateway/api/problem.hpp"

#include <boost/json/fwd.hpp>

#include <expected>
#include <optional>
#include <string_view>

// What requests say of cascades, of what goes over each channel, and of people on channels. Judges form only: whether a
// cascade can do what it says is the engine's to say. Pure.

namespace kaskad::gateway::api {

// {"steps": [...], "deadline_s", "duplicates": "allow|avoid", "stops_on_reply"}, or the list of steps alone.
// Nothing: it is as it must be.
std::optional<problem> read_cascade(const boost::json::value& value, facts::cascade& into);
std::expected<facts::cascade, problem> read_cascade_body(std::string_view body);

// {"viber": {"text", "template", "language", "parameters": [..] or {..}, "title", "code", "button": {"text", "url"}}}
std::optional<problem> read_contents(const boost::json::value& value, std::vector<facts::channel_content>& into);

// {"telegram": "4711"}
std::optional<problem> read_addresses(const boost::json::value& value, std::vector<facts::channel_address>& into);

// {"address": "4711"}
std::expected<std::string, problem> read_address_body(std::string_view body, core::channel channel);

// {"number", "channel", "sender", "class", "source", "wanted"}: without a channel, of all of them.
std::expected<facts::put_opt_out, problem> read_suppression(std::string_view body);

// {"why": "picked up"}, or nothing.
std::expected<std::string, problem> read_stop(std::string_view body);

}  // namespace kaskad::gateway::api
