#include "smpp/address_rule.hpp"

#include "core/assert.hpp"
#include "smpp/digits.hpp"

#include <algorithm>

namespace kaskad::smpp {

std::string_view to_string(address_form form) {
    switch (form) {
        case address_form::any:
            return "any";
        case address_form::numeric:
            return "numeric";
        case address_form::alphanumeric:
            return "alphanumeric";
    }
    ASSERT(false);
}

bool is_numeric(std::string_view address) {
    return is_digits(address);
}

bool fits(const address_rule& rule, std::string_view address) {
    if (!address.starts_with(rule.prefix) || address.size() < rule.length_min) return false;
    if (rule.length_max != 0 && address.size() > rule.length_max) return false;
    return rule.form == address_form::any || (rule.form == address_form::numeric) == is_numeric(address);
}

address addressed(std::span<const address_rule> rules, std::string_view address, uint8_t ton_otherwise,
                  uint8_t npi_otherwise) {
    const auto rule = std::ranges::find_if(rules, [&](const address_rule& each) { return fits(each, address); });
    if (rule == rules.end()) return {ton_otherwise, npi_otherwise, std::string{address}};
    return {rule->ton, rule->npi, std::string{address}};
}

}  // namespace kaskad::smpp
