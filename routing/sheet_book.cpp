#include "routing/sheet_book.hpp"

#include <map>
#include <string>
#include <vector>

namespace kaskad::routing {

price_row row_of(const sheet_price& from, const sheet_owner& owner) {
    price_row made;
    made.owner = owner.kind;
    made.owner_id = owner.id;
    made.mccmnc = from.mccmnc;
    made.mcc = from.mcc;
    made.country = from.country;
    made.currency = from.currency;
    made.price = {from.submit.e8 + from.delivered.e8};
    made.delivered = from.delivered;
    made.line = static_cast<uint32_t>(from.line);
    return made;
}

std::expected<price_book, row_error> make_sheet_book(std::span<const sheet_price> rows, const sheet_owner& owner) {
    std::map<std::string, const sheet_price*> last;
    for (const auto& row : rows) {
        auto& kept = last[destination_of(row)];
        if (kept == nullptr || kept->from_local_ms <= row.from_local_ms) kept = &row;
    }
    std::vector<price_row> made;
    for (const auto& [destination, row] : last) {
        auto& next = made.emplace_back(row_of(*row, owner));
        if (owner.kind != price_owner::link) next.delivered = {};
    }
    return price_book::build(1, made);
}

}  // namespace kaskad::routing
