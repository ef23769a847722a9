#pragma once

#include "smpp/pdu.hpp"

#include <cstdint>
#include <string>
#include <vector>

// One of everything the codec can write: every PDU type, texts in each coding, with and without UDH, TLVs known and
// unknown, all parts of long messages, receipts, refusals. Round trips and the foreign decoder run over the same list.

namespace kaskad::smpp {

struct pdu_sample {
    std::string name;
    pdu value;
};

// The schedule_delivery_time of the sample that has one: 2026-01-01 00:00:00.7 UTC, written as 01:00 ahead of UTC.
inline constexpr int64_t SAMPLE_SCHEDULE_UTC_MS = 1'767'225'600'700;

std::vector<pdu_sample> pdu_samples();

// A part of it: the PDUs that are seen less often, and every TLV of the tables.
std::vector<pdu_sample> rare_pdu_samples();

}  // namespace kaskad::smpp
