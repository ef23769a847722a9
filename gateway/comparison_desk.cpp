#include "gateway/comparison_desk.hpp"

#include "core/calendar.hpp"
#include "gateway/api/database_answer.hpp"
#include "gateway/comparison_view.hpp"
#include "gateway/temporary_file.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <optional>
#include <span>
#include <utility>

namespace kaskad::gateway {

namespace {

using api::problem;

constexpr int64_t DAYS_MAX = 31;
constexpr auto* UNNAMED = "the file";

template <typename T>
using judged = std::expected<T, problem>;

std::unexpected<problem> refuse_field(std::string field, const std::string& why) {
    return std::unexpected(api::make_field_fault("invalid_field", std::move(field), why));
}

// All that is wrong with the mapping: the key, and where it stands in the text.
std::unexpected<problem> refuse_mapping(const std::vector<config::problem>& found) {
    auto made = api::make_problem("invalid_field", "The mapping: " + found.front().key + ": " + found.front().text);
    for (const auto& each : found) {
        const auto where = each.line == 0 ? std::string{} : fmt::format("line {}, column {}: ", each.line, each.column);
        made.errors.push_back({each.key.empty() ? "mapping" : each.key, where + each.text});
    }
    return std::unexpected(std::move(made));
}

std::unexpected<problem> refuse_file(const reconciliation_refusal& refusal) {
    // What follows the first line are the faults, which have a place of their own here.
    const auto why = refusal.why.substr(0, refusal.why.find('\n'));
    if (refusal.faults.empty()) return refuse_field("file", why);
    auto made = api::make_problem("bad_rows", why);
    for (const auto& [line, column, trouble] : refusal.faults)
        made.errors.push_back({fmt::format("line {}", line) + (column.empty() ? "" : ", " + column), trouble});
    return std::unexpected(std::move(made));
}

// One file, from its octets to an answer.
class comparing {
  public:
    comparing(const comparison_desk_options& options, store::report_reader& books, api::comparison_question asked,
              reconciliation_progress progress)
        : options_{options},
          books_{books},
          asked_{std::move(asked)},
          progress_{std::move(progress)},
          file_{options.folder} {}

    judged<std::string> compare() {
        for (auto step : {&comparing::begin, &comparing::read_mapping, &comparing::read_period, &comparing::find_side,
                          &comparing::put_aside})
            if (auto done = (this->*step)(); !done) return std::unexpected(std::move(done.error()));
        auto run = reconcile(request_, make_source({&books_}, side_, request_, given().back_days), progress_);
        if (!run) return refuse(run.error());
        auto records = supplier_records::open(request_.file, run->identity, request_.mapping);
        if (!records) return trouble(records.error());
        difference_list list{*run, *records, books_};
        auto told = render_comparison(*run, list, heading(), outcome_of(*run));
        if (!told) return trouble(told.error());
        return *std::move(told);
    }

  private:
    const api::comparison_request& given() const { return asked_.request; }

    judged<void> begin() {
        if (!progress_("")) return refuse({refusal_cause::stopped, {}, {}});
        const auto as_of = books_.as_of();
        if (!as_of) return refuse({refusal_cause::store, as_of.error().text, {}});
        as_of_utc_ms_ = as_of->utc_ms;
        return {};
    }

    // A client's rows are of messages unless something else is said: there is nothing finer.
    judged<void> read_mapping() {
        supplier_mapping begun;
        if (given().suppliers.empty()) begun.unit = row_unit::message;
        auto mapping = read_supplier_mapping({given().mapping, given().keys}, std::move(begun));
        if (!mapping) return refuse_mapping(mapping.error());
        request_.mapping = *std::move(mapping);
        return {};
    }

    judged<void> read_period() {
        const auto period = parse_span(given().period);
        if (!period)
            return refuse_field("period", "is neither a month, as 2026-11, nor days, as 2026-11-01/2026-11-16");
        if (period->end_ms - period->begin_ms > DAYS_MAX * core::DAY_MS)
            return refuse_field("period", fmt::format("at most {} days at once", DAYS_MAX));
        request_.period = *period;
        return {};
    }

    judged<void> find_side() {
        auto found = given().suppliers.empty() ? find_client() : find_suppliers(books_, given().suppliers);
        if (!found) return refuse(found.error());
        if (const auto fits = check_unit(*found, request_.mapping.unit); !fits)
            return refuse_field("rows", fits.error().why);
        side_ = *std::move(found);
        side_.by_reference = given().by_reference;
        return {};
    }

    // Its own, or one that it sells to itself: what those sell on for is theirs. Whether there is another of that name
    // is nobody's business.
    std::expected<own_side, reconciliation_refusal> find_client() {
        const auto& who = asked_.who;
        const auto may_be_seen = [&](const facts::client& each) {
            return who.operator_scope || each.id == who.client || each.parent == who.client;
        };
        const auto& name = given().client;
        return find_client_side(books_, name, [&](const facts::client& each) {
            return name.empty() ? each.id == who.client : each.name == name && may_be_seen(each);
        });
    }

    // The octets are held no longer than it takes.
    judged<void> put_aside() {
        const auto octets = std::move(asked_.request.octets);
        file_.append(std::as_bytes(std::span{octets}));
        if (!file_.failure().empty()) return trouble(file_.failure());
        request_.file = file_.path();
        request_.file_name = given().file.empty() ? UNNAMED : given().file;
        request_.folder = options_.folder;
        request_.keeps = true;
        request_.rows_max = options_.rows_max;
        return {};
    }

    comparison_heading heading() const {
        return {.side = side_,
                .period = request_.period,
                .file = given().file,
                .as_of_utc_ms = as_of_utc_ms_,
                .limit = given().limit,
                .is_staff = given().is_staff};
    }

    std::optional<comparison_outcome> outcome_of(const reconciled& run) const {
        if (side_.client) return std::nullopt;
        const order_heading heading{.supplier = side_.name,
                                    .link = side_.link,
                                    .invoice = given().invoice_number,
                                    .file = given().file,
                                    .now_utc = options_.utc_ms()};
        return comparison_outcome{tolerance_words(request_.mapping), make_reconciliation_order(run, request_, heading)};
    }

    std::unexpected<problem> refuse(const reconciliation_refusal& refusal) const {
        switch (refusal.cause) {
            case refusal_cause::file:
                return refuse_file(refusal);
            case refusal_cause::mapping:
                return refuse_field("mapping", refusal.why);
            case refusal_cause::period:
                return refuse_field("period", refusal.why);
            case refusal_cause::name:
                return refuse_field(given().suppliers.empty() ? "client" : "supplier", refusal.why);
            case refusal_cause::stopped:
                return std::unexpected(api::make_problem("not_ready", "The gateway is stopping."));
            case refusal_cause::store:
                return std::unexpected(api::make_store_problem());
            case refusal_cause::work:
                break;
        }
        return trouble(refusal.why);
    }

    // Whoever asked can do nothing about it, and is not told of our folders.
    static std::unexpected<problem> trouble(const std::string& why) {
        spdlog::error("reconciliation: {}", why);
        return std::unexpected(api::make_problem("internal_error", "The file could not be compared on this side."));
    }

    const comparison_desk_options& options_;
    store::report_reader& books_;
    api::comparison_question asked_;
    reconciliation_progress progress_;
    temporary_file file_;
    reconciliation_request request_;
    own_side side_;
    int64_t as_of_utc_ms_ = 0;
};

}  // namespace

net::http_response comparison_desk::compare(store::report_reader& books, api::comparison_question asked) const {
    const auto may_go_on = [this, deadline = asked.deadline](const std::string&) {
        return !is_stopping_ && net::clock::now() < deadline;
    };
    const auto told = comparing{options_, books, std::move(asked), may_go_on}.compare();
    return told ? api::make_json(200, *told) : api::render_problem(told.error());
}

}  // namespace kaskad::gateway
