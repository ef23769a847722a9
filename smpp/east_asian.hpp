#pragma once

#include "smpp/octets.hpp"

#include <cstdint>
#include <string>
#include <string_view>

// Japanese and Korean as handsets of these countries send them (SMPP 3.4 §5.2.19: data_coding 5, 10, 13, 14). They are
// read only: what we send in these languages is UCS-2, which every message centre takes (docs/decisions/0021).

namespace kaskad::smpp {

// What a peer's data_coding 5 is: the specification says JIS X 0208, most send Shift_JIS.
enum class japanese_form : uint8_t { shift_jis = 0, jis_x_0208 = 1, euc_jp = 2 };

std::string_view to_string(japanese_form value);

// All of them lenient: what has no meaning becomes U+FFFD.
std::string decode_japanese(octets input, japanese_form form);
std::string decode_iso_2022_jp(octets input);
std::string decode_jis_x_0212(octets input);
std::string decode_ks_c_5601(octets input);

}  // namespace kaskad::smpp
