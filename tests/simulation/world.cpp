#include "tests/simulation/world.hpp"

#include "engine/facts/codec.hpp"
#include "engine/facts/key.hpp"
#include "tests/simulation/wire.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace kaskad::simulation {

namespace {

constexpr int64_t MINUTE_MS = 60'000;
constexpr int64_t SETTLE_MIN_MS = 45 * MINUTE_MS;  // the last late receipt has come
constexpr uint64_t WHOLE_EVERY = 4;  // seeds: to make a second database of all facts takes a third of a run
constexpr int64_t SETTLE_MAX_MS = 180 * MINUTE_MS;

bool compares_whole(const plan& made) {
    return made.seed % WHOLE_EVERY == 0;
}

}  // namespace

world::world(plan made)
    : plan_{std::move(made)},
      luck_{plan_.seed ^ 0x5EED},
      when_{plan_.month_ends_ms},
      watch_{plan_.traced, compares_whole(plan_)},
      stored_{plan_.storage, luck_.branch(1)},
      shops_{when_, luck_.branch(2), plan_, watch_},
      resellers_{when_, chance{plan_.seed ^ 0xE54E}, plan_, watch_},
      office_{when_, chance{plan_.seed ^ 0x0FF1CE}, plan_},
      messengers_{when_, chance{plan_.seed ^ 0x3E55}, plan_, watch_} {
    for (uint32_t number = 1; number <= plan_.operators_count; ++number)
        operators_.push_back(std::make_unique<operator_host>(when_, luck_.branch(100 + number), plan_, watch_, number));
}

world::~world() = default;

outcome world::run() {
    start_gateway();
    shops_.start_load();
    resellers_.start_load();
    messengers_.start_load();
    if (plan_.has_office) office_.start_load();
    plan_crash();
    plan_declaration();
    if (!run_until(when_.now_ms() + plan_.load_ms)) return tell();
    calm_ = true;
    shops_.calm();
    resellers_.calm();
    messengers_.calm();
    stored_.heal();
    if (life_) life_->calm();
    for (const auto& each : operators_)
        each->calm();
    const auto calm_ms = when_.now_ms();
    if (!run_until(calm_ms + SETTLE_MIN_MS)) return tell();
    while (!is_settled() && when_.now_ms() < calm_ms + SETTLE_MAX_MS) {
        if (!run_until(when_.now_ms() + MINUTE_MS)) return tell();
    }
    watch_.end();
    check_database();
    return tell();
}

bool world::run_until(int64_t ms) {
    while (watch_.broken.empty() && when_.step(ms))
        continue;
    return watch_.broken.empty();
}

bool world::is_settled() const {
    const bool operators_idle = std::ranges::all_of(operators_, [](const auto& each) { return each->is_idle(); });
    const bool actors_idle = operators_idle && shops_.is_idle() && resellers_.is_idle() && messengers_.is_idle();
    if (!life_ || !actors_idle || watch_.open_messages() > 0) return false;
    const auto& endpoints = life_->engine().memory().endpoint_states;
    const bool told = std::ranges::all_of(endpoints, [](const auto& each) {
        return each.second.progress.cursor == each.second.progress.last && each.second.progress.retries.empty();
    });
    return told && life_->is_projected();
}

void world::start_gateway() {
    const auto opened = stored_.open();
    if (!opened) return watch_.complain("the start is refused: " + opened.error());
    catch_up_watch();
    outside told{.answer =
                     [this](facts::answer answer) {
                         if (!messengers_.take(answer)) shops_.take(std::move(answer));
                     },
                 .call = [this](facts::call_endpoint call) { shops_.take(std::move(call)); },
                 .over_channel = [this](facts::effect& effect) { return messengers_.take(effect); },
                 .died = [this] { bury_gateway(); }};
    life_ = std::make_unique<life>(
        when_, luck_.branch(3), plan_, watch_, stored_,
        [this](const gateway::links::wire_request& wanted) { return make_wire(wanted); }, std::move(told));
    if (calm_) life_->calm();
    declare();
    shops_.set_gateway(life_.get());
    resellers_.set_gateway(life_.get());
    office_.set_gateway(life_.get());
    messengers_.set_gateway(life_.get());
}

// What was durable when the last life ended, told or not.
void world::catch_up_watch() {
    const auto& journal = stored_.journal();
    if (journal.last_position() < watch_.position()) {
        return watch_.complain(fmt::format("the journal ends at {}, group {} had taken effect", journal.last_position(),
                                           watch_.position()));
    }
    const auto replayed = journal.replay(watch_.position() + 1, [&](const store::journal_entry& entry) {
        auto group = facts::decode_group(entry.octets);
        ASSERT(group.has_value());
        watch_.take(std::move(*group), journal.last_position());
        watch_.keep({.position = entry.position, .octets = std::string{entry.octets}});
    });
    if (!replayed) watch_.complain("the journal lacks what took no effect yet: " + replayed.error().text);
    watch_.restart();
}

void world::bury_gateway() {
    ++watch_.counts[rare::crash];
    shops_.set_gateway(nullptr);
    resellers_.set_gateway(nullptr);
    office_.set_gateway(nullptr);
    messengers_.set_gateway(nullptr);
    // Not from inside its own step.
    when_.after(0, [this] {
        life_.reset();
        stored_.crash();
        when_.after(luck_.between(100, 30'000), [this] { start_gateway(); });
    });
}

void world::plan_crash() {
    if (plan_.crash_every_ms == 0) return;
    when_.after(luck_.between(plan_.crash_every_ms / 4, plan_.crash_every_ms * 2), [this] {
        if (calm_) return;
        constexpr auto KINDS = static_cast<int64_t>(doom::after_projection);
        if (life_) life_->set_doom(static_cast<doom>(luck_.between(1, KINDS)));
        plan_crash();
    });
}

// Somebody switches a link off, and on again later.
void world::plan_declaration() {
    if (plan_.declare_every_ms == 0) return;
    when_.after(luck_.between(1, plan_.declare_every_ms * 2), [this] {
        auto& link = plan_.declaration.links[luck_.below(plan_.operators_count)];
        link.rate = static_cast<uint32_t>(luck_.between(2, 40));
        link.digest = fmt::format("{}", luck_.draw());
        link.window = static_cast<uint32_t>(luck_.between(1, 10));
        if (life_) declare();
        if (!calm_) plan_declaration();
    });
}

void world::declare() {
    auto command = plan_.declaration;
    life_->insist(std::move(command));
}

std::unique_ptr<gateway::links::operator_wire> world::make_wire(const gateway::links::wire_request& wanted) {
    auto& host = *operators_.at(wanted.terms.id.value - 1);
    return std::make_unique<wire>(when_, luck_.branch(wanted.number), host, wanted);
}

// The tables hold the last value the facts gave every record, and a start from them alone loses nothing.
void world::check_database() {
    if (!watch_.broken.empty() || !life_) return;
    if (compares_whole(plan_)) watch_.compare(stored_.database(), luck_.branch(5));
    const auto held = stored_.database().rows(facts::table_of(facts::message{}));
    ASSERT(held.has_value());
    std::string octets;
    for (const auto& message : watch_.messages()) {
        octets.clear();
        facts::encode(message, octets);
        const auto row = std::ranges::lower_bound(*held, facts::key_of(message), {}, &store::stored_row::key);
        const bool same = row != held->end() && row->octets == octets;
        if (!same) return watch_.complain(fmt::format("the database holds another message {}", message.id.value));
    }
    if (!watch_.messages().empty() && stored_.has_generations(watch_.messages().back().id))
        ++watch_.counts[rare::generation];
    if (held->size() != watch_.messages().size()) watch_.complain("the database holds a message nobody accepted");
}

outcome world::tell() {
    return {.seed = plan_.seed,
            .broken = watch_.broken,
            .counts = watch_.counts,
            .digest = watch_.digest(),
            .messages = watch_.messages().size(),
            .groups = watch_.position(),
            .steps = when_.steps(),
            .simulated_ms = plan_.load_ms};
}

outcome simulate(const plan& made) {
    return world{made}.run();
}

}  // namespace kaskad::simulation
