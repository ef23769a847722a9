#include "routing/ported_row.hpp"

#include "routing/codes.hpp"
#include "routing/trimmed.hpp"

namespace kaskad::routing {

namespace {

// What a file holds is quoted in part only: a line may be as long as its author likes.
std::string quoted(std::string_view text) {
    constexpr size_t SHOWN = 40;
    return "'" + std::string{text.substr(0, SHOWN)} + (text.size() > SHOWN ? "...'" : "'");
}

}  // namespace

bool is_ported_remark(std::string_view line) {
    const auto text = trimmed(line);
    return text.empty() || text.starts_with('#') || text == "number,mccmnc";
}

std::expected<ported_entry, std::string> read_ported_row(std::string_view line, ported_list kind,
                                                         ported_networks& networks) {
    const size_t comma = line.find(',');
    if (comma == line.npos || line.find(',', comma + 1) != line.npos) {
        return std::unexpected("a row is written number,mccmnc; this is " + quoted(line));
    }
    auto digits = trimmed(line.substr(0, comma));
    if (digits.starts_with('+')) digits.remove_prefix(1);
    const auto number = ported_number_of(digits);
    if (!number) return std::unexpected(quoted(digits) + " is not a number: country code first, 7 to 15 digits");
    const auto mccmnc = trimmed(line.substr(comma + 1));
    if (mccmnc.empty() && kind == ported_list::difference) return ported_entry{*number, PORTED_GONE};
    if (!is_mccmnc(mccmnc)) {
        return std::unexpected(quoted(mccmnc) + " is not a network: MCC and MNC, 5 or 6 digits, as 26201");
    }
    const auto network = networks.add(mccmnc);
    if (!network) return std::unexpected(quoted(mccmnc) + " is one network too many: a file names 16383");
    return ported_entry{*number, *network};
}

}  // namespace kaskad::routing
