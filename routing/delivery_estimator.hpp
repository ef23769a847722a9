#pragma once

#include "core/id.hpp"
#include "core/message_class.hpp"
#include "routing/arm.hpp"
#include "routing/belief.hpp"
#include "routing/delay_law.hpp"
#include "routing/delivery_estimate.hpp"
#include "routing/state_octets.hpp"
#include "routing/traffic_pace.hpp"

#include <cstdint>
#include <expected>
#include <optional>
#include <queue>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

// How likely each link delivers to each network, learnt from first attempts and kept up to date as receipts come. What
// an arm does not know yet it takes from those beside it: the same link in the same country, then the same network over
// other links. Advisory: decisions write down what they took from it. Pure.

namespace kaskad::routing {

// otp apart from the rest: other senders, other texts, other routes at the operator.
enum class class_group : uint8_t { otp = 0, other = 1 };
class_group class_group_of(core::message_class value);

struct arm_key {
    core::link_id link;
    std::string mccmnc;  // or empty, where only the country is known
    std::string country;
    class_group group = class_group::other;

    friend bool operator==(const arm_key&, const arm_key&) = default;
};

// Of all arms to a network, whatever their link: the key without one.
struct network_name {
    std::string_view mccmnc;
    std::string_view country;
    class_group group = class_group::other;
};

struct arm_key_hash {
    using is_transparent = void;
    size_t operator()(const arm_key& key) const;
    size_t operator()(const network_name& name) const;
};

struct arm_key_equal {
    using is_transparent = void;
    bool operator()(const arm_key& one, const arm_key& other) const { return one == other; }
    bool operator()(const network_name& name, const arm_key& key) const {
        return !key.link && key.group == name.group && key.mccmnc == name.mccmnc && key.country == name.country;
    }
    bool operator()(const arm_key& key, const network_name& name) const { return (*this)(name, key); }
};

// What operators are shown of an arm.
struct arm_view {
    arm_key key;
    delivery_estimate estimate;
    uint64_t open = 0;  // attempts of which nobody has told the end yet
    int64_t delivered_p50_ms = 0;
    int64_t delivered_p95_ms = 0;
    double honesty = 1;
};

// What is known of an arm, or with neither network nor country in the key what clients said of the link, in octets.
struct estimator_piece {
    arm_key key;
    std::string octets;
};

// What is taken for so while nothing was seen.
struct usual_outcome {
    double mean = 0.85;  // share of what is sent that arrives
    const delay_law& law = usual_delay_law();
};

class delivery_estimator {
  public:
    explicit delivery_estimator(size_t arms_max = 100'000, const usual_outcome& usual = {})
        : arms_max_{arms_max}, usual_mean_{usual.mean}, usual_law_{&usual.law} {}

    // False: there are too many arms already; nothing is learnt of this one.
    bool note_sent(const arm_key& key, int64_t now_ms);
    void note_outcome(const arm_key& key, int64_t sent_ms, arm_outcome outcome, int64_t now_ms);
    void note_late_delivery(const arm_key& key, int64_t sent_ms);
    // What an operator expects of a link of which nothing is known; 0 = as of any link.
    void expect(core::link_id link, double mean);
    // The client says whether a message arrived. A link whose deliveries do not arrive is believed no more than that.
    void note_feedback(const arm_key& key, bool has_arrived, int64_t now_ms);

    // What part of the deliveries that the link's receipts tell of is true; 1 while nothing speaks against it.
    double honesty(core::link_id link) const;

    // As of the last full second, or a little before it when very many arms have changed: it does not hang on who asks,
    // or how often.
    delivery_estimate estimate(const arm_key& key, int64_t now_ms);
    // deadline_ms: what counts as in time; 0 = whenever.
    belief believe(const arm_key& key, int64_t deadline_ms, int64_t now_ms);
    // The share it delivered in the long run, whatever it does now.
    double usual(const arm_key& key) const;
    // How long its receipts take.
    const delay_law& law(const arm_key& key) const;
    // See arm::surprise.
    double surprise(const arm_key& key, double chance, int64_t window_ms, int64_t now_ms);

    size_t size() const { return arms_.size(); }
    // In the order in which arms were first sent over; `place` below size().
    arm_view view(size_t place, int64_t now_ms);

    // For a checkpoint, piece by piece: what has changed and was not saved for a minute, of at most so many arms looked
    // at; the next call goes on behind them.
    std::vector<estimator_piece> take_unsaved(int64_t now_ms, size_t arms_looked_at);
    // Into an estimator that does not know the piece's arm yet. A time that is behind the one of saving makes nothing
    // newer than that. What is refused leaves nothing behind.
    std::expected<void, state_fault> load(const estimator_piece& piece, int64_t now_ms);

  private:
    static constexpr int64_t NEVER = INT64_MIN / 2;

    struct entry {
        arm_key key;
        uint32_t network = 0;  // place of its network's group
        uint32_t country = 0;  // of its link's in its country
        arm seen;
        delay_law law;
        delivery_prior prior;
        delivery_estimate estimate;
        std::optional<chance_range> bounds;  // of it, once somebody has asked
        double seen_mean = 0;                // by receipts alone
        // What it was like in the long run: a mean over hours, and how much of them is known.
        double long_mean = 0;
        double long_known = 0;
        int64_t law_ms = NEVER;
        int64_t prior_ms = NEVER;
        int64_t estimated_ms = NEVER;
        int64_t due_ms = INT64_MAX;  // to be estimated again
        int64_t wait_ms = 0;         // the least between two estimates
        int64_t saved_ms = NEVER;
        bool is_changed = false;  // since it was saved
        // The share of deliveries that come by the deadline that was asked for last, by this law.
        int64_t on_time_by_ms = 0;
        double on_time = 1;
    };
    // What all arms of a link show of its receipts' delays.
    struct link_entry {
        std::vector<uint32_t> arms;
        delay_law law;
        int64_t law_ms = NEVER;
        double samples = 0;    // of all of them, as of then
        double expected = 0;   // by an operator; 0 = as of any link
        bool is_late = false;  // others were known when it came
    };
    struct arm_of_link {
        core::link_id link;
        uint32_t place = 0;
    };
    // Arms beside one another: those of a network, or those of a link in a country.
    struct group {
        std::vector<uint32_t> arms;
        std::vector<arm_of_link> by_link;  // of a network: the same, by their links
        traffic_pace pace;
    };
    struct due_entry {
        int64_t due_ms;
        uint32_t place;

        friend auto operator<=>(const due_entry&, const due_entry&) = default;
    };
    // What clients said of a link's messages, beside what its receipts made of them; old words fade.
    struct testimony {
        double expected = 0;
        double variance = 0;
        double arrived = 0;
        int64_t faded_ms = 0;
        bool is_changed = false;
    };
    // What the arms beside one know together.
    struct pool {
        double delivered = 0;
        double samples = 0;

        void add(const delivery_estimate& known);
        delivery_prior prior(double expected) const;
    };

    static constexpr uint32_t NOWHERE = UINT32_MAX;

    // Of its network's group, or NOWHERE. A decision asks for all links to one network: that is remembered.
    uint32_t network_of(const arm_key& key) const;
    uint32_t place_of(const arm_key& key) const;
    entry* find(const arm_key& key);
    const entry* find(const arm_key& key) const;
    entry& add(const arm_key& key);
    uint32_t group_of(const arm_key& key);
    // Estimates all arms anew that are due by now.
    void catch_up(int64_t now_ms);
    void make_due(entry& of, int64_t due_ms);
    void touch(entry& known, int64_t now_ms);
    void refresh(entry& known, int64_t now_ms);
    void remember(entry& known, double passed_ms);
    void learn_law(entry& of, int64_t now_ms);
    double on_time(entry* known, int64_t deadline_ms) const;
    static int64_t next_estimate(const entry& of, int64_t now_ms);
    delivery_prior prior_of(const arm_key& key) const;
    delivery_prior prior_of(const entry& of) const;
    double expected(core::link_id link) const;
    link_entry& link_of(core::link_id link);
    bool is_any_known() const;
    void settle_loaded();
    // The largest share of messages for a link that is new where others are not. Links that began together are all
    // tried at once.
    double ramp(core::link_id link) const;
    void add_to(pool& known, const group& of, const entry* but) const;
    bool load_arm(const arm_key& key, state_reader& from);
    bool load_testimony(core::link_id link, state_reader& from);
    std::string octets_of(const entry& of, int64_t now_ms) const;
    static std::string octets_of(const testimony& of, int64_t now_ms);

    size_t arms_max_;
    double usual_mean_;
    const delay_law* usual_law_;
    std::vector<entry> arms_;
    std::unordered_map<core::link_id, link_entry> links_;
    std::vector<group> groups_;
    // Those of a link in a country (no network in the key), and those of a network (no link in the key).
    std::unordered_map<arm_key, uint32_t, arm_key_hash, arm_key_equal> beside_;
    mutable uint32_t network_asked_ = NOWHERE;
    std::priority_queue<due_entry, std::vector<due_entry>, std::greater<>> due_;
    std::unordered_map<core::link_id, testimony> testimonies_;
    size_t looked_at_ = 0;     // arms, by take_unsaved
    bool has_loaded_ = false;  // and not yet looked at which links are new
};

}  // namespace kaskad::routing
