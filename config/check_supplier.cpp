#include "config/check.hpp"

#include <fmt/format.h>

#include <string_view>

namespace kaskad::config {

namespace {

// section: "link" or "channel".
void check_supplier(const written_link& link, std::string_view section, problems& found) {
    const auto& terms = link.supplier;
    if (!terms.balance_url.empty() && !link.has("balance_path")) {
        found.add(link.at("balance_url"), fmt::format("{}.balance_path", section),
                  "missing: where in the answer the balance stands, as \"/balance\"");
    }
    for (const auto* name : {"balance_path", "balance_header", "balance_every_s"}) {
        if (link.has("balance_url") || !link.has(name)) continue;
        found.add(link.at(name), fmt::format("{}.{}", section, name), "is of balance_url, which is missing");
    }
    const bool has_limit = terms.prepaid || link.credit.e6 != 0 || link.has("balance_url");
    if (terms.balance_floor.e6 == 0 || has_limit) return;
    found.add(link.at("balance_floor"), fmt::format("{}.balance_floor", section),
              "nothing says what is left: write prepaid = true, credit or balance_url");
}

}  // namespace

void check_suppliers(const written_file& file, problems& found) {
    for (const auto& link : file.links)
        check_supplier(link, "link", found);
    for (const auto& channel : file.channels)
        check_supplier(channel, "channel", found);
}

}  // namespace kaskad::config
