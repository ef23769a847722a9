#include "choices.hpp"
#include "gateway/bank_statement.hpp"
#include "gateway/invoice_numbers.hpp"
#include "smpp/unicode.hpp"

#include <algorithm>
#include <string>

// A bank's file of any octets: it is read or refused with reasons; what is read can be shown, ordered and searched.

namespace {

using namespace kaskad;
using smpp::must;

bool is_shown_safely(const std::string& text) {
    return !smpp::find_invalid_utf8(text) && gateway::in_one_line(text) == text;
}

void check(const gateway::bank_payment& payment) {
    static const gateway::invoice_numbers numbers{{"RE-2026-", "СЧ-"}};
    must(payment.amount > core::amount{});
    must(core::parse_currency(core::to_string(payment.currency)).has_value());
    for (const auto* text : {&payment.reference, &payment.payer, &payment.payer_tax_number, &payment.purpose})
        must(is_shown_safely(*text));
    for (const auto& named : numbers.find(payment.purpose))
        must(named.number > 0);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const auto read = gateway::read_bank_statement({reinterpret_cast<const char*>(data), size});
    if (!read) {
        must(!read.error().empty() && read.error().size() <= gateway::STATEMENT_FAULTS_MAX);
        for (const auto& fault : read.error())
            must(!gateway::to_string(fault).empty());
        return 0;
    }
    std::ranges::for_each(read->payments, check);
    std::ranges::for_each(read->reversals, check);
    return 0;
}
