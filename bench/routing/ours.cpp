#include "bench/routing/baselines.hpp"
#include "routing/choice.hpp"
#include "routing/delivery_estimator.hpp"

#include <fmt/format.h>

namespace kaskad::bench::routing {

namespace {

using kaskad::routing::arm_key;
using kaskad::routing::arm_outcome;

constexpr double BAND = 0.02;

// The product's estimator and choice.
class kaskad_router final : public contestant {
  public:
    explicit kaskad_router(size_t networks) {
        for (size_t network = 0; network < networks; ++network)
            for (uint32_t link = 0; link < LINKS; ++link)
                keys_.push_back({.link = {link + 1}, .mccmnc = fmt::format("{:05}", network), .country = "XX"});
    }

    size_t choose(uint32_t network, const offers& from, int64_t now_ms, uint64_t key) override {
        std::array<kaskad::routing::choice_option, LINKS> options;
        std::array<size_t, LINKS> links;
        size_t count = 0;
        for (size_t link = 0; link < LINKS; ++link) {
            if (!from[link].exists) continue;
            options[count] = {.delivery = estimator_.estimate(key_of(network, link), now_ms), .cost = from[link].price};
            links[count++] = link;
        }
        return links[kaskad::routing::choose({options.data(), count}, {.value = VALUE, .band = BAND}, key).option];
    }
    void note_sent(const attempt& sent) override {
        estimator_.note_sent(key_of(sent.network, sent.link), sent.sent_ms);
    }
    void note_receipt(const attempt& of, bool is_delivered, int64_t now_ms) override {
        estimator_.note_outcome(key_of(of.network, of.link), of.sent_ms,
                                is_delivered ? arm_outcome::delivered : arm_outcome::failed, now_ms);
    }
    void note_feedback(const attempt& of, bool has_arrived, int64_t now_ms) override {
        estimator_.note_feedback(key_of(of.network, of.link), has_arrived, now_ms);
    }

  private:
    const arm_key& key_of(uint32_t network, size_t link) const { return keys_[network * LINKS + link]; }

    std::vector<arm_key> keys_;
    kaskad::routing::delivery_estimator estimator_;
};

}  // namespace

const std::vector<std::string_view>& contestant_names() {
    static const std::vector<std::string_view> names{
        "least cost", "least cost, floor", "best quality", "round robin", "resolved window",
        "batch",      "thompson",          "kaskad"};
    return names;
}

std::unique_ptr<contestant> make_contestant(std::string_view name, size_t networks) {
    if (name == "kaskad") return std::make_unique<kaskad_router>(networks);
    return make_baseline(name, networks);
}

}  // namespace kaskad::bench::routing
