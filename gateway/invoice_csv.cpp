#include "gateway/invoice_csv.hpp"

#include "gateway/api/csv_line.hpp"
#include "gateway/invoice_words.hpp"

namespace kaskad::gateway {

std::string make_invoice_csv(const billing::invoice& value) {
    const auto currency = core::to_string(value.currency);
    const auto coins = [&](core::amount amount) { return in_coins(amount, value.currency); };
    std::string out;
    api::append_csv_line(out, {"kind", "text", "country", "network", "items", "units", "exact", "net", "currency"});
    for (const auto& line : value.lines)
        api::append_csv_line(
            out, {billing::to_string(line.kind), line.text, line.country, line.network, std::to_string(line.items),
                  std::to_string(line.units), core::to_string(line.exact), coins(line.net), currency});
    api::append_csv_line(out, {"net", "", "", "", "", "", "", coins(value.net), currency});
    api::append_csv_line(out, {"tax", value.tax_code + " " + printed_percent(value.tax_ppm, {}), "", "", "", "", "",
                               coins(value.tax), currency});
    api::append_csv_line(out, {"gross", "", "", "", "", "", "", coins(value.gross), currency});
    return out;
}

}  // namespace kaskad::gateway
