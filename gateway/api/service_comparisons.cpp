#include "gateway/api/file_comparison.hpp"
#include "gateway/api/report_work.hpp"
#include "gateway/api/service.hpp"

#include <optional>
#include <utility>

// Files that are set against the books: a client's own by itself, anybody's for staff. A report of one step, however
// long, on a thread of its own.

namespace kaskad::gateway::api {

namespace {

constexpr uint32_t BUSY_RETRY_AFTER_S = 5;

problem make_late_problem() {
    return make_problem("period_too_large",
                        "The file was not compared in time: send fewer days at once, or the same when less is being "
                        "done. `kaskad reconcile` has no such limit.");
}

problem make_busy_problem() {
    auto made = make_problem("overloaded", "Other files are being compared; try again.");
    made.retry_after_s = BUSY_RETRY_AFTER_S;
    return made;
}

class comparison_work final : public report_work {
  public:
    comparison_work(file_comparer compare, comparison_question asked)
        : compare_{std::move(compare)}, asked_{std::move(asked)} {}

    std::optional<net::http_response> step(store::report_reader& from) override {
        return compare_(from, std::move(asked_));
    }

  private:
    file_comparer compare_;
    comparison_question asked_;
};

}  // namespace

service::report_desk service::make_comparison_desk(const server_options& options, const server_ports& ports) {
    return {.thread = ports.compare_file ? ports.comparisons : nullptr,
            .most = options.comparisons_max,
            .of_client_most = options.comparisons_of_client_max,
            .deadline = options.comparison_deadline,
            .at_deadline = make_late_problem,
            .when_busy = make_busy_problem,
            .making = {}};
}

void service::take_file(service_call call, bool is_staff) {
    auto request = take_comparison(call.request, is_staff, {options_.list_limit, options_.list_limit_max});
    if (!request) return refuse(std::move(call), request.error());
    comparison_question asked{
        .request = *std::move(request), .who = call.who, .deadline = net::clock::now() + options_.comparison_deadline};
    auto work = std::make_shared<comparison_work>(ports_.compare_file, std::move(asked));
    make_at(comparisons_, std::move(call), std::move(work), {});
}

}  // namespace kaskad::gateway::api
