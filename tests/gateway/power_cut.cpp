#include "tests/gateway/power_cut.hpp"

#include "engine/facts/codec.hpp"
#include "engine/facts/last_values.hpp"
#include "store/batch.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <utility>

namespace kaskad::gateway::testing {

namespace {

constexpr uint64_t SEGMENT = 16 * 1024;
constexpr int CHECKPOINT_PAGES = 40;
constexpr size_t STEPS_MAX = 150;
constexpr int STOP_PERCENT = 10;  // of the lives that nothing ends before
constexpr int KILL_PERCENT = 25;  // of the lives that end in the middle

using nothing = int;

}  // namespace

machine_counts& machine_counts::operator+=(const machine_counts& more) {
    cuts += more.cuts;
    kills += more.kills;
    stops += more.stops;
    died_starting += more.died_starting;
    torn_tails += more.torn_tails;
    trims += more.trims;
    groups += more.groups;
    return *this;
}

// One run of the gateway's stores, driven by hand: what the threads of the program do, in an order drawn by chance.
class machine::process {
  public:
    process(storage stored, const store::database_state& state, uint64_t& confirmed)
        : stored_{std::move(stored)},
          projector_{*stored_.database,
                     state,
                     {.groups_per_batch_max = 7},
                     {.on_projected = [this](uint64_t position) { projected_ = position; }}},
          writer_{*stored_.journal, {}, {.on_durable = [this, &confirmed](store::durable_group&& group, nothing&&) {
                      confirmed = group.position;
                      projector_.try_push(std::move(group));
                  }}} {}

    storage& stored() { return stored_; }
    uint64_t position() const { return stored_.journal->last_position(); }

    void push(facts::group group) { writer_.try_push({.group = std::move(group), .effects = 0}); }
    void commit() { (void)writer_.commit(); }
    void project() { (void)projector_.write_waiting(); }
    // True: something went.
    bool trim(bool too_early) {
        const auto before = stored_.journal->first_position();
        (void)stored_.journal->trim(too_early ? position() : projected_);
        return stored_.journal->first_position() > before;
    }
    // A reader that looks holds the WAL where it is.
    void look() {
        if (auto made = stored_.database->make_reader(); made && (*made)->position()) reader_ = std::move(*made);
    }

  private:
    storage stored_;
    std::unique_ptr<store::reader> reader_;
    store::projector projector_;
    uint64_t projected_ = 0;
    store::journal_writer<nothing> writer_;
};

machine::machine(uint64_t seed, machine_faults faults)
    : random_{seed},
      faults_{std::move(faults)},
      disk_{faults_.disk},
      vfs_{disk_, fmt::format("disk-{}", seed)},
      source_{seed} {
    std::filesystem::create_directories(folder_.path() / "data" / "journal");
}

std::string machine::run(size_t lives) {
    for (; lives_ < lives; ++lives_) {
        const auto found = live();
        if (!found.empty()) return fmt::format("life {}: {}", lives_, found);
    }
    return {};
}

std::string machine::live() {
    draw_end();
    {
        std::optional<process> running;
        const auto found = start(running);
        if (!found.empty() && !disk_.is_off()) return found;
        if (disk_.is_off()) ++counts_.died_starting;
        if (!disk_.is_off()) work(*running);
        if (!disk_.is_off() && random_() % 100 >= STOP_PERCENT) disk_.stop();
    }
    die();
    return {};
}

// Anywhere, or where names come and go: there most is open at once.
void machine::draw_end() {
    constexpr uint64_t OPERATIONS_MAX[] = {20, 200, 800, 4'000};
    disk_.stop_after(1 + random_() % OPERATIONS_MAX[random_() % std::size(OPERATIONS_MAX)]);
    if (random_() % 3 == 0) disk_.stop_after_names(1 + random_() % 5, 1 + random_() % 5);
}

// Through the program's own start. Whatever it answers while the machine is off does not count.
std::string machine::start(std::optional<process>& started) {
    config::process_options options;
    options.store.path = (folder_.path() / "data").string();
    options.store.segment_size = SEGMENT;
    const notices say{.info = [](const std::string&) {},
                      .warning = [this](const std::string&) { ++counts_.torn_tails; }};
    const store::sqlite_options database{
        .messages_per_generation = 8, .checkpoint_pages = CHECKPOINT_PAGES, .vfs = vfs_.name()};
    auto stored = open_storage(options, say, {.files = &files_, .database = database});
    if (!stored) return "the start was refused: " + stored.error();
    const auto state = stored->database->state();
    if (!state) return "the database does not say where it stands: " + state.error().text;
    started.emplace(std::move(*stored), *state, confirmed_);
    return check(*started);
}

std::string machine::check(process& started) {
    auto& [journal, database] = started.stored();
    const auto end = journal->last_position();
    if (end < confirmed_) return fmt::format("the journal ends at {}, {} was confirmed", end, confirmed_);
    if (auto found = check_journal(*journal); !found.empty()) return found;
    if (auto found = check_database(*database, end); !found.empty()) return found;
    confirmed_ = end;
    return {};
}

std::string machine::check_journal(store::journal& journal) {
    std::string found;
    uint64_t expected = journal.first_position();
    const auto read = journal.replay(expected, [&](const store::journal_entry& entry) {
        if (entry.position != expected++ || entry.octets != handed_.at(entry.position - 1).octets)
            found = fmt::format("the journal's group {} is not what was handed to it", entry.position);
    });
    if (!read) return "the journal cannot be read: " + read.error().text;
    if (expected != journal.last_position() + 1) return fmt::format("the journal's groups end before {}", expected);
    return found;
}

std::string machine::check_database(store::database& database, uint64_t position) {
    const auto state = database.state();
    if (!state) return state.error().text;
    if (state->position != position) return fmt::format("database at {}, journal at {}", state->position, position);
    const auto before = reference_.state();
    std::vector<store::durable_group> groups;
    for (auto next = before->position + 1; next <= position; ++next)
        groups.push_back({.position = next, .octets = handed_.at(next - 1).octets});
    if (!groups.empty()) (void)reference_.write(*store::fold(std::move(groups), before->postings));
    const auto wanted = store::canonical(reference_);
    const auto stored = store::canonical(database);
    if (!stored) return "the database cannot be read: " + stored.error().text;
    if (*stored != *wanted) return fmt::format("the database at {} is not what its groups say", position);
    if (const auto view = database.load_start(); !view) return "load_start: " + view.error().text;
    return {};
}

void machine::work(process& running) {
    auto next = running.position() + 1;
    for (auto steps = random_() % STEPS_MAX; steps > 0 && !disk_.is_off(); --steps) {
        switch (random_() % 8) {
            case 0:
            case 1:
                running.project();
                break;
            case 2:
                counts_.trims += running.trim(faults_.trims_too_early);
                break;
            case 3:
                running.look();
                break;
            default:
                for (auto count = 1 + random_() % 4; count > 0; --count)
                    running.push(next_group(next++));
                running.commit();
        }
    }
}

// Said with the life it is pushed in, so that a group that was lost is not taken for the one in its place.
facts::group machine::next_group(uint64_t position) {
    if (handed_.size() < position) handed_.push_back({.group = source_.next()});
    auto& [group, octets] = handed_[position - 1];
    group.facts.front().note = fmt::format("of life {}", lives_);
    auto kept = group;  // as the journal's writer keeps it
    facts::last_values{}.keep(kept);
    octets.clear();
    facts::encode(kept, octets);
    ++counts_.groups;
    return group;
}

void machine::die() {
    if (!disk_.is_off()) {
        ++counts_.stops;
        return;
    }
    if (random_() % 100 < KILL_PERCENT) {
        ++counts_.kills;
        return disk_.start();
    }
    ++counts_.cuts;
    disk_.start_after_cut(random_);
}

}  // namespace kaskad::gateway::testing
