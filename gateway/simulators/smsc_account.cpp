#include "gateway/simulators/smsc_account.hpp"

namespace kaskad::gateway::simulators {

smsc_account::bind* smsc_account::choose(uint64_t origin, bool elsewhere) {
    bind* own = nullptr;
    bind* other = nullptr;
    for (size_t step = 0; step < binds.size(); ++step) {
        auto& each = binds[(turn + step) % binds.size()];
        if (!each.has_room()) continue;
        if (each.number == origin) {
            own = &each;
        } else if (!other) {
            other = &each;
        }
    }
    ++turn;
    if (elsewhere) return other ? other : own;
    return own ? own : other;
}

}  // namespace kaskad::gateway::simulators
