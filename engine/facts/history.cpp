#include "engine/facts/history.hpp"

#include "engine/facts/wire.hpp"

namespace kaskad::facts {

history_entry make_history_entry(const group& group, const fact& fact) {
    return {.position = group.position,
            .utc = group.now.utc_ms,
            .kind = fact.kind,
            .attempt = fact.attempt,
            .part = fact.part,
            .link = fact.link,
            .command_status = fact.command_status,
            .reason = fact.reason,
            .note = fact.note};
}

void encode(const history& value, std::string& out) {
    wire::writer{out}.message(value);
}

std::expected<history, std::string> decode_history(std::string_view octets) {
    history value;
    if (!wire::reader{octets}.message(value)) return std::unexpected("not a history of this format");
    return value;
}

}  // namespace kaskad::facts
