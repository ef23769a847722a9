#include "gateway/api/metrics.hpp"

#include <gtest/gtest.h>
#include <prometheus/registry.h>

namespace kaskad::gateway::api {
namespace {

TEST(Metrics, AreRenderedForPrometheus) {
    metrics numbers{std::make_shared<prometheus::Registry>()};
    numbers.count_accepted(2);
    numbers.count_refused("no_price");
    numbers.count_http(202, 0.003);
    numbers.count_submits("alpha", 3);
    numbers.count_responses("alpha", "ok", 3);
    numbers.count_receipts("alpha", "delivered", 2);
    numbers.count_callback("accepted");
    numbers.count_journal_sync(1, 0.0004);
    numbers.set_projector_lag(7);
    numbers.observe_projector_lag(0.4);
    numbers.set_queue_depth("alpha", "otp", 5);
    numbers.set_binds_bound("alpha", 2);
    const auto text = numbers.render();
    for (const auto* line :
         {"kaskad_messages_total{result=\"accepted\"} 2", "kaskad_messages_total{result=\"no_price\"} 1",
          "kaskad_http_requests_total{status=\"202\"} 1", "kaskad_http_request_seconds_bucket{le=\"0.005\"} 1",
          "kaskad_http_request_seconds_bucket{le=\"0.002\"} 0", "kaskad_submits_total{link=\"alpha\"} 3",
          "kaskad_receipts_total{link=\"alpha\",state=\"delivered\"} 2",
          "kaskad_callbacks_total{result=\"accepted\"} 1", "kaskad_journal_groups_total 1",
          "kaskad_journal_sync_seconds_count 1", "kaskad_projector_lag_groups 7",
          "kaskad_projector_lag_seconds_bucket{le=\"0.3\"} 0", "kaskad_projector_lag_seconds_bucket{le=\"0.5\"} 1",
          "kaskad_link_binds_bound{link=\"alpha\"} 2"})
        EXPECT_TRUE(text.contains(line)) << line << "\n" << text;
    EXPECT_TRUE(text.contains("kaskad_submit_responses_total{"));
    EXPECT_TRUE(text.contains("kaskad_queue_messages{"));
}

}  // namespace
}  // namespace kaskad::gateway::api
