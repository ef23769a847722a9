#include "billing/seller.hpp"

namespace kaskad::billing {

std::optional<tax_rate> find_tax(std::span<const tax_rate> rates, std::string_view code, uint32_t day) {
    const tax_rate* found = nullptr;
    for (const auto& rate : rates) {
        const bool holds = rate.code == code && rate.from_day <= day;
        if (holds && (found == nullptr || rate.from_day > found->from_day)) found = &rate;
    }
    return found ? std::optional{*found} : std::nullopt;
}

}  // namespace kaskad::billing
