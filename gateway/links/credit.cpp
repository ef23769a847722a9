#include "gateway/links/credit.hpp"

namespace kaskad::gateway::links {

std::vector<uint64_t> share_out(uint64_t budget, std::span<const uint64_t> free, size_t first) {
    std::vector<uint64_t> shares(free.size(), 0);
    for (;;) {
        uint64_t takers = 0;
        for (size_t bind = 0; bind < free.size(); ++bind)
            takers += shares[bind] < free[bind] ? 1 : 0;
        if (budget == 0 || takers == 0) return shares;
        const uint64_t each = std::max<uint64_t>(1, budget / takers);
        for (size_t step = 0; step < free.size() && budget > 0; ++step) {
            const size_t bind = (first + step) % free.size();
            const uint64_t more = std::min({each, free[bind] - shares[bind], budget});
            shares[bind] += more;
            budget -= more;
        }
    }
}

}  // namespace kaskad::gateway::links
