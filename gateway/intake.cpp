#include "gateway/intake.hpp"

#include "core/assert.hpp"

#include <algorithm>
#include <utility>

namespace kaskad::gateway {

namespace {

constexpr size_t LINE_MEMORY_MAX = 64;  // commands an empty line keeps room for

}  // namespace

facts::command intake::line::take() {
    ASSERT(!is_empty());
    auto what = std::move(commands_[first_++]);
    if (is_empty() && commands_.capacity() > LINE_MEMORY_MAX) {
        commands_ = {};
        first_ = 0;
    } else if (is_empty() || first_ > std::max(commands_.size() / 2, LINE_MEMORY_MAX)) {
        commands_.erase(commands_.begin(), commands_.begin() + static_cast<std::ptrdiff_t>(first_));
        first_ = 0;
    }
    return what;
}

void intake::add(const place& at, facts::command&& what) {
    auto& lane = lanes_[static_cast<size_t>(at.klass)];
    auto& line = lane.lines[at.client];
    if (line.is_empty()) lane.turns.push_back(at.client);
    line.add(std::move(what));
    ++lane.size;
    ++size_;
}

size_t intake::take(std::vector<facts::command>& into, size_t count_max) {
    size_t reserved = 0;  // floors of the lanes still to come
    for (size_t index = 1; index < lanes_.size(); ++index)
        reserved += std::min(FLOOR, lanes_[index].size);
    reserved = std::min(reserved, count_max / 2);
    size_t taken = 0;
    for (size_t index = 0; index < lanes_.size(); ++index) {
        if (index > 0) reserved -= std::min({FLOOR, lanes_[index].size, reserved});
        taken += take_from(lanes_[index], into, count_max - taken - reserved);
    }
    return taken;
}

size_t intake::take_from(lane& from, std::vector<facts::command>& into, size_t count_max) {
    size_t taken = 0;
    for (; taken < count_max && from.size > 0; ++taken) {
        const auto client = from.turns.front();
        from.turns.pop_front();
        auto& line = from.lines[client];
        into.push_back(line.take());
        --from.size;
        --size_;
        if (!line.is_empty()) from.turns.push_back(client);
    }
    return taken;
}

}  // namespace kaskad::gateway
