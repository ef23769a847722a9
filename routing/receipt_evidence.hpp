#pragma once

#include "core/id.hpp"
#include "routing/bounded_table.hpp"
#include "routing/network_key.hpp"
#include "routing/paired_numbers.hpp"
#include "routing/receipt_delays.hpp"
#include "routing/state_octets.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Whether a link's positive receipts are made up. Gathers what our own traffic shows of one to two weeks and reports it
// as signs with their numbers and as a score: for a talk with the supplier, not for a machine to act on. Knows no
// texts. Pure; the time is given in, never earlier than before.

namespace kaskad::routing {

// Most links and networks that are watched; the one without receipts for longest leaves. 1.3 KB each.
inline constexpr size_t RECEIPT_ARMS_MAX = 4'096;
inline constexpr size_t RECEIPT_ARMS_KEPT_MAX = 2'000;  // over a restart
inline constexpr size_t RECEIPT_EXAMPLES_MAX = 20;

// As the receipt's text says, in one zone. has_seconds: else only the minute is known.
struct receipt_dates {
    int64_t submit_ms = 0;
    int64_t done_ms = 0;
    bool has_seconds = false;
};

// A receipt that ends an attempt, sent at `sent_ms`. recipient: its digits as a number. Of negative ones only those
// belong here whose culprit is the subscriber: they say that the number cannot be reached by anybody.
struct receipt_note {
    uint64_t recipient = 0;
    bool is_delivered = false;
    int64_t sent_ms = 0;
    std::optional<receipt_dates> dates;
};

enum class receipt_sign : uint8_t {
    paired_numbers = 0,  // "delivered" where others failed
    dates = 1,           // done before it was submitted, or in the same second
    too_early = 2,       // sooner than a network can deliver
    constant_delay = 3,  // always after the same time
    delay_curve = 4,     // unlike all others' of that network
    no_tail = 5,         // handsets that are off for a while are missing
};

// seen beside expected, both shares or, for the curve, distances; of `samples` receipts. weight: what it adds to the
// suspicion, 0 (as usual) to 1.
struct receipt_row {
    receipt_sign sign = receipt_sign::paired_numbers;
    uint64_t samples = 0;
    double seen = 0;
    double expected = 0;
    double weight = 0;

    friend bool operator==(const receipt_row&, const receipt_row&) = default;
};

// A number that only this link reached, if it did.
struct receipt_example {
    uint64_t recipient = 0;
    int64_t delivered_ms = 0;
    std::vector<core::link_id> failed_over;
};

// Rows in the order of the signs; a sign for which there are too few receipts, or too few other links, has none.
struct receipt_report {
    link_network arm;
    uint64_t delivered = 0;  // receipts it is made from
    uint32_t score = 0;      // 0 to 100
    std::vector<receipt_row> rows;
    std::vector<receipt_example> examples;  // the newest first
};

class receipt_evidence {
  public:
    explicit receipt_evidence(size_t arms_max = RECEIPT_ARMS_MAX, size_t numbers_max = PAIRED_NUMBERS_MAX)
        : arms_{arms_max}, numbers_{numbers_max} {}

    size_t size() const { return arms_.size(); }

    void note(const link_network& arm, const receipt_note& receipt, int64_t now_ms);
    receipt_report report(const link_network& arm, int64_t now_ms) const;

    // The RECEIPT_ARMS_KEPT_MAX used last.
    std::string save(int64_t now_ms) const;
    static std::expected<receipt_evidence, state_fault> load(std::string_view octets, int64_t now_ms,
                                                             size_t arms_max = RECEIPT_ARMS_MAX,
                                                             size_t numbers_max = PAIRED_NUMBERS_MAX);

  private:
    struct week {
        receipt_delays delays;
        uint32_t dated = 0;
        uint32_t dated_wrongly = 0;
        uint32_t tests = 0;  // by paired numbers
        uint32_t tests_delivered = 0;

        void add(const week& other);
        void save(state_writer& to) const;
        void load(state_reader& from);
    };
    struct arm {
        week now;
        week before;
        int64_t turned_ms = 0;
        std::array<uint64_t, RECEIPT_EXAMPLES_MAX> examples{};  // recipients
        size_t examples_noted = 0;
    };
    // Of the other links to the same network.
    struct others {
        std::vector<receipt_delays::curve> curves;  // of those with enough receipts
        double late_share = 0;                      // the middle one's
        uint32_t tests = 0;
        uint32_t tests_delivered = 0;
    };

    static void save(const arm& of, state_writer& to);
    static arm load_arm(state_reader& from);
    static void turn(arm& of, int64_t now_ms);
    static week sum(const arm& of, int64_t now_ms);
    arm& find_or_add(const link_network& key, int64_t now_ms);
    void note_pair(const link_network& key, const receipt_note& receipt, int64_t now_ms);
    others gather(const link_network& besides, int64_t now_ms) const;
    std::vector<receipt_example> examples_of(const arm& of, core::link_id link) const;

    static std::optional<receipt_row> paired_row(const week& own, const others& beside);
    static std::optional<receipt_row> dates_row(const week& own);
    static std::optional<receipt_row> early_row(const week& own);
    static std::optional<receipt_row> constant_row(const week& own);
    static std::optional<receipt_row> curve_row(const week& own, const others& beside);
    static std::optional<receipt_row> tail_row(const week& own, const others& beside);

    bounded_table<link_network, arm, link_network_hash> arms_;
    paired_numbers numbers_;
};

std::string_view to_string(receipt_sign value);
// One sentence, with its numbers.
std::string explain(const receipt_row& row);

}  // namespace kaskad::routing
