#include "tests/simulation/life.hpp"

#include "engine/admission.hpp"
#include "tests/simulation/clock_loop.hpp"

#include <algorithm>
#include <utility>

namespace kaskad::simulation {

namespace {

constexpr size_t SLICES_PER_STEP = 16;
constexpr int64_t BARRIER_MS = 5'000;
constexpr int64_t COUNTS_MS = 600'000;
constexpr int64_t DOOM_MS_MAX = 5'000;
constexpr uint64_t COMPARE_EVERY = 512;  // commits

store::position_waits::time time_of(int64_t ms) {
    return store::position_waits::time{std::chrono::milliseconds{ms}};
}

store::database_state state_of(storage& stored) {
    return *stored.database().state();
}

}  // namespace

life::life(agenda& when, chance luck, const plan& made, watch& watch, storage& stored,
           gateway::links::wire_maker make_wire, outside told)
    : when_{when},
      luck_{luck},
      plan_{made},
      watch_{watch},
      stored_{stored},
      told_{std::move(told)},
      engine_{made.limits, 1},
      projector_{stored.database(),
                 state_of(stored),
                 made.storage.projector,
                 {.on_projected = [this](uint64_t position) { writer_.trim(position); },
                  .on_trouble = {},
                  .on_recovered = {}}},
      writer_{stored.journal(),
              {.groups_waiting_max = 64},
              {.on_durable = [this](store::durable_group&& group,
                                    released&& going) { take_durable(std::move(group), std::move(going)); },
               .on_trouble = {},
               .on_recovered = {},
               .on_synced = {}}} {
    reader_ = std::move(*stored.database().make_reader());
    gateway::links::link_set_options options;
    options.make_wire = std::move(make_wire);
    options.utc_ms = [this] { return when_.now().utc_ms; };
    options.counts_interval = std::chrono::milliseconds{COUNTS_MS};
    links_ = std::make_unique<gateway::links::link_set>(std::make_unique<clock_loop>(when_), std::move(options), door_);
    clients_ = std::make_unique<client_server>(
        when_, luck_.branch(4), watch_,
        client_server::engine_doors{
            .ask = [this](facts::command command) { return ask(std::move(command)); },
            .insist = [this](facts::command command) { insist(std::move(command)); },
            .why_not_durable = [this] { return std::string{in_trouble_ ? "no journal" : ""}; }});
    start();
}

void life::start() {
    auto view = stored_.database().load_start();
    ASSERT(view.has_value());
    projected_seen_ = view->position;
    engine_.start(std::move(*view), when_.now());
    watch_.compare(engine_.memory());
    if (plan_.storage.stall_every_ms > 0) plan_stall();
    wake();
}

bool life::ask(facts::command command) {
    if (dead_ || asked_box_.size() >= plan_.mailbox) return false;
    asked_box_.push_back(std::move(command));
    wake();
    return true;
}

bool life::tell(facts::command&& command) {
    if (told_box_.size() >= plan_.mailbox) {
        ++watch_.counts[rare::blocked];
        return false;
    }
    told_box_.push_back(std::move(command));
    wake();
    return true;
}

void life::insist(facts::command command) {
    if (tell(std::move(command))) return;
    when_.after(1, alive_, [this, command = std::move(command)]() mutable { insist(std::move(command)); });
}

void life::wake() {
    if (waking_ || dead_) return;
    waking_ = true;
    when_.after(0, alive_, [this] { step(); });
}

// As the engine's thread does (gateway/engine_thread.cpp).
void life::step() {
    waking_ = false;
    if (dead_) return;
    if (!push_sealed()) return;
    const auto now = when_.now();
    update_admission();
    if (projected_seen_ != projector_.position()) {
        projected_seen_ = projector_.position();
        engine_.handle(facts::projected{projected_seen_}, now);
    }
    const auto waited = waiting_marketing();
    take_commands(now);
    size_t slices = 0;
    do {
        engine_.work(now);
    } while (engine_.has_work() && ++slices < SLICES_PER_STEP);
    auto sealed = engine_.seal(now);
    if (!sealed.group.facts.empty() || !sealed.effects.empty()) {
        watch_floors(waited, sealed.effects);
        auto copy = sealed.group;
        unpushed_.emplace(std::move(sealed.group), released{std::move(sealed.effects), std::move(copy)});
        if (!push_sealed()) return;
    }
    if (engine_.has_work() || !told_box_.empty() || !asked_box_.empty()) return wake();
    if (std::exchange(ticking_, true)) return;
    when_.after(plan_.tick_ms, alive_, [this] {
        ticking_ = false;
        wake();
    });
}

void life::take_commands(core::now now) {
    for (auto* box : {&told_box_, &asked_box_}) {
        for (auto& command : std::exchange(*box, {})) {
            const bool goes_on = std::holds_alternative<facts::submit_answered>(command) ||
                                 std::holds_alternative<facts::receipt_received>(command);
            const bool refuses = engine_.memory().pressure_percent >= engine::ADMISSION_PERCENT.front();
            if (goes_on && refuses) ++watch_.counts[rare::reserve];
            engine_.handle(std::move(command), now);
        }
    }
}

// At which links the lowest class has something to choose, surely.
std::vector<core::link_id> life::waiting_marketing() {
    std::vector<core::link_id> result;
    for (const auto& [id, link] : engine_.memory().link_states) {
        const bool is_sure = link->refilling.empty() && !link->queue.wants_refill({});
        if (is_sure && link->queue.size(core::message_class::marketing) > 0) result.push_back(id);
    }
    return result;
}

void life::watch_floors(const std::vector<core::link_id>& waited, const std::vector<facts::effect>& effects) {
    constexpr auto LOWEST = core::message_class::marketing;
    const auto waits = waiting_marketing();
    const auto contains = [](const auto& links, core::link_id id) {
        return std::ranges::find(links, id) != links.end();
    };
    for (const auto& [id, link] : engine_.memory().link_states) {
        invariants::floors::turn turn{.link = id, .klass = LOWEST};
        turn.floor_percent = plan_.limits.classes[static_cast<size_t>(LOWEST)].floor_percent;
        turn.waits = contains(waits, id) && contains(waited, id);
        if (turn.waits) count_segments(effects, turn);  // they count against it only then
        watch_.take(turn);
    }
}

void life::count_segments(const std::vector<facts::effect>& effects, invariants::floors::turn& turn) {
    for (const auto& effect : effects) {
        const auto* submit = std::get_if<facts::submit_part>(&effect);
        if (!submit || submit->bind.link != turn.link) continue;
        const auto found = engine_.memory().messages.find(submit->part.message);
        const bool own = found && found->value.klass == turn.klass;
        ++(own ? turn.own_segments : turn.other_segments);
    }
}

// As the application's gauge does.
void life::update_admission() {
    const auto memory = engine_.memory().messages.size() * 100 / plan_.messages_max;
    const auto kept = writer_.journal_bytes() * 100 / plan_.storage.journal_octets_max;
    const auto fill = std::max({memory, kept, writer_.fill_percent(), projector_.fill_percent()});
    engine_.set_pressure(in_trouble_ ? 100 : static_cast<uint32_t>(fill));
}

// False: the journal takes no more; nothing else is decided until it does.
bool life::push_sealed() {
    if (!unpushed_) return true;
    const bool pushed = writer_.try_push(std::move(*unpushed_));
    if (pushed) unpushed_.reset();
    commit_soon();
    if (!pushed) when_.after(1, alive_, [this] { wake(); });
    return pushed;
}

void life::commit_soon() {
    if (std::exchange(committing_, true)) return;
    when_.after(luck_.between(0, plan_.storage.sync_ms_max), alive_, [this] { commit(); });
}

void life::commit() {
    committing_ = false;
    if (dead_) return;
    if (!unprojected_.empty()) return commit_soon();
    if (doom_ == doom::before_append) return die(rare::died_unwritten);
    if (!calm_ && luck_.happens(plan_.storage.append_fails)) stored_.fail_appends();
    const auto committed = writer_.commit();
    if (dead_) return;
    in_trouble_ = !committed;
    if (in_trouble_) {
        ++watch_.counts[rare::append_failed];
        if (calm_ || luck_.happens(400)) stored_.heal();
        return commit_soon();
    }
    writer_.trim_journal();
    if (writer_.groups_waiting() > 0) return commit_soon();
    if (++commits_ % COMPARE_EVERY == 0 && !unpushed_) watch_.compare(engine_.memory());
}

void life::take_durable(store::durable_group&& group, released&& going) {
    if (doom_ == doom::after_append) die(rare::died_untold);
    if (doom_ == doom::while_released && releases_left_-- == 0) die(rare::died_telling);
    if (dead_) return;
    watch_.take(std::move(going.group), stored_.journal().last_position());
    watch_.keep(group);
    when_.after(0, alive_, [this, effects = std::move(going.effects)]() mutable { route(effects); });
    if (group.position == 0) return;
    if (!unprojected_.empty() || !projector_.try_push(std::move(group))) unprojected_.push_back(std::move(group));
    project_soon(luck_.between(0, plan_.storage.linger_ms));
}

void life::route(std::vector<facts::effect>& effects) {
    for (auto& effect : effects) {
        if (auto* answer = std::get_if<facts::answer>(&effect)) {
            clients_->owns(*answer) ? clients_->take(*answer) : told_.answer(std::move(*answer));
        } else if (auto* call = std::get_if<facts::call_endpoint>(&effect)) {
            clients_->owns(*call) ? clients_->take(std::move(*call)) : told_.call(std::move(*call));
        } else if (const auto* fetch = std::get_if<facts::fetch>(&effect)) {
            run_fetch(*fetch);
        } else if (const auto* client = std::get_if<facts::publish_client>(&effect)) {
            clients_->take(*client);
        } else if (const auto* endpoint = std::get_if<facts::publish_endpoint>(&effect)) {
            clients_->take(*endpoint);
        } else if (!told_.over_channel(effect)) {
            links_->handle(effect);
        }
    }
}

// The view is read at one moment and reaches the engine at a later one.
void life::run_fetch(const facts::fetch& effect) {
    when_.after(luck_.between(0, plan_.fetch_ms_max), alive_, [this, request = effect.request] {
        auto result = store::fetch(*reader_, request);
        if (std::holds_alternative<facts::fetch_queue>(request)) ++watch_.counts[rare::refill];
        when_.after(luck_.between(0, plan_.fetch_ms_max), alive_, [this, request, result = std::move(result)] {
            insist(facts::fetched{request, result});
        });
    });
}

void life::project_soon(int64_t delay_ms) {
    if (std::exchange(projecting_, true)) return;
    when_.after(delay_ms, alive_, [this] { project(); });
}

void life::project() {
    projecting_ = false;
    if (dead_) return;
    if (when_.now_ms() < stalled_until_ms_ && !calm_) return project_soon(stalled_until_ms_ - when_.now_ms());
    if (doom_ == doom::before_projection) stored_.break_write();
    if (!calm_ && luck_.happens(plan_.storage.write_fails)) stored_.fail_writes();
    const auto written = projector_.write_waiting();
    if (doom_ == doom::before_projection) writer_.trim_journal();
    if (doom_ == doom::before_projection) return die(rare::died_unprojected);
    if (doom_ == doom::after_projection) return die(rare::died_projected);
    if (!written) {
        ++watch_.counts[rare::write_failed];
        return project_soon(luck_.between(1, 500));
    }
    while (!unprojected_.empty() && projector_.try_push(std::move(unprojected_.front())))
        unprojected_.pop_front();
    writer_.trim_journal();
    end_waits();
    if (projected_seen_ != projector_.position()) wake();
    if (projector_.lag_groups() > 0) project_soon(luck_.between(0, plan_.storage.linger_ms));
}

void life::plan_stall() {
    when_.after(luck_.between(1, plan_.storage.stall_every_ms * 2), alive_, [this] {
        stalled_until_ms_ = when_.now_ms() + luck_.between(1, plan_.storage.stall_ms);
        plan_stall();
    });
}

void life::await(uint64_t position, std::function<void(bool)> done) {
    if (projector_.position() >= position) return done(true);
    waits_.add(position, time_of(when_.now_ms() + BARRIER_MS), std::move(done));
    when_.after(BARRIER_MS, alive_, [this] { end_waits(); });
}

void life::end_waits() {
    waits_.handle_progress(projector_.position(), time_of(when_.now_ms()));
}

void life::set_doom(doom what) {
    if (what == doom::now) return die();
    doom_ = what;
    releases_left_ = luck_.below(4);
    // What never comes is not waited for.
    when_.after(luck_.between(1, DOOM_MS_MAX), alive_, [this] { die(); });
}

void life::die(rare where) {
    if (!dead_) ++watch_.counts[where];
    die();
}

void life::die() {
    if (std::exchange(dead_, true)) return;
    when_.after(0, alive_, [this] { told_.died(); });
}

}  // namespace kaskad::simulation
