#include "billing/transfer.hpp"

#include <fmt/format.h>

namespace kaskad::billing {

namespace {

// Above the phases of a reservation every posting code is a phase of its own.
constexpr uint64_t PHASE_RESERVE = 0;
constexpr uint64_t PHASE_END = 1;
constexpr uint64_t PHASE_RESIZE = 2;
constexpr uint64_t PHASE_FIRST_DIRECT = 16;

uint64_t phase_of(const transfer& value) {
    if (value.code == posting_code::message_resize) return PHASE_RESIZE;
    switch (value.kind) {
        case transfer_kind::reserve:
            return PHASE_RESERVE;
        case transfer_kind::post:
        case transfer_kind::void_:
        case transfer_kind::expire:
            return PHASE_END;
        case transfer_kind::direct:
            break;
    }
    return PHASE_FIRST_DIRECT + static_cast<uint64_t>(value.code);
}

}  // namespace

transfer_id make_transfer_id(const transfer& value) {
    const auto side = static_cast<uint64_t>(value.side);
    return {value.message, uint64_t{value.attempt} << 32 | uint64_t{value.level} << 24 | side << 16 | phase_of(value)};
}

std::string to_string(transfer_id value) {
    return fmt::format("{:016x}{:016x}", value.message.value, value.detail);
}

std::string_view to_string(transfer_kind value) {
    switch (value) {
        case transfer_kind::reserve:
            return "reserve";
        case transfer_kind::post:
            return "post";
        case transfer_kind::void_:
            return "void";
        case transfer_kind::expire:
            return "expire";
        case transfer_kind::direct:
            return "direct";
    }
    return "unknown";
}

std::string_view to_string(posting_code value) {
    switch (value) {
        case posting_code::message_reserve:
            return "message_reserve";
        case posting_code::message_charge:
            return "message_charge";
        case posting_code::message_void:
            return "message_void";
        case posting_code::message_expire:
            return "message_expire";
        case posting_code::message_late_charge:
            return "message_late_charge";
        case posting_code::supplier_accrual:
            return "supplier_accrual";
        case posting_code::supplier_accrual_void:
            return "supplier_accrual_void";
        case posting_code::topup:
            return "topup";
        case posting_code::adjustment:
            return "adjustment";
        case posting_code::message_resize:
            return "message_resize";
        case posting_code::supplier_delivery_accrual:
            return "supplier_delivery_accrual";
        case posting_code::lookup_reserve:
            return "lookup_reserve";
        case posting_code::lookup_charge:
            return "lookup_charge";
        case posting_code::lookup_void:
            return "lookup_void";
        case posting_code::lookup_accrual:
            return "lookup_accrual";
        case posting_code::credit_note:
            return "credit_note";
        case posting_code::fee:
            return "fee";
        case posting_code::volume_credit:
            return "volume_credit";
        case posting_code::commitment:
            return "commitment";
        case posting_code::price_correction:
            return "price_correction";
        case posting_code::tax:
            return "tax";
        case posting_code::rounding:
            return "rounding";
        case posting_code::payment:
            return "payment";
        case posting_code::receivable_settled:
            return "receivable_settled";
        case posting_code::supplier_payment:
            return "supplier_payment";
        case posting_code::supplier_credit:
            return "supplier_credit";
        case posting_code::supplier_adjustment:
            return "supplier_adjustment";
        case posting_code::supplier_dispute:
            return "supplier_dispute";
        case posting_code::dispute_credited:
            return "dispute_credited";
        case posting_code::dispute_conceded:
            return "dispute_conceded";
    }
    return "unknown";
}

std::string_view to_string(transfer_side value) {
    switch (value) {
        case transfer_side::client:
            return "client";
        case transfer_side::supplier:
            return "supplier";
        case transfer_side::supplier_delivery:
            return "supplier_delivery";
    }
    return "unknown";
}

}  // namespace kaskad::billing
