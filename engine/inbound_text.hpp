#pragma once

#include "engine/facts/declaration.hpp"
#include "engine/facts/inbound.hpp"

#include <vector>

// What a text from a handset says, read as its link's texts are meant. Pure.

namespace kaskad::engine {

// Sets text, octets, header, data_coding, alphabet and binary out of the parts that came, in their order; there is one
// at least.
void read_text(facts::inbound_text& into, const facts::link& link, const std::vector<smpp::text_piece>& pieces);

}  // namespace kaskad::engine
