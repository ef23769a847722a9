#pragma once

#include "smpp/receipt.hpp"
#include "smpp/tlv.hpp"

#include <cstdint>
#include <span>
#include <string>

// Which network a supplier's receipt says the phone is in. No standard has a place for it: some write fields more into
// the text ("mcc:262 mnc:01", "mccmnc:26201"), some TLVs of their own. Says nothing about whether that is true.

namespace kaskad::smpp {

// As 8x8 sends them (developer.8x8.com, "SMS - SMPP TLVs"): each a string of digits, the MNC of 1 to 3.
inline constexpr uint16_t MCC_TAG = 0x1503;
inline constexpr uint16_t MNC_TAG = 0x1504;

// MCC and MNC, 5 or 6 digits; an MNC of one digit gets a 0 before it. Empty: it does not say, or not in digits.
//
// tags: where this supplier says it, and nowhere else: one TLV with both, or that with the MCC and that with the MNC.
// None: what the text says goes before TLVs, which other suppliers may use for something else.
std::string reported_network(const receipt& value, const tlv_list& tlvs, std::span<const uint16_t> tags = {});

}  // namespace kaskad::smpp
