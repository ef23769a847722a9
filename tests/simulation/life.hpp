#pragma once

#include "engine/engine.hpp"
#include "gateway/links/link_set.hpp"
#include "store/journal_writer.hpp"
#include "store/position_waits.hpp"
#include "store/projector.hpp"
#include "tests/simulation/agenda.hpp"
#include "tests/simulation/chance.hpp"
#include "tests/simulation/client_server.hpp"
#include "tests/simulation/plan.hpp"
#include "tests/simulation/storage.hpp"
#include "tests/simulation/watch.hpp"

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

// One life of the gateway, from a start to a crash: engine, journal writer, projector and links as in the program, on
// the simulation's clock instead of threads. Mailboxes are as small as the plan says.

namespace kaskad::simulation {

// Where the life ends.
enum class doom : uint8_t {
    none,
    now,
    before_append,
    after_append,
    while_released,
    before_projection,
    after_projection
};

struct outside {
    std::function<void(facts::answer)> answer;
    std::function<void(facts::call_endpoint)> call;
    std::function<bool(facts::effect&)> over_channel;  // false: it is about no channel account
    std::function<void()> died;
};

class life {
  public:
    // What a group lets go. The watch looks at the facts themselves beside the octets that are stored.
    struct released {
        std::vector<facts::effect> effects;
        facts::group group;
    };

    life(agenda& when, chance luck, const plan& made, watch& watch, storage& stored,
         gateway::links::wire_maker make_wire, outside told);

    // What clients ask and what others tell. False: the mailbox is full, and a told command untouched.
    bool ask(facts::command command);
    bool tell(facts::command&& command);
    // Until there is room.
    void insist(facts::command command);
    // True when the database holds that position, false when it does not in time.
    void await(uint64_t position, std::function<void(bool)> done);
    // A connection of a client that comes over SMPP.
    std::shared_ptr<connection> connect_client(const smpp::session_options& client) {
        return clients_->connect(client);
    }
    store::reader& pages() { return *reader_; }
    const engine::engine& engine() const { return engine_; }
    uint64_t projected() const { return projector_.position(); }
    bool is_projected() const { return projector_.position() == writer_.position() && writer_.groups_waiting() == 0; }

    void set_doom(doom what);
    void calm() { calm_ = true; }

  private:
    class door final : public facts::command_port {
      public:
        explicit door(life& owner) : owner_{owner} {}
        bool try_send(facts::command&& command) override { return owner_.tell(std::move(command)); }

      private:
        life& owner_;
    };

    void start();
    void wake();
    void step();
    void take_commands(core::now now);
    std::vector<core::link_id> waiting_marketing();
    void watch_floors(const std::vector<core::link_id>& waited, const std::vector<facts::effect>& effects);
    void count_segments(const std::vector<facts::effect>& effects, invariants::floors::turn& turn);
    void update_admission();
    bool push_sealed();
    void commit_soon();
    void commit();
    void take_durable(store::durable_group&& group, released&& going);
    void route(std::vector<facts::effect>& effects);
    void run_fetch(const facts::fetch& effect);
    void project_soon(int64_t delay_ms);
    void project();
    void plan_stall();
    void end_waits();
    void die(rare where);
    void die();

    agenda& when_;
    chance luck_;
    const plan& plan_;
    watch& watch_;
    storage& stored_;
    outside told_;
    engine::engine engine_;
    store::projector projector_;
    store::journal_writer<released> writer_;
    std::unique_ptr<store::reader> reader_;
    door door_{*this};
    std::vector<facts::command> told_box_;
    std::vector<facts::command> asked_box_;
    std::optional<store::sealed_group<released>> unpushed_;
    std::deque<store::durable_group> unprojected_;  // the projector is full
    store::position_waits waits_;
    uint64_t projected_seen_ = 0;
    uint64_t commits_ = 0;
    bool waking_ = false;
    bool committing_ = false;
    bool projecting_ = false;
    bool in_trouble_ = false;
    bool calm_ = false;
    bool dead_ = false;
    bool ticking_ = false;
    int64_t stalled_until_ms_ = 0;
    doom doom_ = doom::none;
    size_t releases_left_ = 0;
    std::unique_ptr<gateway::links::link_set> links_;
    std::unique_ptr<client_server> clients_;
    std::shared_ptr<int> alive_ = std::make_shared<int>();  // last: what was planned dies first
};

}  // namespace kaskad::simulation
