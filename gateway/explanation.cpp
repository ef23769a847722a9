#include "gateway/explanation.hpp"

#include "routing/explanation.hpp"
#include "smpp/segmentation.hpp"

namespace kaskad::gateway {

std::string explain_decision(const routing::decision& decision,
                             const std::function<std::string(core::link_id)>& name_of) {
    return routing::explain(decision, name_of);
}

std::vector<std::string> part_octets(const facts::attempt& attempt, std::string_view text) {
    const auto segmented = smpp::segment(text, {attempt.terms, attempt.reference});
    std::vector<std::string> octets;
    if (!segmented) return octets;
    for (const auto& part : segmented->parts)
        octets.push_back(part.short_message());
    return octets;
}

}  // namespace kaskad::gateway
