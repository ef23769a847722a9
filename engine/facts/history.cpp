#include "engine/facts/history.hpp"

#include "engine/facts/wire.hpp"

namespace kaskad::facts {

void append(const history_entry& entry, std::string& out) {
    constexpr int ENTRIES = 1;
    wire::writer{out}.field(ENTRIES, entry);
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
