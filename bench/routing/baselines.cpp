#include "bench/routing/baselines.hpp"

#include "bench/routing/chance.hpp"
#include "bench/routing/receipt_window.hpp"

#include <cmath>

namespace kaskad::bench::routing {

namespace {

constexpr double USUAL = 0.85;

template <typename Score>
pick best_by(const offers& from, Score&& score) {
    size_t best = LINKS;
    for (size_t link = 0; link < LINKS; ++link)
        if (is_usable(from[link]) && (best == LINKS || score(link) > score(best))) best = link;
    return {best, best};
}

class least_cost final : public contestant {
  public:
    pick choose(const message&, const offers& from) override {
        return best_by(from, [&](size_t link) { return -from[link].price; });
    }
};

// As price lists have it: what costs more is better.
class dearest final : public contestant {
  public:
    pick choose(const message&, const offers& from) override {
        return best_by(from, [&](size_t link) { return from[link].price; });
    }
};

class round_robin final : public contestant {
  public:
    pick choose(const message&, const offers& from) override {
        do {
            ++next_;
        } while (!is_usable(from[next_ % LINKS]));
        return {next_ % LINKS, next_ % LINKS};
    }

  private:
    size_t next_ = 0;
};

// What all that look at resolved receipts share: any attempt and any failure counts, refused ones too.
class receipt_reader : public contestant {
  public:
    receipt_reader(size_t networks, int64_t length_ms)
        : seen_(networks, std::vector<receipt_window>(LINKS, receipt_window{length_ms})) {}

    void note_receipt(const attempt& of, told what, int64_t now_ms) override {
        seen_[of.of.network][of.link].note_receipt(of.sent_ms, what == told::delivered, now_ms);
    }
    void note_refused(const attempt& of, int64_t now_ms) override { note_receipt(of, told::failed, now_ms); }

  protected:
    double resolved(uint32_t network, size_t link, int64_t now_ms) {
        seen_[network][link].forget(now_ms);
        return seen_[network][link].resolved(USUAL);
    }

  private:
    std::vector<std::vector<receipt_window>> seen_;
};

// Greedy on what was resolved in a quarter of an hour (CGRateS-like); untried links look usual.
class resolved_greedy final : public receipt_reader {
  public:
    explicit resolved_greedy(size_t networks) : receipt_reader{networks, 15 * MINUTE} {}

    pick choose(const message& what, const offers& from) override {
        return best_by(
            from, [&](size_t link) { return resolved(what.network, link, what.now_ms) * VALUE - from[link].price; });
    }
};

// The cheapest above a floor; below it the best.
class least_cost_floor final : public receipt_reader {
  public:
    explicit least_cost_floor(size_t networks) : receipt_reader{networks, 15 * MINUTE} {}

    pick choose(const message& what, const offers& from) override {
        return best_by(from, [&](size_t link) {
            const double chance = resolved(what.network, link, what.now_ms);
            return chance >= FLOOR ? -from[link].price : chance - 2;
        });
    }

  private:
    static constexpr double FLOOR = 0.8;
};

// Recomputed every five minutes from the last fifteen, one message in twenty anywhere (Vonage's cadence).
class batch final : public receipt_reader {
  public:
    explicit batch(size_t networks) : receipt_reader{networks, 15 * MINUTE}, chosen_(networks), due_(networks) {}

    pick choose(const message& what, const offers& from) override {
        auto& best = chosen_[what.network];
        if (what.now_ms >= due_[what.network] || !is_usable(from[best.link])) {
            due_[what.network] = what.now_ms + 5 * MINUTE;
            best = best_by(from, [&](size_t link) {
                return resolved(what.network, link, what.now_ms) * VALUE - from[link].price;
            });
        }
        const size_t other = what.key / 20 % LINKS;
        return what.key % 20 == 0 && is_usable(from[other]) ? pick{other, best.link} : best;
    }

  private:
    std::vector<pick> chosen_;
    std::vector<int64_t> due_;
};

// From the gamma distribution of that shape (Marsaglia and Tsang, A Simple Method for Generating Gamma Variables).
double gamma(chance& random, double shape) {
    if (shape < 1) return gamma(random, shape + 1) * std::pow(random.even(), 1 / shape);
    const double d = shape - 1.0 / 3;
    const double c = 1 / std::sqrt(9 * d);
    for (;;) {
        const double normal = random.normal();
        const double v = (1 + c * normal) * (1 + c * normal) * (1 + c * normal);
        if (v > 0 && std::log(random.even()) < normal * normal / 2 + d - d * v + d * std::log(v)) return d * v;
    }
}

// Draws from the beta distribution of the resolved ones, which fade with a half-life of an hour.
class thompson final : public contestant {
  public:
    explicit thompson(size_t networks) : seen_(networks) {}

    pick choose(const message& what, const offers& from) override {
        chance random{what.key};
        std::array<double, LINKS> means{};
        std::array<double, LINKS> drawn{};
        for (size_t link = 0; link < LINKS; ++link) {
            const auto& each = faded(what.network, link, what.now_ms);
            const double alpha = each.delivered + PRIOR * USUAL;
            const double beta = each.failed + PRIOR * (1 - USUAL);
            const double good = gamma(random, alpha);
            drawn[link] = good / (good + gamma(random, beta)) * VALUE - from[link].price;
            means[link] = alpha / (alpha + beta) * VALUE - from[link].price;
        }
        return {.link = best_by(from, [&](size_t link) { return drawn[link]; }).link,
                .best = best_by(from, [&](size_t link) { return means[link]; }).link};
    }
    void note_receipt(const attempt& of, told what, int64_t now_ms) override {
        auto& each = faded(of.of.network, of.link, now_ms);
        (what == told::delivered ? each.delivered : each.failed) += 1;
    }
    void note_refused(const attempt& of, int64_t now_ms) override { note_receipt(of, told::failed, now_ms); }

  private:
    static constexpr double PRIOR = 6;

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
    if (name == "resolved window") return std::make_unique<resolved_greedy>(networks);
    if (name == "cost, floor") return std::make_unique<least_cost_floor>(networks);
    if (name == "batch") return std::make_unique<batch>(networks);
    if (name == "thompson") return std::make_unique<thompson>(networks);
    return nullptr;
}

}  // namespace kaskad::bench::routing
