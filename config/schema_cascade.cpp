#include "config/key.hpp"
#include "config/schema.hpp"

// [cascade]: limits of messages that go over several channels, and of what is remembered of people there.

namespace kaskad::config {

namespace {

constexpr int64_t SECOND = 1'000;
constexpr int64_t DAY = 86'400 * SECOND;

}  // namespace

section<process_options> cascade_section() {
    using k = keys_of<process_options>;
    const auto of = [](auto member) {
        return [member](auto& process) -> auto& {
            return process.engine.cascade.*member;
        };
    };
    using o = engine::cascade_options;
    return {"Messages that go over several channels, and what is remembered of people there.",
            {
                k::whole("cascades_max", of(&o::cascades_max), {1, 1'000'000},
                         "Cascades that are kept, with those that came with messages."),
                k::whole("contacts_max", of(&o::contacts_max), {0, 10'000'000},
                         "People on channels of whom something is known, each channel counted by itself."),
                k::whole("grace_ms", of(&o::grace_ms), {0, 600 * SECOND},
                         "Between the time a provider is given and the end of its step."),
                k::whole("revoke_wait_ms", of(&o::revoke_wait_ms), {0, 600 * SECOND},
                         "So long the next step waits for what is taken back, where no second copy may arrive."),
                k::whole("unreachable_ms", of(&o::unreachable_ms), {0, 365 * DAY},
                         "Who could not be reached over a channel is left alone there so long; the next time twice as "
                         "long."),
                k::whole("unreachable_max_ms", of(&o::unreachable_max_ms), {0, 365 * DAY},
                         "Nobody is left alone for longer than that."),
            }};
}

}  // namespace kaskad::config
