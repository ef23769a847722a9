#include "engine/preview.hpp"

#include "engine/admission.hpp"
#include "engine/cascade_admission.hpp"
#include "engine/cascade_order.hpp"
#include "engine/cascades.hpp"
#include "engine/delivery.hpp"
#include "engine/message_charge.hpp"
#include "engine/named.hpp"
#include "engine/quotas.hpp"
#include "engine/reply.hpp"
#include "smpp/segmentation.hpp"

#include <utility>

namespace kaskad::engine {

namespace {

using facts::refusal;
using facts::refusal_code;

void answer(turn& turn, const facts::submit_message& to, facts::reply value) {
    turn.send(facts::answer{to.reply_to, to.item, std::move(value)});
}

// An operator may ask in any client's name.
core::client_id client_of(const turn& turn, const facts::preview_message& command) {
    if (command.client_name.empty()) return command.message.client;
    const auto found = find_named(turn.memory.clients, command.client_name);
    return found == turn.memory.clients.end() ? core::client_id{} : found->first;
}

// Which filter took away the last link is what an operator wants to know.
facts::reply why_no_route(const turn& turn, const facts::message& draft, const refusal& refused) {
    if (refused.code != refusal_code::no_route) return refused;
    facts::previewed shown{.parts = draft.parts,
                           .encoding = draft.encoding,
                           .network = draft.network,
                           .country = draft.country,
                           .recipient = draft.recipient,
                           .currency = draft.currency};
    shown.decision = route(turn, draft, {});
    return shown;
}

checked<const facts::cascade*> look_at_cascade(turn& turn, const facts::submit_message& message) {
    if (!message.steps || !message.cascade_name.empty()) return find_cascade(turn, message);
    for (const auto& remark : lint(turn, *message.steps)) {
        if (remark.is_error) return refuse(refusal_code::invalid_cascade, "cascade", remark.text);
    }
    return turn.memory.cascades.find(turn.memory.cascades.lend(*message.steps));
}

checked<facts::previewed> look_at_steps(turn& turn, facts::message& draft, const facts::preview_message& command,
                                        const facts::client& client) {
    const auto& message = command.message;
    const auto cascade = look_at_cascade(turn, message);
    if (!cascade) return std::unexpected(cascade.error());
    if (const auto ok = prepare_cascade(turn, draft, message, client, **cascade); !ok)
        return std::unexpected(ok.error());
    if (const auto ok = check_limits(turn, draft); !ok) return std::unexpected(ok.error());
    if (const auto ok = lend_order(turn, draft, message); !ok) return std::unexpected(ok.error());
    facts::previewed shown{.parts = draft.parts,
                           .encoding = draft.encoding,
                           .network = draft.network,
                           .country = draft.country,
                           .recipient = draft.recipient,
                           .price = total_price(turn, draft).value_or(core::amount{}),
                           .currency = draft.currency};
    shown.steps = preview_steps(turn, draft, message);
    shown.order = draft.step_estimates;
    if (!command.wants_decision) {
        for (auto& row : shown.steps)
            row.account.clear();
    }
    return shown;
}

void preview_cascade(turn& turn, facts::message& draft, const facts::preview_message& command,
                     const facts::client& client) {
    auto shown = look_at_steps(turn, draft, command, client);
    turn.memory.cascades.take_back();
    if (!shown) return answer(turn, command.message, std::move(shown.error()));
    answer(turn, command.message, std::move(*shown));
}

}  // namespace

void handle(turn& turn, const facts::preview_message& command) {
    const auto& message = command.message;
    const auto client = find_client(turn, client_of(turn, command));
    if (!client) return answer(turn, message, client.error());
    facts::message draft;
    if (const auto ok = fill_parties(turn, draft, message, **client); !ok) return answer(turn, message, ok.error());
    draft.id = take_id(turn).last_message;
    if (goes_by_cascade(message)) return preview_cascade(turn, draft, command, **client);
    auto ready = prepare(turn, draft, message, **client);
    if (!ready && command.wants_decision) return answer(turn, message, why_no_route(turn, draft, ready.error()));
    if (!ready) return answer(turn, message, ready.error());
    const auto allowed = command.wants_decision ? std::expected<void, refusal>{} : check_limits(turn, draft);
    if (!allowed) return answer(turn, message, allowed.error());
    facts::previewed shown{draft.parts,
                           draft.encoding,
                           ready->text.count.units,
                           draft.network,
                           draft.country,
                           draft.recipient,
                           *total_price(turn, draft),
                           draft.currency,
                           smpp::find_replacements(message.text, ready->text.terms)};
    if (command.wants_decision) shown.decision = std::move(ready->decision);
    answer(turn, message, std::move(shown));
}

}  // namespace kaskad::engine
