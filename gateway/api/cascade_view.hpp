#pragma once

#include "engine/facts/cascade.hpp"
#include "engine/facts/contact.hpp"
#include "engine/facts/effect.hpp"
#include "engine/facts/message.hpp"
#include "gateway/api/json_writer.hpp"

#include <string>
#include <vector>

// Cascades, their steps and what became of them as JSON: what a client reads of them. No link, account of ours or buy
// price is in it.

namespace kaskad::gateway::api {

std::string render_cascade(const facts::cascade_checked& value);
std::string render_cascades(const facts::cascades& value, bool is_one);

// "steps": [...] and "order": {...}, of a preview.
void write_step_previews(json_writer& out, const facts::previewed& shown);
// "cascade": {...} and "attempts": [...], of a message that goes by one; else nothing. Why its steps go in that order
// is told where its cascade is given.
void write_cascade_members(json_writer& out, const facts::message& message, const facts::cascade* cascade);

// "delivered_via": ["viber", "sms"]
void write_delivered_via(json_writer& out, const std::vector<uint8_t>& channels);

std::string render_contacts(const facts::contacts& value);

}  // namespace kaskad::gateway::api
