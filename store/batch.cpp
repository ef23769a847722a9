#include "store/batch.hpp"

#include "core/assert.hpp"
#include "engine/facts/key.hpp"

#include <algorithm>
#include <unordered_map>

namespace kaskad::store {

namespace {

class folding {
  public:
    explicit folding(batch& into) : batch_{into} {}

    void add(const facts::group& group) {
        for (const auto& fact : group.facts) {
            if (fact.message) add_history(group, fact);
            for (const auto& change : fact.changes)
                add_change(change);
        }
    }

    void finish() {
        std::ranges::sort(batch_.rows, [](const row& left, const row& right) {
            return std::tie(left.table, left.key) < std::tie(right.table, right.key);
        });
        std::ranges::sort(batch_.history, {}, &history_row::message);
    }

  private:
    void add_history(const facts::group& group, const facts::fact& fact) {
        const auto [place, is_new] = histories_.try_emplace(fact.message, batch_.history.size());
        if (is_new) batch_.history.push_back({.message = fact.message, .facts = {}});
        batch_.history[place->second].facts.entries.push_back(facts::make_history_entry(group, fact));
    }

    void add_change(const facts::change& change) {
        const size_t table = facts::table_of(change.after);
        const auto* after = change.gone ? nullptr : &change.after;
        auto key = facts::key_of(change.after);
        const auto [place, is_new] =
            places_.try_emplace(static_cast<char>(table) + key, batch_.rows.size());  // the name of table and key
        if (is_new) {
            batch_.rows.push_back({.table = table, .key = std::move(key), .after = after});
        } else {
            batch_.rows[place->second].after = after;
        }
    }

    batch& batch_;
    std::unordered_map<std::string, size_t> places_;
    std::unordered_map<core::message_id, size_t> histories_;
};

void collect_postings(facts::group& group, std::vector<billing::posting*>& into) {
    for (auto& fact : group.facts) {
        for (auto& change : fact.changes) {
            auto* posting = std::get_if<billing::posting>(&change.after);
            if (!posting) continue;
            ASSERT(!change.gone);
            into.push_back(posting);
        }
    }
}

// The one thing that is computed and not assigned: facts carry postings without hashes.
billing::chain_head chain_postings(std::vector<facts::group>& groups, billing::chain_head head) {
    std::vector<billing::posting*> postings;
    for (auto& group : groups)
        collect_postings(group, postings);
    for (auto* posting : postings) {
        ASSERT(posting->sequence == head.sequence + 1);
        posting->previous = head.hash;
        posting->hash = billing::posting_hash(*posting);
        head = billing::head_of(*posting);
    }
    return head;
}

}  // namespace

batch fold(std::vector<facts::group> groups, const billing::chain_head& head) {
    ASSERT(!groups.empty());
    batch made;
    made.groups = std::move(groups);
    made.first_position = made.groups.front().position;
    made.position = made.groups.back().position;
    made.now = made.groups.back().now;
    ASSERT(made.position - made.first_position + 1 == made.groups.size());
    made.postings = chain_postings(made.groups, head);
    folding into{made};
    for (const auto& group : made.groups)
        into.add(group);
    into.finish();
    return made;
}

}  // namespace kaskad::store
