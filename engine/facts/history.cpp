#include "engine/facts/history.hpp"

#include "engine/facts/wire.hpp"

namespace kaskad::facts {

void append(const history_entry& entry, std::string& out) {
    constexpr int ENTRIES = 1;
    wire::append_field(ENTRIES, entry, out);
}

void encode(const history& value, std::string& out) {
    wire::append(value, out);
}

std::expected<history, std::string> decode_history(std::string_view octets) {
    history value;
    if (!wire::reader{octets}.message(value)) return std::unexpected("not a history of this format");
    return value;
}

}  // namespace kaskad::facts
