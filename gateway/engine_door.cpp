#include "gateway/engine_door.hpp"

#include "core/assert.hpp"

#include <utility>

namespace kaskad::gateway {

bool engine_door::try_send(facts::command&& what) {
    wake_later();
    return how_ == verb::ask ? engine_.try_ask(std::move(what)) : engine_.try_tell(std::move(what));
}

bool engine_door::try_send_all(std::vector<facts::command>&& items) {
    ASSERT(how_ == verb::ask);
    wake_later();
    return engine_.try_ask(std::move(items));
}

void engine_door::wake_later() {
    if (std::exchange(waking_, true)) return;
    home_.post([this] {
        waking_ = false;
        engine_.wake();
    });
}

}  // namespace kaskad::gateway
