#include "engine/throttle_judge.hpp"

namespace kaskad::engine {

void throttle_judge::accepted() {
    if (accepted_since_ < OTHERS_ACCEPTED) ++accepted_since_;
}

throttle_judge::verdict throttle_judge::refused(std::string_view recipient, bool link_wide, int64_t now) {
    const bool recent = !recipient_.empty() && now - refused_at_ <= MEMORY_MS;
    const bool same = recent && recipient_ == recipient;
    const bool takes_others = recent && accepted_since_ >= OTHERS_ACCEPTED;
    recipient_ = recipient;
    refused_at_ = now;
    accepted_since_ = 0;
    if (same && takes_others) return verdict::recipient;
    if (link_wide) return verdict::link;
    // A full queue: of this recipient until a second one is refused as well.
    return recent && !same && !takes_others ? verdict::link : verdict::recipient;
}

}  // namespace kaskad::engine
