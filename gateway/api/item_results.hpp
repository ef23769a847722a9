#pragma once

#include "core/assert.hpp"
#include "gateway/api/answer_json.hpp"

#include <expected>
#include <variant>
#include <vector>

// Gathers the results of one request's items, which come in any order. Reply: accepted_item or previewed.

namespace kaskad::gateway::api {

template <typename Reply>
class item_results {
  public:
    using result = std::expected<Reply, problem>;

    item_results(size_t count, bool is_array)
        : results_(count, std::unexpected(problem{})), missing_{count}, is_array_{is_array} {}

    bool is_complete() const { return missing_ == 0; }
    const std::vector<result>& all() const { return results_; }

    void set(size_t item, result value) {
        ASSERT(item < results_.size());
        ASSERT(is_missing(results_[item]));
        results_[item] = std::move(value);
        --missing_;
    }

    void handle_answer(const facts::answer& answer) {
        if (const auto* refusal = std::get_if<facts::refusal>(&answer.value)) {
            set(answer.item, std::unexpected(make_problem(*refusal)));
            return;
        }
        const auto* reply = std::get_if<Reply>(&answer.value);
        ASSERT(reply != nullptr);
        set(answer.item, *reply);
    }

    net::http_response render() const {
        ASSERT(is_complete());
        return is_array_ ? render_all(results_) : render_one(results_.front());
    }

  private:
    static bool is_missing(const result& value) { return !value && !value.error().kind; }
    static net::http_response render_one(const item_result& value) { return render_single(value); }
    static net::http_response render_one(const preview_result& value) { return render_preview(value); }
    static net::http_response render_all(const std::vector<item_result>& values) { return render_array(values); }
    static net::http_response render_all(const std::vector<preview_result>& values) {
        return render_preview_array(values);
    }

    std::vector<result> results_;  // a problem without a kind: not there yet
    size_t missing_;
    bool is_array_;
};

}  // namespace kaskad::gateway::api
