#include "engine/quota_book.hpp"

namespace kaskad::engine {

facts::quota_use quota_book::find(core::client_id client, facts::quota_period period, std::string_view country,
                                  uint32_t begin_day) const {
    facts::quota_use fresh{.client = client, .period = period, .country = std::string{country}, .begin_day = begin_day};
    const auto known = uses_.find(key_of(fresh));
    return known != uses_.end() && known->second.begin_day == begin_day ? known->second : fresh;
}

std::vector<facts::quota_use> quota_book::of_client(core::client_id client) const {
    std::vector<facts::quota_use> found;
    for (auto at = uses_.lower_bound({client, facts::quota_period::day, {}}); at != uses_.end(); ++at) {
        if (at->second.client != client) break;
        found.push_back(at->second);
    }
    return found;
}

}  // namespace kaskad::engine
