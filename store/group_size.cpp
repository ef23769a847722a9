#include "store/group_size.hpp"

namespace kaskad::store {

namespace {

// Attempts, parts, texts and candidates hang on most records; only the rare large ones are worth a look.
constexpr size_t HANGING_ON = 256;

size_t memory_of(const facts::record& value) {
    if (const auto* book = std::get_if<facts::price_book>(&value))
        return (book->rows.size() + book->imported.size()) * sizeof(routing::price_row);
    if (const auto* import = std::get_if<facts::price_import>(&value))
        return HANGING_ON + import->before.size() * sizeof(routing::price_row);
    if (const auto* plan = std::get_if<facts::number_plan>(&value)) return plan->rows.size() * sizeof(plan->rows[0]);
    return HANGING_ON;
}

}  // namespace

size_t memory_of(const facts::group& group) {
    size_t octets = sizeof(group);
    for (const auto& fact : group.facts) {
        octets += sizeof(fact) + fact.note.size() + fact.changes.size() * sizeof(facts::change);
        for (const auto& change : fact.changes)
            octets += memory_of(change.after);
    }
    return octets;
}

}  // namespace kaskad::store
