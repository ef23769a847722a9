#pragma once

#include "config/options.hpp"
#include "engine/facts/lookup.hpp"

#include <string_view>

// What a provider of look-ups answered, read out of its JSON by the pointers of [lookup]. Pure.

namespace kaskad::gateway {

// Of an answer with status 200. Without a network it is an answer only if it says that there is no such number; all
// else (no JSON, a code that is none) is no answer, and `error` says why in a few words.
facts::lookup_answered read_lookup_answer(core::message_id id, std::string_view body,
                                          const config::lookup_call_options& where);

}  // namespace kaskad::gateway
