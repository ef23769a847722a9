#include "engine/duplicate_filter.hpp"

#include <string>

namespace kaskad::engine {

namespace {

bool is_filtered(const facts::submit_message& command) {
    return command.duplicate_ms > 0 && !command.piece;
}

std::string key_of(const facts::message& draft, const facts::submit_message& command) {
    auto text = command.text;
    for (const auto& content : command.contents)
        text += '\0' + std::string{core::to_string(content.channel)} + '\0' + content.text;
    const auto print = facts::key_hash(draft.client, text, 0);
    return std::to_string(draft.client.value) + ':' + draft.recipient + ':' + std::to_string(print) + ':' +
           draft.sender;
}

}  // namespace

std::optional<facts::reply> find_duplicate(const turn& turn, const facts::message& draft,
                                           const facts::submit_message& command) {
    if (!is_filtered(command)) return std::nullopt;
    auto known = turn.memory.recent.find(key_of(draft, command), turn.now.steady_ms);
    if (!known) return std::nullopt;
    if (command.refuses_duplicates)
        return facts::refusal{facts::refusal_code::duplicate, "", "the same message came a moment ago"};
    known->repeated = true;
    return *known;
}

void remember(turn& turn, const facts::message& draft, const facts::submit_message& command,
              const facts::accepted_item& answer) {
    if (!is_filtered(command)) return;
    const auto now = turn.now.steady_ms;
    turn.memory.recent.add(key_of(draft, command), answer, now + command.duplicate_ms, now);
}

}  // namespace kaskad::engine
