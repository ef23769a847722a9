#include "gateway/api/client_gate.hpp"

#include <gtest/gtest.h>

namespace kaskad::gateway::api {
namespace {

constexpr core::client_id ANNA{1};
constexpr core::client_id BERT{2};

TEST(ClientGate, LimitsWhatIsOpenAtOnceForEachClientAlone) {
    client_gate gate{{.open_requests_max = 2, .request_rate = 0, .request_burst = 0}};
    EXPECT_EQ(gate.enter(ANNA, 0), gate_verdict::entered);
    EXPECT_EQ(gate.enter(ANNA, 0), gate_verdict::entered);
    EXPECT_EQ(gate.enter(ANNA, 0), gate_verdict::too_many_open);
    EXPECT_EQ(gate.enter(BERT, 0), gate_verdict::entered);
    gate.leave(ANNA);
    EXPECT_EQ(gate.enter(ANNA, 0), gate_verdict::entered);
    EXPECT_EQ(gate.open_requests(ANNA), 2U);
}

size_t enter_all(client_gate& gate, size_t count, int64_t now_ms) {
    size_t entered = 0;
    for (size_t i = 0; i < count; ++i) {
        if (gate.enter(ANNA, now_ms) != gate_verdict::entered) continue;
        gate.leave(ANNA);
        ++entered;
    }
    return entered;
}

TEST(ClientGate, LimitsTheRate) {
    client_gate gate{{.open_requests_max = 100, .request_rate = 10, .request_burst = 4}};
    EXPECT_EQ(enter_all(gate, 50, 1'000), 5U);
    EXPECT_EQ(gate.enter(ANNA, 1'099), gate_verdict::too_fast);
    EXPECT_EQ(enter_all(gate, 50, 1'200), 2U);
    EXPECT_EQ(enter_all(gate, 50, 1'000'000'000'000), 5U) << "a pause gives the burst back, not more";
    EXPECT_EQ(enter_all(gate, 50, 5), 0U) << "a clock that steps back gives nothing";
}

TEST(ClientGate, ARefusedEntryNeedsNotLeave) {
    client_gate gate{{.open_requests_max = 100, .request_rate = 1, .request_burst = 0}};
    EXPECT_EQ(gate.enter(ANNA, 0), gate_verdict::entered);
    EXPECT_EQ(gate.enter(ANNA, 0), gate_verdict::too_fast);
    EXPECT_EQ(gate.open_requests(ANNA), 1U);
}

}  // namespace
}  // namespace kaskad::gateway::api
