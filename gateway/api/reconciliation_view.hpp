#pragma once

#include "engine/facts/reconciliation.hpp"
#include "gateway/api/message_view.hpp"

#include <string>

// Suppliers' files that were reconciled, and what became of what is disputed, as JSON. Pure.

namespace kaskad::gateway::api {

// links: for their names.
std::string render_reconciled(const facts::reconciled& value, const link_names& links);
std::string render_reconciliation(const facts::reconciliation& value, const link_names& links);
// {"reconciliations": [...], "next_before": id or null}
std::string render_reconciliations(const facts::reconciliations& value, const link_names& links);

}  // namespace kaskad::gateway::api
