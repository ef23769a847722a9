#include "engine/facts/invoice_line.hpp"

#include "core/assert.hpp"

namespace kaskad::facts {

std::optional<billing::line_kind> line_of(money_order_kind kind) {
    switch (kind) {
        case money_order_kind::fee:
            return billing::line_kind::fee;
        case money_order_kind::volume_credit:
            return billing::line_kind::volume_credit;
        case money_order_kind::commitment:
            return billing::line_kind::commitment;
        case money_order_kind::credit_note:
            return billing::line_kind::credit;
        case money_order_kind::price_correction:
        case money_order_kind::rate_difference:
            return billing::line_kind::correction;
        case money_order_kind::top_up:
        case money_order_kind::adjustment:
        case money_order_kind::payment:
        case money_order_kind::supplier_payment:
        case money_order_kind::supplier_credit:
        case money_order_kind::supplier_adjustment:
            return std::nullopt;
    }
    ASSERT(false);
}

bool is_of_supplier(money_order_kind kind) {
    return kind >= money_order_kind::supplier_payment && kind <= money_order_kind::supplier_adjustment;
}

}  // namespace kaskad::facts
