#include "gateway/invoice_csv.hpp"

#include "gateway/api/csv_line.hpp"
#include "gateway/invoice_words.hpp"

#include <array>
#include <string_view>

namespace kaskad::gateway {

namespace {

using row = std::array<std::string_view, 9>;

void append(std::string& out, const row& fields) {
    api::csv_line line{out};
    for (const auto field : fields)
        line.add(field);
    line.end();
}

}  // namespace

std::string make_invoice_csv(const billing::invoice& value) {
    const auto currency = core::to_string(value.currency);
    const auto coins = [&](core::amount amount) { return in_coins(amount, value.currency); };
    std::string out;
    append(out, {"kind", "text", "country", "network", "items", "units", "exact", "net", "currency"});
    for (const auto& line : value.lines)
        append(out, {billing::to_string(line.kind), line.text, line.country, line.network, std::to_string(line.items),
                     std::to_string(line.units), core::to_string(line.exact), coins(line.net), currency});
    append(out, {"net", "", "", "", "", "", "", coins(value.net), currency});
    append(out, {"tax", value.tax_code + " " + printed_percent(value.tax_ppm, {}), "", "", "", "", "", coins(value.tax),
                 currency});
    append(out, {"gross", "", "", "", "", "", "", coins(value.gross), currency});
    return out;
}

}  // namespace kaskad::gateway
