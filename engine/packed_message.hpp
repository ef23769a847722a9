#pragma once

#include "engine/facts/message.hpp"
#include "engine/word_list.hpp"

#include <string>
#include <string_view>

// A message as few octets, for memory: what follows from other members, what many messages share and what is zero
// takes next to nothing. Its id and due_steady are kept by whoever keeps the octets.

namespace kaskad::engine {

// What the octets name instead of saying it.
struct packed_words {
    word_list networks{4'096};
    word_list countries{512};
    word_list senders{4'096};
    word_list addresses{1'024};  // callback_url
};

void pack(const facts::message& value, packed_words& words, std::string& out);

facts::message unpack(core::message_id id, int64_t due_steady, const packed_words& words, std::string_view octets);

}  // namespace kaskad::engine
