#pragma once

#include "smpp/pdu.hpp"
#include "smpp/receipt.hpp"

#include <string>

// The PDUs and texts that the benchmarks of single parts use: of everyday size.

namespace kaskad::bench {

inline const std::string TEXT_60 = "bench 00000000 is sixty characters long, and plain GSM text.";
inline const std::string RECEIPT_ID = "7700000123";

inline smpp::submit_sm make_submit() {
    smpp::submit_sm value;
    value.source = {5, 0, "Kaskad"};
    value.destination = {1, 1, "4915100000123"};
    value.validity_period = "000001000000000R";
    value.registered_delivery = 1;
    value.short_message = TEXT_60;
    return value;
}

inline smpp::deliver_sm make_receipt() {
    smpp::receipt_facts facts;
    facts.id = RECEIPT_ID;
    facts.submit_utc_ms = 1'767'225'600'000;
    facts.done_utc_ms = facts.submit_utc_ms + 5'000;
    facts.text = TEXT_60;
    facts.source = {1, 1, "4915100000123"};
    facts.destination = {5, 0, "Kaskad"};
    return smpp::build_receipt(facts);
}

}  // namespace kaskad::bench
