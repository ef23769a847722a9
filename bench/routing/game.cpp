#include "bench/routing/chance.hpp"
#include "bench/routing/fate.hpp"
#include "bench/routing/world.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <numbers>
#include <random>
#include <utility>

namespace kaskad::bench::routing {

namespace {

constexpr int64_t TICK = 100;
constexpr int64_t SECOND_ATTEMPT_MAX = 10 * MINUTE;  // after the first
constexpr double HARD_SHARE = 0.35;                  // of the usual chance, for hard numbers
constexpr double COIN = 0.8;                         // of a delivery, when receipts say what a coin says
constexpr uint64_t CHOICES_TIMED = 16;               // one of so many
constexpr uint64_t EXTRA = uint64_t{1} << 40;        // numbers of messages on top of all traffic

// A message and what only the truth knows of it.
struct journey {
    message of;
    uint64_t number = 0;
    uint32_t real_network = 0;
    double share = 1;       // of the usual chance, its own
    double mean_share = 1;  // that of all messages of its kind
    flaw wrong = flaw::none;
    bool is_refused = false;
};

struct news {
    enum class kind : uint8_t { left, receipt, feedback };

    kind what = kind::receipt;
    journey of;
    size_t link = 0;  // as the truth numbers it
    int64_t sent_ms = 0;
    told receipt = told::delivered;
    bool has_arrived = false;
};

class game {
  public:
    game(const world& truth, contestant* player)
        : truth_{truth}, player_{player}, random_{truth.seed}, coming_(static_cast<size_t>(time_ms() / TICK) + 1) {
        double all = 0;
        for (uint32_t network = 0; network < truth.load.networks; ++network)
            all += 1.0 / (network + 1);
        for (uint32_t network = 0; network < truth.load.networks; ++network) {
            rates_.push_back(truth.load.rate * truth.load.networks / (network + 1) / all / truth.bent.warp);
            next_.push_back(gap(network));
        }
        list_incidents();
    }

    game_record run() {
        for (size_t tick = 0; tick + 1 < coming_.size(); ++tick) {
            now_ms_ = static_cast<int64_t>(tick) * TICK;
            for (const auto& each : std::exchange(coming_[tick], {}))
                tell(each);
            for (uint32_t network = 0; network < truth_.load.networks; ++network)
                for (; next_[network] <= now_ms_; next_[network] += gap(network))
                    begin(network, ++messages_);
            send_extra();
        }
        return std::move(record_);
    }

  private:
    int64_t warped(int64_t time) const { return std::llround(static_cast<double>(time) * truth_.bent.warp); }
    int64_t time_ms() const { return warped(truth_.load.time_ms); }
    double part_of_run() const { return static_cast<double>(now_ms_) / static_cast<double>(time_ms()); }

    int64_t gap(uint32_t network) {
        const double busy = truth_.played.is_diurnal ? 1 + 0.8 * std::sin(2 * std::numbers::pi * part_of_run()) : 1;
        return std::llround(std::exponential_distribution{rates_[network] * busy / SECOND}(random_));
    }

    void list_incidents() {
        for (uint32_t network = 0; network < truth_.load.networks; ++network)
            for (size_t link = 0; link < LINKS; ++link)
                list_incidents(network, link);
    }

    void list_incidents(uint32_t network, size_t link) {
        const auto& minutes = truth_.networks[network];
        for (size_t minute = 1; minute < minutes.size(); ++minute) {
            if (!minutes[minute][link].is_incident || minutes[minute - 1][link].is_incident) continue;
            size_t end = minute;
            while (end < minutes.size() && minutes[end][link].is_incident)
                ++end;
            const auto at = [&](size_t of) { return warped(static_cast<int64_t>(of) * MINUTE); };
            record_.incidents.push_back({network, link, at(minute), at(end)});
        }
    }

    const minute_truth& arms(uint32_t network) const {
        return truth_.networks[network][static_cast<size_t>(now_ms_ / warped(MINUTE))];
    }

    bool is_trouble() const {
        const auto& trouble = truth_.played.with_messages;
        return trouble.what != trouble::kind::none && part_of_run() >= trouble.from && part_of_run() < trouble.to;
    }

    uint32_t client_of(chance& draw) const {
        const auto& trouble = truth_.played.with_messages;
        if (is_trouble() && draw.holds(trouble.share)) return trouble.client;
        return static_cast<uint32_t>(draw.whole() % CLIENTS);
    }

    journey make_journey(uint32_t network, uint64_t number) const {
        const auto& played = truth_.played;
        journey made{.of = {.network = network, .key = mixed(truth_.seed ^ number * 7919), .now_ms = now_ms_},
                     .number = number,
                     .real_network = network};
        chance draw{made.of.key ^ 0x70};
        made.of.client = client_of(draw);
        if (draw.holds(played.hard_numbers)) made.share = HARD_SHARE;
        made.mean_share = 1 - played.hard_numbers * (1 - HARD_SHARE);
        chance block{truth_.seed * 1'000 + draw.whole() % 1'000};
        if (block.holds(played.wrong_networks))
            made.real_network = static_cast<uint32_t>(block.whole() % truth_.load.networks);
        const bool is_troubled = is_trouble() && !truth_.bent.is_quiet && made.of.client == played.with_messages.client;
        if (is_troubled && played.with_messages.what == trouble::kind::dead_numbers && draw.holds(0.4))
            made.wrong = flaw::dead_number;
        if (is_troubled && played.with_messages.what == trouble::kind::sender_blocked && network == 0)
            made.wrong = flaw::sender_blocked;
        return made;
    }

    void begin(uint32_t network, uint64_t number) { send(make_journey(network, number), LINKS); }

    // One client sends with a sender that no link takes.
    void send_extra() {
        const auto& trouble = truth_.played.with_messages;
        if (trouble.rate_per_s <= 0 || !is_trouble() || truth_.bent.is_quiet) return;
        for (double left = trouble.rate_per_s * TICK / SECOND; left >= 1; left -= 1) {
            auto refused = make_journey(0, EXTRA + ++extra_);
            refused.of.client = trouble.client;
            refused.is_refused = true;
            send(refused, LINKS);
        }
    }

    int64_t wait_ms(size_t link) const {
        return truth_.played.capacity > 0 ? std::max<int64_t>(0, busy_until_ms_[link] - now_ms_) : 0;
    }

    void queue(size_t link) {
        if (truth_.played.capacity <= 0) return;
        const bool is_halved = (link == 2 || link == 3) && part_of_run() >= 0.5;
        const double all = truth_.load.rate * truth_.load.networks;
        const double each_ms = SECOND / (truth_.played.capacity * (is_halved ? 0.5 : 1) * all);
        busy_until_ms_[link] = std::max(busy_until_ms_[link], now_ms_) + std::llround(each_ms);
    }

    offers offers_for(const journey& sent, size_t tried) const {
        offers made;
        const auto& seen = arms(sent.of.network);
        for (size_t link = 0; link < LINKS; ++link)
            made[link] = {.exists = seen[link].exists && link != tried,
                          .price = seen[link].price,
                          .margin = SELLING - seen[link].price,
                          .wait_ms = wait_ms(link)};
        return made;
    }

    // `tried`: by the first attempt, or LINKS.
    void send(const journey& sent, size_t tried) {
        const auto from = offers_for(sent, tried);
        const auto& real = arms(sent.real_network);
        const auto worth = [&](size_t link) {
            const double chance = from[link].wait_ms <= WAIT_MAX_MS ? real[link].chance * sent.mean_share : 0;
            return chance * VALUE - real[link].price;
        };
        size_t best = LINKS;
        for (size_t link = 0; link < LINKS; ++link)
            if (is_usable(from[link]) && (best == LINKS || worth(link) > worth(best))) best = link;
        if (best == LINKS) return;
        const auto chosen = player_ == nullptr ? pick{best, best} : ask(sent.of, from);
        attempt_row row{.at_ms = now_ms_,
                        .number = sent.number,
                        .network = sent.of.network,
                        .client = static_cast<uint8_t>(sent.of.client),
                        .link = static_cast<uint8_t>(chosen.link),
                        .is_first = sent.of.is_first,
                        .is_judged = sent.wrong == flaw::none && !sent.is_refused,
                        .is_accepted = !sent.is_refused,
                        .is_probe = chosen.link != chosen.best,
                        .is_at_loss = from[chosen.link].margin < 0};
        if (row.is_judged) {
            row.regret = static_cast<float>(worth(best) - worth(chosen.link));
            row.probe_cost = static_cast<float>(worth(chosen.best) - worth(chosen.link));
        }
        if (row.is_accepted) {
            row.cost = static_cast<float>(real[chosen.link].price);
            row.is_delivered = carry(sent, chosen.link, from[chosen.link].wait_ms);
        } else if (player_ != nullptr) {
            player_->note_refused(seen_by_player(sent, chosen.link, now_ms_), now_ms_);
        }
        record_.rows.push_back(row);
    }

    attempt seen_by_player(const journey& sent, size_t link, int64_t sent_ms) const {
        return {.of = sent.of, .link = truth_.bent.labels[link], .sent_ms = sent_ms};
    }

    pick ask(const message& what, const offers& from) {
        offers shown;
        for (size_t link = 0; link < LINKS; ++link)
            shown[truth_.bent.labels[link]] = from[link];
        const bool is_timed = ++choices_ % CHOICES_TIMED == 0;
        const auto begin = is_timed ? std::chrono::steady_clock::now() : std::chrono::steady_clock::time_point{};
        const auto chosen = player_->choose(what, shown);
        if (is_timed) {
            const std::chrono::duration<float, std::nano> took = std::chrono::steady_clock::now() - begin;
            record_.choice_ns.push_back(took.count());
        }
        const auto real = [&](size_t label) {
            return static_cast<size_t>(std::ranges::find(truth_.bent.labels, label) - truth_.bent.labels.begin());
        };
        return {.link = real(chosen.link), .best = real(chosen.best)};
    }

    // Draws what becomes of it, and lets the player hear of it in time. Whether it arrives in time, truly.
    bool carry(const journey& sent, size_t link, int64_t wait) {
        const auto& arm = arms(sent.real_network)[link];
        auto drawn = draw_fate(sent.of.key ^ (sent.of.is_first ? 0 : 0x2), link, arm, sent.share, sent.wrong);
        if (wait > WAIT_MAX_MS) drawn.is_delivered = false;
        queue(link);
        if (player_ == nullptr) return drawn.is_delivered;
        const auto leaves_ms = (now_ms_ + wait + TICK - 1) / TICK * TICK;
        news told_later{.of = sent, .link = link, .sent_ms = leaves_ms, .has_arrived = drawn.is_delivered};
        tell_or_post(told_later, news::kind::left, told_later.sent_ms);
        if (sent.of.client < truth_.played.clients_that_tell)
            tell_or_post(told_later, news::kind::feedback, told_later.sent_ms + warped(drawn.feedback_delay_ms));
        if (drawn.receipt) {
            told_later.receipt = truth_.bent.is_blind ? coin(sent.of.key) : *drawn.receipt;
            const auto at = told_later.sent_ms + warped(drawn.receipt_delay_ms);
            tell_or_post(told_later, news::kind::receipt, std::max(at, warped(arm.held_until_ms)));
        }
        return drawn.is_delivered;
    }

    static told coin(uint64_t key) { return chance{key ^ 0xc0}.holds(COIN) ? told::delivered : told::failed; }

    void tell_or_post(news what, news::kind kind, int64_t at_ms) {
        what.what = kind;
        if (at_ms <= now_ms_) return tell(what);
        const auto tick = static_cast<size_t>((at_ms + TICK - 1) / TICK);
        if (tick < coming_.size()) coming_[tick].push_back(what);
    }

    void tell(const news& what) {
        const auto seen = seen_by_player(what.of, what.link, what.sent_ms);
        if (what.what == news::kind::left) return player_->note_sent(seen);
        if (what.what == news::kind::feedback) return player_->note_feedback(seen, what.has_arrived, now_ms_);
        player_->note_receipt(seen, what.receipt, now_ms_);
        const bool may_retry = truth_.played.has_second_attempts && what.of.of.is_first &&
                               what.receipt == told::failed && now_ms_ - what.of.of.now_ms <= SECOND_ATTEMPT_MAX;
        if (!may_retry) return;
        auto again = what.of;
        again.of.is_first = false;
        again.of.now_ms = now_ms_;
        send(again, what.link);
    }

    const world& truth_;
    contestant* player_;
    std::mt19937_64 random_;
    std::vector<double> rates_;
    std::vector<int64_t> next_;
    std::vector<std::vector<news>> coming_;  // by tick
    std::array<int64_t, LINKS> busy_until_ms_{};
    int64_t now_ms_ = 0;
    uint64_t messages_ = 0;
    uint64_t extra_ = 0;
    uint64_t choices_ = 0;
    game_record record_;
};

}  // namespace

game_record play(const world& truth, contestant* player) {
    return game{truth, player}.run();
}

}  // namespace kaskad::bench::routing
