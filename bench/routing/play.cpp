#include "bench/routing/play.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>

namespace kaskad::bench::routing {

namespace {

constexpr int64_t TICK = 100;

uint64_t mixed(uint64_t value) {
    value += 0x9e3779b97f4a7c15;
    value = (value ^ value >> 30) * 0xbf58476d1ce4e5b9;
    value = (value ^ value >> 27) * 0x94d049bb133111eb;
    return value ^ value >> 31;
}

// What chance has in store for one message over one link: the same whoever sends it.
class fate {
  public:
    fate(uint64_t key, size_t link) : state_{mixed(key * LINKS + link)} {}

    double even() {
        state_ = mixed(state_);
        return (static_cast<double>(state_ >> 11) + 0.5) * 0x1.0p-53;
    }
    bool holds(double chance) { return even() < chance; }
    int64_t lognormal(double median_ms, double spread) {
        const double normal = std::sqrt(-2 * std::log(even())) * std::cos(2 * std::numbers::pi * even());
        return std::llround(median_ms * std::exp(spread * normal));
    }
    int64_t exponential(double mean_ms) { return std::llround(-mean_ms * std::log(even())); }

  private:
    uint64_t state_;
};

struct news {
    attempt of;
    bool is_delivered = false;
    bool is_feedback = false;
};

class game {
  public:
    game(const scenario& played, const traffic& load, uint64_t seed, contestant* player)
        : played_{played},
          load_{load},
          seed_{seed},
          player_{player},
          random_{seed},
          coming_(static_cast<size_t>(load.time_ms / TICK)) {
        double all = 0;
        for (uint32_t network = 0; network < load.networks; ++network)
            all += 1.0 / (network + 1);
        for (uint32_t network = 0; network < load.networks; ++network) {
            truths_.push_back(make_timeline(played, seed, network, static_cast<size_t>(load.time_ms / MINUTE)));
            rates_.push_back(load.rate * load.networks / (network + 1) / all);
            next_.push_back(gap(network, 0));
        }
    }

    score run() {
        for (size_t tick = 0; tick < coming_.size(); ++tick) {
            now_ms_ = static_cast<int64_t>(tick) * TICK;
            for (const auto& told : coming_[tick])
                tell(told);
            coming_[tick] = {};
            for (uint32_t network = 0; network < load_.networks; ++network) {
                for (; next_[network] <= now_ms_; next_[network] += gap(network, now_ms_))
                    send(network);
            }
        }
        return result_;
    }

  private:
    int64_t gap(uint32_t network, int64_t at_ms) {
        const double day = static_cast<double>(at_ms) / static_cast<double>(load_.time_ms);
        const double busy = played_.is_diurnal ? 1 + 0.8 * std::sin(2 * std::numbers::pi * day) : 1;
        return std::llround(std::exponential_distribution{rates_[network] * busy / SECOND}(random_));
    }

    void send(uint32_t network) {
        const auto& arms = truths_[network][static_cast<size_t>(now_ms_ / MINUTE)];
        const auto worth = [&](size_t link) { return arms[link].chance * VALUE - arms[link].price; };
        size_t best = 0;
        offers from;
        for (size_t link = 0; link < LINKS; ++link) {
            from[link] = {arms[link].exists, arms[link].price};
            if (arms[link].exists && worth(link) > worth(best)) best = link;
        }
        const uint64_t key = mixed(seed_ ^ ++result_.messages);
        const size_t link = player_ == nullptr ? best : player_->choose(network, from, now_ms_, key);
        result_.regret += worth(best) - worth(link);
        result_.cost += arms[link].price;
        const attempt sent{network, link, now_ms_};
        if (player_ != nullptr) player_->note_sent(sent);
        draw(sent, arms[link], key);
    }

    void draw(const attempt& sent, const arm_truth& arm, uint64_t key) {
        fate chance{key, sent.link};
        const bool is_delivered = chance.holds(arm.chance);
        result_.delivered += is_delivered ? 1 : 0;
        const bool says = chance.holds(played_.feedback);
        if (says) post({sent, is_delivered, true}, now_ms_ + 30 * SECOND + chance.exponential(60 * SECOND));
        const bool is_told_delivered = is_delivered || chance.holds(arm.fake);
        if (chance.holds(is_told_delivered ? arm.lost : arm.untold)) return;
        const auto delay = is_told_delivered ? positive_delay(chance) : negative_delay(chance);
        post({sent, is_told_delivered, false}, std::max(now_ms_ + delay, arm.held_until_ms));
    }

    static int64_t positive_delay(fate& chance) {
        const double kind = chance.even();
        if (kind < 0.80) return chance.lognormal(4'000, 0.8);
        if (kind < 0.95) return chance.lognormal(60'000, 0.8);
        return chance.exponential(2 * HOUR);
    }
    static int64_t negative_delay(fate& chance) { return chance.holds(0.35) ? chance.lognormal(4'000, 0.8) : HOUR; }

    void post(const news& what, int64_t at_ms) {
        const auto tick = static_cast<size_t>(at_ms / TICK) + 1;
        if (tick < coming_.size()) coming_[tick].push_back(what);
    }

    void tell(const news& what) {
        if (player_ == nullptr) return;
        if (what.is_feedback) {
            player_->note_feedback(what.of, what.is_delivered, now_ms_);
        } else {
            player_->note_receipt(what.of, what.is_delivered, now_ms_);
        }
    }

    const scenario& played_;
    traffic load_;
    uint64_t seed_;
    contestant* player_;
    std::mt19937_64 random_;
    std::vector<timeline> truths_;
    std::vector<double> rates_;
    std::vector<int64_t> next_;
    std::vector<std::vector<news>> coming_;  // by tick
    int64_t now_ms_ = 0;
    score result_;
};

}  // namespace

score play(const scenario& played, const traffic& load, uint64_t seed, contestant* player) {
    return game{played, load, seed, player}.run();
}

}  // namespace kaskad::bench::routing
