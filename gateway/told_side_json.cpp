#include "gateway/told_side_json.hpp"

#include <string>
#include <utility>

namespace kaskad::gateway {

void write_told_side(api::json_writer& out, std::string_view name, const told_side& side, const side_words& words) {
    out.begin_object(name);
    const std::pair<std::string_view, const std::string&> members[] = {
        {words.place, side.place},     {words.id, side.operator_id}, {"time", side.time},
        {"recipient", side.recipient}, {"sender", side.sender},      {"status", side.status},
        {"parts", side.units},         {"price", side.price},        {"amount", side.amount},
        {"currency", side.currency},   {"network", side.network}};
    for (const auto& [word, value] : members)
        if (!value.empty()) out.text(word, value);
    out.end_object();
}

}  // namespace kaskad::gateway
