#include "bench/routing/baselines.hpp"

#include <algorithm>
#include <cmath>
#include <deque>
#include <random>

namespace kaskad::bench::routing {

namespace {

template <typename Score>
size_t best_by(const offers& from, Score&& score) {
    size_t best = LINKS;
    for (size_t link = 0; link < LINKS; ++link)
        if (from[link].exists && (best == LINKS || score(link) > score(best))) best = link;
    return best;
}

class least_cost final : public contestant {
  public:
    size_t choose(uint32_t, const offers& from, int64_t, uint64_t) override {
        return best_by(from, [&](size_t link) { return -from[link].price; });
    }
};

class dearest final : public contestant {
  public:
    size_t choose(uint32_t, const offers& from, int64_t, uint64_t) override {
        return best_by(from, [&](size_t link) { return from[link].price; });
    }
};

class round_robin final : public contestant {
  public:
    size_t choose(uint32_t, const offers& from, int64_t, uint64_t) override {
        do {
            ++next_;
        } while (!from[next_ % LINKS].exists);
        return next_ % LINKS;
    }

  private:
    size_t next_ = 0;
};

// Receipts of a sliding window, by when the message was sent.
class window {
  public:
    explicit window(int64_t length_ms) : length_ms_{length_ms} {}

    void note_sent(int64_t now_ms) {
        forget(now_ms);
        cell(now_ms).sent += 1;
    }
    void note_receipt(int64_t sent_ms, bool is_delivered, int64_t now_ms) {
        forget(now_ms);
        const auto found = std::ranges::lower_bound(cells_, sent_ms / CELL, {}, &entry::number);
        if (found == cells_.end() || found->number != sent_ms / CELL) return;
        (is_delivered ? found->delivered : found->failed) += 1;
    }
    void forget(int64_t now_ms) {
        while (!cells_.empty() && cells_.front().number < (now_ms - length_ms_) / CELL)
            cells_.pop_front();
    }
    // Of those whose end is known; `usual` without any.
    double resolved(double usual) const {
        double delivered = 0;
        double known = 0;
        for (const auto& each : cells_) {
            delivered += each.delivered;
            known += each.delivered + each.failed;
        }
        return (delivered + usual) / (known + 1);
    }
    double delivered_of_sent(double usual) const {
        double delivered = 0;
        double sent = 0;
        for (const auto& each : cells_) {
            delivered += each.delivered;
            sent += each.sent;
        }
        return (delivered + usual) / (sent + 1);
    }

  private:
    static constexpr int64_t CELL = 10 * SECOND;

    struct entry {
        int64_t number = 0;
        double sent = 0;
        double delivered = 0;
        double failed = 0;
    };

    entry& cell(int64_t now_ms) {
        if (cells_.empty() || cells_.back().number < now_ms / CELL) cells_.push_back({.number = now_ms / CELL});
        return cells_.back();
    }

    int64_t length_ms_;
    std::deque<entry> cells_;
};

constexpr double USUAL = 0.85;

// Greedy on what was resolved in a quarter of an hour (CGRateS-like); untried links look usual.
class resolved_window : public contestant {
  public:
    explicit resolved_window(size_t networks, double floor = -1)
        : seen_(networks, std::vector<window>(LINKS, window{15 * MINUTE})), floor_{floor} {}

    size_t choose(uint32_t network, const offers& from, int64_t now_ms, uint64_t) override {
        for (auto& each : seen_[network])
            each.forget(now_ms);
        return best_by(from, [&](size_t link) {
            const double chance = seen_[network][link].resolved(USUAL);
            if (floor_ < 0) return chance * VALUE - from[link].price;
            return (chance >= floor_ ? 0 : chance - 1) - from[link].price;  // cheapest above the floor
        });
    }
    void note_sent(const attempt& sent) override { seen_[sent.network][sent.link].note_sent(sent.sent_ms); }
    void note_receipt(const attempt& of, bool is_delivered, int64_t now_ms) override {
        seen_[of.network][of.link].note_receipt(of.sent_ms, is_delivered, now_ms);
    }

  private:
    std::vector<std::vector<window>> seen_;
    double floor_;
};

// Recomputed every five minutes from the last fifteen, one message in twenty anywhere (Vonage's cadence).
class batch final : public contestant {
  public:
    explicit batch(size_t networks)
        : seen_(networks, std::vector<window>(LINKS, window{15 * MINUTE})), chosen_(networks), due_(networks) {}

    size_t choose(uint32_t network, const offers& from, int64_t now_ms, uint64_t key) override {
        if (now_ms >= due_[network] || !from[chosen_[network]].exists) {
            due_[network] = now_ms + 5 * MINUTE;
            for (auto& each : seen_[network])
                each.forget(now_ms);
            chosen_[network] = best_by(
                from, [&](size_t link) { return seen_[network][link].resolved(USUAL) * VALUE - from[link].price; });
        }
        const size_t other = key / 20 % LINKS;
        return key % 20 == 0 && from[other].exists ? other : chosen_[network];
    }
    void note_sent(const attempt& sent) override { seen_[sent.network][sent.link].note_sent(sent.sent_ms); }
    void note_receipt(const attempt& of, bool is_delivered, int64_t now_ms) override {
        seen_[of.network][of.link].note_receipt(of.sent_ms, is_delivered, now_ms);
    }

  private:
    std::vector<std::vector<window>> seen_;
    std::vector<size_t> chosen_;
    std::vector<int64_t> due_;
};

// Draws from the beta distribution of the resolved ones, which fade with a half-life of an hour.
class thompson final : public contestant {
  public:
    explicit thompson(size_t networks) : seen_(networks) {}

    size_t choose(uint32_t network, const offers& from, int64_t now_ms, uint64_t key) override {
        std::mt19937_64 random{key};
        std::array<double, LINKS> drawn;
        for (size_t link = 0; link < LINKS; ++link) {
            auto& each = faded(network, link, now_ms);
            const double good = std::gamma_distribution{each.delivered + 5.1}(random);
            drawn[link] = good / (good + std::gamma_distribution{each.failed + 0.9}(random)) * VALUE - from[link].price;
        }
        return best_by(from, [&](size_t link) { return drawn[link]; });
    }
    void note_receipt(const attempt& of, bool is_delivered, int64_t now_ms) override {
        auto& each = faded(of.network, of.link, now_ms);
        (is_delivered ? each.delivered : each.failed) += 1;
    }

  private:
    struct counts {
        double delivered = 0;
        double failed = 0;
        int64_t at_ms = 0;
    };

    counts& faded(uint32_t network, size_t link, int64_t now_ms) {
        auto& each = seen_[network][link];
        const double factor = std::exp2(-static_cast<double>(now_ms - each.at_ms) / HOUR);
        each = {each.delivered * factor, each.failed * factor, now_ms};
        return each;
    }

    std::vector<std::array<counts, LINKS>> seen_;
};

}  // namespace

std::unique_ptr<contestant> make_baseline(std::string_view name, size_t networks) {
    if (name == "least cost") return std::make_unique<least_cost>();
    if (name == "best quality") return std::make_unique<dearest>();
    if (name == "round robin") return std::make_unique<round_robin>();
    if (name == "resolved window") return std::make_unique<resolved_window>(networks);
    if (name == "least cost, floor") return std::make_unique<resolved_window>(networks, 0.8);
    if (name == "batch") return std::make_unique<batch>(networks);
    if (name == "thompson") return std::make_unique<thompson>(networks);
    return nullptr;
}

}  // namespace kaskad::bench::routing
