#include "gateway/api/ledger_roots.hpp"

#include "core/calendar.hpp"
#include "gateway/api/database_answer.hpp"
#include "gateway/api/json_writer.hpp"
#include "gateway/api/request_query.hpp"
#include "gateway/api/timestamp.hpp"

#include <fmt/format.h>

namespace kaskad::gateway::api {

namespace {

std::expected<uint32_t, problem> parse_day_of(const request_query& query, std::string_view name) {
    const auto* text = find_parameter(query, name);
    if (text == nullptr) return refuse_parameter("missing_field", name, "a day is needed, as 2026-11-01");
    const auto day = parse_day(*text);
    if (!day) return refuse_parameter("invalid_field", name, "is no day, as 2026-11-01");
    return *day;
}

// Nothing more is booked for it, for it ended before what the database holds.
bool is_over(const billing::day_root& day, const core::now& as_of) {
    return (int64_t{day.day} + 1) * core::DAY_MS <= as_of.utc_ms;
}

void render(json_writer& out, const billing::day_root& day, bool over, bool for_operator) {
    out.begin_object();
    out.text("day", render_day(day.day));
    out.text("root", billing::to_string(day.root));
    if (for_operator) {
        out.flag("is_over", over);
        out.number("postings", static_cast<int64_t>(day.postings()));
        out.number("first", static_cast<int64_t>(day.first));
        out.number("last", static_cast<int64_t>(day.last));
        out.text("last_hash", billing::to_string(day.head));
    }
    out.end_object();
}

class roots_work final : public report_work {
  public:
    roots_work(const roots_request& asked, bool for_operator) : asked_{asked}, for_operator_{for_operator} {}

    std::optional<net::http_response> step(store::report_reader& from) override {
        // Before the days: what ended by then has all its postings in them.
        const auto as_of = from.as_of();
        const auto days = from.read_days(asked_.from, asked_.to - 1);
        if (!as_of || !days) return store_trouble();
        json_writer out;
        out.begin_object();
        out.text("as_of", render_timestamp(as_of->utc_ms));
        out.begin_array("roots");
        for (const auto& day : *days) {
            const bool over = is_over(day, *as_of);
            if (over || for_operator_) render(out, day, over, for_operator_);
        }
        out.end_array();
        out.end_object();
        return make_json(200, out.take());
    }

  private:
    roots_request asked_;
    bool for_operator_;
};

}  // namespace

std::expected<roots_request, problem> parse_roots_request(std::string_view query) {
    const auto given = parse_request_query(query, {"from", "to"});
    if (!given) return std::unexpected(given.error());
    const auto from = parse_day_of(*given, "from");
    if (!from) return std::unexpected(from.error());
    const auto to = parse_day_of(*given, "to");
    if (!to) return std::unexpected(to.error());
    if (*to <= *from) return refuse_parameter("invalid_field", "to", "must be behind from; it is not part of it");
    if (*to - *from > ROOT_DAYS_MAX)
        return refuse_parameter("invalid_field", "to", fmt::format("at most {} days behind from", ROOT_DAYS_MAX));
    return roots_request{*from, *to};
}

std::unique_ptr<report_work> make_roots_work(const roots_request& asked, const credential& who) {
    return std::make_unique<roots_work>(asked, who.operator_scope);
}

}  // namespace kaskad::gateway::api
