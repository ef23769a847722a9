#include "engine/cascades.hpp"

#include "engine/admission.hpp"
#include "engine/reply.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace kaskad::engine {

namespace {

using facts::refusal_code;

const facts::cascade_remark* first_error(const std::vector<facts::cascade_remark>& remarks) {
    const auto found = std::ranges::find(remarks, true, &facts::cascade_remark::is_error);
    return found == remarks.end() ? nullptr : &*found;
}

bool says_the_same(const facts::cascade& one, const facts::cascade& other) {
    return one.steps == other.steps && one.deadline_ms == other.deadline_ms && one.duplicates == other.duplicates &&
           one.stops_on_reply == other.stops_on_reply && one.is_removed == other.is_removed && one.order == other.order;
}

void save(turn& turn, facts::cascade value) {
    auto node = turn.memory.node;
    node.last_cascade = value.id;
    const auto note = value.name.empty() ? std::string{"came with a message"} : value.name;
    turn.emit({.kind = facts::fact_kind::cascade_saved, .note = note, .changes = changes_of(std::move(value), node)});
}

bool is_full(const turn& turn) {
    return turn.memory.cascades.size() >= turn.limits.cascade.cascades_max;
}

checked<const facts::cascade*> find_named(const turn& turn, const facts::submit_message& command) {
    const auto* found = turn.memory.cascades.newest(command.client, command.cascade_name);
    if (found && !found->is_removed) return found;
    return refuse(refusal_code::unknown_cascade, "cascade", "there is no cascade of this name");
}

const facts::cascade* keep(turn& turn, facts::cascade value) {
    value.id = turn.memory.node.last_cascade + 1;
    value.made_utc = turn.now.utc_ms;
    const auto id = value.id;
    save(turn, std::move(value));
    return turn.memory.cascades.find(id);
}

checked<const facts::cascade*> keep_steps(turn& turn, const facts::submit_message& command) {
    auto value = *command.steps;
    value.id = 0;
    value.client = command.client;
    value.name.clear();
    value.version = 0;
    value.made_utc = 0;
    if (const auto* known = turn.memory.cascades.find_same(value)) return known;
    const auto remarks = lint(turn, value);
    if (const auto* wrong = first_error(remarks)) {
        const auto place = wrong->step == 0 ? "" : "step " + std::to_string(wrong->step) + ": ";
        return refuse(refusal_code::invalid_cascade, "cascade", place + wrong->text);
    }
    if (is_full(turn)) {
        return refuse(refusal_code::store_full, "cascade",
                      "too many different cascades came with messages; save it under a name");
    }
    return keep(turn, std::move(value));
}

checked<facts::cascade_checked> put_named(turn& turn, const facts::put_cascade& command) {
    const auto client = find_client(turn, command.client);
    if (!client) return std::unexpected(client.error());
    facts::cascade_checked told{.value = command.value, .remarks = lint(turn, command.value)};
    auto& value = told.value;
    const auto* before = turn.memory.cascades.newest(command.client, value.name);
    value.client = command.client;
    value.version = before ? before->version + 1 : 1;
    told.is_unchanged = before && says_the_same(*before, value);
    if (told.is_unchanged) value = *before;
    if (command.is_dry_run || told.is_unchanged || first_error(told.remarks)) return told;
    if (is_full(turn)) return refuse(refusal_code::store_full, "", "no more cascades can be kept");
    value.id = turn.memory.node.last_cascade + 1;
    value.made_utc = turn.now.utc_ms;
    save(turn, value);
    told.is_saved = true;
    return told;
}

// A version more, which says that it is gone: messages under way go on by theirs.
checked<facts::cascade_checked> remove_named(turn& turn, const facts::remove_cascade& command) {
    const auto* before = turn.memory.cascades.newest(command.client, command.name);
    if (!before || before->is_removed) return refuse(refusal_code::not_found, "", "there is no cascade of this name");
    auto value = *before;
    value.id = turn.memory.node.last_cascade + 1;
    ++value.version;
    value.made_utc = turn.now.utc_ms;
    value.is_removed = true;
    save(turn, value);
    return facts::cascade_checked{.value = std::move(value), .remarks = {}, .is_saved = true};
}

}  // namespace

std::expected<const facts::cascade*, facts::refusal> find_cascade(turn& turn, const facts::submit_message& command) {
    return command.cascade_name.empty() ? keep_steps(turn, command) : find_named(turn, command);
}

const facts::cascade* keep_order(turn& turn, facts::cascade value) {
    if (const auto* known = turn.memory.cascades.find_same(value)) return known;
    return is_full(turn) ? nullptr : keep(turn, std::move(value));
}

void handle(turn& turn, const facts::put_cascade& command) {
    reply(turn, command.reply_to, put_named(turn, command));
}

void handle(turn& turn, const facts::remove_cascade& command) {
    reply(turn, command.reply_to, remove_named(turn, command));
}

void handle(turn& turn, const facts::query_cascades& command) {
    const auto& cascades = turn.memory.cascades;
    auto rows = command.name.empty() ? cascades.of(command.client) : cascades.versions(command.client, command.name);
    if (!command.name.empty() && rows.empty()) {
        const facts::refusal no{refusal_code::not_found, "", "there is no cascade of this name"};
        return turn.send(facts::answer{command.reply_to, 0, no});
    }
    if (command.name.empty()) std::erase_if(rows, &facts::cascade::is_removed);
    turn.send(facts::answer{command.reply_to, 0, facts::cascades{std::move(rows)}});
}

}  // namespace kaskad::engine
