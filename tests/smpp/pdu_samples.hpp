#pragma once

#include "smpp/pdu.hpp"

#include <string>
#include <vector>

// One of everything the codec can write: every PDU type, texts in each coding, with and without UDH, TLVs known and
// unknown, all parts of long messages, receipts, refusals. Round trips and the foreign decoder run over the same list.

namespace kaskad::smpp {

struct pdu_sample {
    std::string name;
    pdu value;
};

std::vector<pdu_sample> pdu_samples();

}  // namespace kaskad::smpp
