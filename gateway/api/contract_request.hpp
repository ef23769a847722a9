#pragma once

#include "engine/facts/contract.hpp"
#include "gateway/api/client_fields.hpp"
#include "gateway/api/json_fields.hpp"

#include <expected>
#include <string_view>

// What requests say of contracts, invoices and months to close. Judges form only. Pure.

namespace kaskad::gateway::api {

inline constexpr word_table<billing::step_rule, 2> STEP_RULE_WORDS{
    {{"progressive", billing::step_rule::progressive}, {"whole_volume", billing::step_rule::whole_volume}}};
inline constexpr word_table<facts::exchange_rule, 3> EXCHANGE_RULE_WORDS{
    {{"message_day", facts::exchange_rule::message_day},
     {"invoice_day", facts::exchange_rule::invoice_day},
     {"fixed", facts::exchange_rule::fixed}}};
inline constexpr word_table<billing::fee_cycle, 2> FEE_CYCLE_WORDS{
    {{"once", billing::fee_cycle::once}, {"monthly", billing::fee_cycle::monthly}}};
inline constexpr word_table<billing::fee_subject, 5> FEE_SUBJECT_WORDS{{{"account", billing::fee_subject::account},
                                                                        {"sender", billing::fee_subject::sender},
                                                                        {"template", billing::fee_subject::template_},
                                                                        {"number", billing::fee_subject::number},
                                                                        {"bind", billing::fee_subject::bind}}};
inline constexpr word_table<billing::line_kind, 8> LINE_KIND_WORDS{
    {{"messages", billing::line_kind::messages},
     {"late_messages", billing::line_kind::late_messages},
     {"lookups", billing::line_kind::lookups},
     {"fee", billing::line_kind::fee},
     {"volume_credit", billing::line_kind::volume_credit},
     {"commitment", billing::line_kind::commitment},
     {"credit", billing::line_kind::credit},
     {"correction", billing::line_kind::correction}}};

// What is left out is nothing, 0 or empty.
std::expected<facts::contract, problem> read_contract(std::string_view body);

// {"client", ...}: the draft, and whose it is.
std::expected<facts::issue_invoice, problem> read_invoice_draft(std::string_view body);

// client=, seller=, number=, unpaid=true, limit=
std::expected<facts::query_invoices, problem> read_invoice_query(std::string_view query, uint32_t limit,
                                                                 uint32_t limit_max);

// {"month": "2026-11", "nothing_for": ["shop"]}
std::expected<facts::close_period, problem> read_period(std::string_view body);

}  // namespace kaskad::gateway::api
