#include "gateway/clients/password_queue.hpp"

#include "core/assert.hpp"

#include <utility>

namespace kaskad::gateway::clients {

bool password_queue::try_add(password_check&& check) {
    if (size_ >= options_.total_max) return false;
    auto& line = lines_[check.address];
    if (line.size() >= options_.per_address_max) return false;
    if (line.empty()) turns_.push_back(check.address);
    line.push_back(std::move(check));
    ++size_;
    return true;
}

password_check password_queue::take() {
    ASSERT(!is_empty());
    auto address = std::move(turns_.front());
    turns_.pop_front();
    const auto line = lines_.find(address);
    auto check = std::move(line->second.front());
    line->second.pop_front();
    --size_;
    if (line->second.empty()) {
        lines_.erase(line);
    } else {
        turns_.push_back(std::move(address));
    }
    return check;
}

}  // namespace kaskad::gateway::clients
