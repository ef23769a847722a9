#include "engine/unconfirmed.hpp"

#include "engine/claim.hpp"
#include "engine/facts/arrivals.hpp"
#include "engine/facts/codec.hpp"
#include "engine/reply.hpp"
#include "engine/timers.hpp"

#include <string>

namespace kaskad::engine {

namespace {

checked<void> check(const facts::message& value, const facts::end_unconfirmed& command) {
    constexpr auto CODE = facts::refusal_code::not_closable;
    if (command.by.empty()) return refuse(facts::refusal_code::not_yours, "", "nobody is named who says so");
    if (facts::is_final(value.state))
        return refuse(CODE, "", "it has ended: " + std::string{facts::to_string(value.state)});
    if (facts::is_unconfirmed(value, command.link, command.before_utc)) return {};
    return refuse(CODE, "", "it is not that link's alone since before then, or is still being sent");
}

}  // namespace

void handle(turn& turn, const facts::end_unconfirmed& command) {
    auto found = find_claimed(turn.memory, command.claim);
    if (!found) return turn.send(facts::answer{command.reply_to, 0, no_such_message()});
    if (const auto ok = check(*found, command); !ok) return turn.send(facts::answer{command.reply_to, 0, ok.error()});
    const auto id = found->id;
    give_up(turn, *found, "closed by " + command.by);
    turn.send(facts::answer{command.reply_to, 0, status_of(turn.memory.find(id)->value)});
}

}  // namespace kaskad::engine
