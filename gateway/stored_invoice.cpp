#include "gateway/stored_invoice.hpp"

#include "store/record_access.hpp"

#include <fmt/format.h>

#include <utility>

namespace kaskad::gateway {

std::expected<billing::invoice, std::string> read_invoice(store::view& from, const std::string& seller,
                                                          uint64_t number) {
    billing::invoice wanted;
    wanted.seller = seller;
    wanted.number = number;
    auto found = store::guarded([&] {
        const store::snapshot still{from};
        return store::find(from, wanted);
    });
    if (!found) return std::unexpected(found.error().text);
    if (*found) return std::move(**found);
    return std::unexpected(
        fmt::format("there is no invoice {} of seller '{}' in the database; `kaskad invoice list` "
                    "shows those there are",
                    number, seller));
}

}  // namespace kaskad::gateway
