#pragma once

#include "engine/facts/reconciliation.hpp"
#include "gateway/api/client_fields.hpp"
#include "gateway/api/problem.hpp"

#include <expected>
#include <string_view>

// What requests say of suppliers' files that were reconciled, and of what is disputed of them. Judges form only. Pure.

namespace kaskad::gateway::api {

inline constexpr word_table<facts::reconciliation_state, 5> RECONCILIATION_STATE_WORDS{
    {{"agreed", facts::reconciliation_state::agreed},
     {"disputed", facts::reconciliation_state::disputed},
     {"answered", facts::reconciliation_state::answered},
     {"settled", facts::reconciliation_state::settled},
     {"withdrawn", facts::reconciliation_state::withdrawn}}};

// {"supplier", "link", "from_day", "to_day", "invoice_number", "file", "sha256", "rows", "own_rows", "currency",
//  "theirs", "ours", "categories": [{"name", "count", "difference"}], "accepted", "disputed", "deadline"}
std::expected<facts::record_reconciliation, problem> read_reconciliation(std::string_view body);

// supplier=, open=true, before=, limit=
std::expected<facts::query_reconciliations, problem> read_reconciliation_query(std::string_view query, uint32_t limit,
                                                                               uint32_t limit_max);

// {"words"}, of what is settled also {"credited", "conceded"}; an answer needs words. state: what is wished.
std::expected<facts::change_reconciliation, problem> read_reconciliation_change(std::string_view body,
                                                                                facts::reconciliation_state state);

}  // namespace kaskad::gateway::api
