#include "bench/routing/ours.hpp"

#include "routing/choice.hpp"
#include "routing/delivery_estimator.hpp"
#include "routing/probe_budget.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <unordered_map>
#include <utility>

namespace kaskad::bench::routing {

namespace {

using kaskad::routing::arm_key;
using kaskad::routing::arm_outcome;

constexpr double BAND = 0.02;

// The product's estimator and choice.
class kaskad_router : public contestant {
  public:
    explicit kaskad_router(size_t networks) {
        for (size_t network = 0; network < networks; ++network)
            for (uint32_t link = 0; link < LINKS; ++link)
                keys_.push_back({.link = {link + 1}, .mccmnc = fmt::format("{:05}", network), .country = "XX"});
    }

    pick choose(const message& what, const offers& from) override {
        const ranking by_price = rank(from);
        declare(by_price);
        std::array<kaskad::routing::choice_option, LINKS> options;
        for (size_t place = 0; place < by_price.count; ++place) {
            const size_t link = by_price.links[place];
            const auto believed = estimator_.believe(key_of(what.network, link), 0, what.now_ms);
            options[place] = {.delivery = believed.delivery, .cost = from[link].price, .ramp = believed.ramp};
        }
        const auto made = kaskad::routing::choose({options.data(), by_price.count}, terms_of(what), what.key);
        if (made.option != made.best) {
            const core::price cost{std::llround(made.loss * 1e8)};
            probes_.emplace(what.key,
                            kaskad::routing::probe_request{.group = GROUP, .cost = cost, .is_new = made.is_new});
        }
        return {.link = by_price.links[made.option], .best = by_price.links[made.best]};
    }
    void note_sent(const attempt& sent) override {
        if (!sent.of.is_first) return;
        estimator_.note_sent(key_of(sent), sent.sent_ms);
        budget_.note_attempt(GROUP, sent.sent_ms / (24 * HOUR));
        if (const auto probe = probes_.extract(sent.of.key)) budget_.note_probe(probe.mapped());
    }
    void note_refused(const attempt& of, int64_t) override { probes_.erase(of.of.key); }
    void note_receipt(const attempt& of, told what, int64_t now_ms) override {
        if (of.of.is_first) estimator_.note_outcome(key_of(of), of.sent_ms, outcome_of(what), now_ms);
    }
    void note_feedback(const attempt& of, bool has_arrived, int64_t now_ms) override {
        estimator_.note_feedback(key_of(of), has_arrived, now_ms);
    }

  protected:
    const arm_key& key_of(const attempt& of) const { return key_of(of.of.network, of.link); }
    kaskad::routing::delivery_estimator& estimator() { return estimator_; }

  private:
    static constexpr auto GROUP = kaskad::routing::class_group::other;

    struct ranking {
        std::array<size_t, LINKS> links{};
        size_t count = 0;
    };

    // The gateway knows its links from when they are declared, not from when they are first taken.
    void declare(const ranking& usable) {
        for (size_t place = 0; place < usable.count; ++place) {
            const size_t link = usable.links[place];
            if (std::exchange(is_declared_[link], true)) continue;
            estimator_.expect({static_cast<uint32_t>(link) + 1}, 0);
        }
    }

    // The usable ones in order of price, so that nothing hangs on how links are numbered.
    static ranking rank(const offers& from) {
        ranking made;
        for (size_t link = 0; link < LINKS; ++link)
            if (is_usable(from[link])) made.links[made.count++] = link;
        std::sort(made.links.begin(), made.links.begin() + static_cast<std::ptrdiff_t>(made.count),
                  [&](size_t left, size_t right) { return from[left].price < from[right].price; });
        return made;
    }

    // First attempts only, as far as the budget goes. It counts as spent when the message has left.
    kaskad::routing::choice_terms terms_of(const message& what) const {
        const auto is_allowed = [&](bool is_new) {
            const kaskad::routing::probe_request wanted{.group = GROUP, .is_new = is_new};
            return what.is_first && budget_.may_probe(wanted) == kaskad::routing::probe_verdict::allowed;
        };
        return {.value = VALUE, .band = BAND, .may_explore = is_allowed(false), .may_try_new = is_allowed(true)};
    }

    static arm_outcome outcome_of(told what) {
        if (what == told::delivered) return arm_outcome::delivered;
        return what == told::failed ? arm_outcome::failed : arm_outcome::not_counted;
    }

    const arm_key& key_of(uint32_t network, size_t link) const { return keys_[network * LINKS + link]; }

    std::vector<arm_key> keys_;
    std::array<bool, LINKS> is_declared_{};
    kaskad::routing::delivery_estimator estimator_;
    // By share only: what a day may cost is for those who know its traffic.
    kaskad::routing::probe_budget budget_{{.cost_max = {INT64_MAX / 4}}};
    std::unordered_map<uint64_t, kaskad::routing::probe_request> probes_;  // that have not left yet
};

// What is open counts as failed until a receipt says otherwise.
class mutant final : public kaskad_router {
  public:
    using kaskad_router::kaskad_router;

    void note_sent(const attempt& sent) override {
        kaskad_router::note_sent(sent);
        kaskad_router::note_receipt(sent, told::failed, sent.sent_ms);
    }
    void note_receipt(const attempt& of, told what, int64_t) override {
        if (what == told::delivered) estimator().note_late_delivery(key_of(of), of.sent_ms);
    }
};

}  // namespace

std::unique_ptr<contestant> make_ours(std::string_view name, size_t networks) {
    if (name == "kaskad") return std::make_unique<kaskad_router>(networks);
    if (name == "mutant") return std::make_unique<mutant>(networks);
    return nullptr;
}

}  // namespace kaskad::bench::routing
