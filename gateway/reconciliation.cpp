#include "gateway/reconciliation.hpp"

#include "billing/reconciliation/totals.hpp"
#include "core/calendar.hpp"
#include "gateway/api/timestamp.hpp"
#include "gateway/their_side.hpp"
#include "smpp/transport/named_zone.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <future>
#include <utility>

namespace kaskad::gateway {

namespace {

using billing::reconciliation::comparison_terms;
using billing::reconciliation::id_form;
using billing::reconciliation::row;
using billing::reconciliation::total_row;
using core::DAY_MS;

constexpr int64_t MINUTE_MS = 60'000;
constexpr int64_t HOUR_MS = 60 * MINUTE_MS;
constexpr int DECIMALS_OF_AMOUNT = 6;
constexpr std::chrono::milliseconds TELLING_PAUSE{100};
constexpr auto* STOPPED = "interrupted; nothing was written";

std::string utc_words(int32_t minutes) {
    const auto magnitude = minutes < 0 ? -minutes : minutes;
    return fmt::format("UTC{}{}:{:02}", minutes < 0 ? '-' : '+', magnitude / 60, magnitude % 60);
}

// Half of the last decimal that the file writes: what its own rounding may make.
core::amount rounding_of(const supplier_mapping& mapping, int decimals) {
    if (mapping.rounding.e6 > 0) return mapping.rounding;
    int64_t unit = 1;
    for (int place = decimals; place < DECIMALS_OF_AMOUNT; ++place)
        unit *= 10;
    return {decimals == 0 ? 1 : std::max<int64_t>(1, unit / 2)};
}

// Its times say themselves how far they are from UTC.
bool says_offsets(const std::string& format) {
    return format.contains("%z") || format.starts_with("unix");
}

class run {
  public:
    run(const reconciliation_request& asked, const owed_source& books, const reconciliation_progress& progress)
        : asked_{asked},
          books_{books},
          progress_{[this, &progress](const std::string& what) {
              is_stopped_ = is_stopped_ || !progress(what);
              return !is_stopped_;
          }},
          theirs_{asked},
          ours_{asked} {}

    std::expected<reconciled, reconciliation_refusal> go() {
        for (auto step : {&run::set_zone, &run::read_both, &run::join_currencies, &run::find_zone, &run::find_form})
            if (auto done = (this->*step)(); !done) return refusal(std::move(done.error()));
        const bool is_total = asked_.mapping.unit == row_unit::total;
        auto matched = is_total ? match_totals() : match_rows();
        if (!matched) return refusal(std::move(matched.error()));
        warn_of_file();
        warn_of_duplicates(*matched);
        return reconciled{std::move(theirs_.identity),
                          std::move(theirs_.file),
                          std::move(theirs_.currencies),
                          terms_,
                          zone_words_,
                          id_words_,
                          std::move(warnings_),
                          std::move(*matched),
                          our_messages_,
                          is_doubled_};
    }

  private:
    using step_done = std::expected<void, reconciliation_refusal>;

    // Whatever was under way when it was stopped.
    std::unexpected<reconciliation_refusal> refusal(reconciliation_refusal why) const {
        if (is_stopped_) why = {refusal_cause::stopped, STOPPED, {}};
        return std::unexpected(std::move(why));
    }

    step_done set_zone() {
        if (asked_.mapping.zone.empty()) return {};
        auto zone = smpp::transport::load_time_zone(asked_.mapping.zone);
        if (!zone) return refuse_run(refusal_cause::mapping, zone.error());
        zone_ = std::move(*zone);
        return {};
    }

    // The file on a thread of its own, the books on this one: each takes about as long as the other.
    step_done read_both() {
        std::atomic<uint64_t> rows = 0;
        std::atomic<bool> is_file_refused = false;
        const auto may_go_on = [&](uint64_t read) {
            rows = read;
            return !is_stopped_;
        };
        auto file = std::async(std::launch::async, [&] {
            auto read = read_their_side(asked_, zone_, may_go_on, theirs_);
            is_file_refused = !read && !is_stopped_;
            return read;
        });
        const auto ours = read_ours([&](const std::string& what) {
            return !is_file_refused && progress_(fmt::format("{} rows of the file and {}", rows.load(), what));
        });
        while (file.wait_for(TELLING_PAUSE) != std::future_status::ready)
            progress_(fmt::format("{} rows of the file read", rows.load()));
        const auto theirs = file.get();
        // What is wrong with the file is told first: our side was stopped by it, or failed as well.
        return is_file_refused || ours ? theirs : ours;
    }

    step_done read_ours(const reconciliation_progress& progress) {
        const auto read = books_(
            our_currencies_, [&](const row& each) { ours_.add(each); },
            [&](const std::string& what) { return !ours_.is_too_large() && progress(what); });
        if (ours_.is_too_large())
            return refuse_run(
                refusal_cause::period,
                fmt::format("there are more than {} rows of ours in it: ask for fewer days at once", asked_.rows_max));
        if (!read) return std::unexpected(read.error());
        our_messages_ = *read;
        return {};
    }

    // Each side counted its own.
    step_done join_currencies() {
        for (const auto currency : our_currencies_.all()) {
            const auto place = theirs_.currencies.place_of(currency);
            if (!place) return refuse_currencies();
            our_currency_places_.push_back(*place);
        }
        return {};
    }

    step_done find_zone() {
        const auto& mapping = asked_.mapping;
        const bool has_times = mapping.unit != row_unit::total && !mapping.columns.time.empty();
        const bool is_said = !mapping.zone.empty() || says_offsets(mapping.date_format) || !has_times;
        const auto found = find_zone_shift(ours_.counts, theirs_.gathered.counts);
        if (is_said) {
            zone_words_ = mapping.zone.empty() ? "UTC" : mapping.zone + ", as the mapping says";
            if (has_times && found && *found != 0) warn_of_zone(*found);
        } else if (found) {
            shift_ms_ = *found * MINUTE_MS;
            zone_ = smpp::time_zone{*found};
            zone_words_ = utc_words(*found) + ", found by the counts of rows";
        } else {
            return refuse_run(refusal_cause::mapping, "the file's time zone cannot be found out: " + found.error() +
                                                          ". Say it in the mapping, as zone = \"Europe/Berlin\"");
        }
        terms_.begin_utc_ms = zone_.to_utc(asked_.period.begin_ms);
        terms_.end_utc_ms = zone_.to_utc(asked_.period.end_ms);
        terms_.late_after_ms = mapping.late_after_h * HOUR_MS;
        terms_.edge_ms = mapping.edge_minutes * MINUTE_MS;
        terms_.rounding_max = rounding_of(mapping, theirs_.file.decimals);
        return {};
    }

    void warn_of_zone(int32_t minutes) {
        warnings_.push_back(fmt::format("the file's rows run {} minutes {} ours: is zone = \"{}\" right?",
                                        minutes < 0 ? -minutes : minutes, minutes < 0 ? "behind" : "ahead of",
                                        asked_.mapping.zone));
    }

    step_done find_form() {
        ours_.sample.narrow_to(theirs_.gathered.sample);
        theirs_.gathered.sample.narrow_to(ours_.sample);
        const auto seen = theirs_.gathered.sample.rows().size();
        const auto found = billing::reconciliation::find_id_form(ours_.sample.rows(), theirs_.gathered.sample.rows());
        form_ = asked_.mapping.form.value_or(found ? found->form : id_form::same);
        if (asked_.mapping.form) {
            id_words_ = fmt::format("{}, as the mapping says", to_string(form_));
        } else if (found) {
            id_words_ = fmt::format("{}, found by {} rows of which {} fit", to_string(form_), seen, found->fitting);
        } else {
            id_words_ = seen == 0 ? "there are none" : fmt::format("same, though {} rows do not show it", seen);
        }
        if (!asked_.mapping.form && !found && seen > 0)
            warnings_.push_back(
                "no way of writing ids makes theirs ours: rows are matched by number and time; "
                "id_form in the mapping says it where it is known");
        return {};
    }

    std::expected<matched_shares, reconciliation_refusal> match_rows() {
        share_matching matching{{.folder = asked_.folder, .keeps = asked_.keeps}, terms_, form_};
        uint64_t outside = 0;
        const auto take_theirs = [&](std::span<const row> piece) {
            for (auto each : piece) {
                if (each.time_ms != 0) each.time_ms = static_cast<uint64_t>(each.time() - shift_ms_);
                if (each.time_ms != 0 && !terms_.is_inside(each.time())) ++outside;
                matching.add_theirs(each);
            }
            return progress_("dealing out rows");
        };
        const auto take_ours = [&](std::span<const row> piece) {
            for (auto each : piece) {
                each.currency = our_currency_places_[each.currency];
                matching.add_ours(each);
            }
            return progress_("dealing out rows");
        };
        if (!theirs_.gathered.rows.read_pieces(take_theirs))
            return refuse_run(refusal_cause::work, theirs_.gathered.rows.failure());
        if (!ours_.rows.read_pieces(take_ours)) return refuse_run(refusal_cause::work, ours_.rows.failure());
        if (outside * 2 > theirs_.file.rows) {
            return refuse_run(
                refusal_cause::period,
                fmt::format("{} of {} rows lie outside the period; the file's are of {} to {}: is it another month's?",
                            outside, theirs_.file.rows, day_words(theirs_.file.first_ms),
                            day_words(theirs_.file.last_ms)));
        }
        if (outside > 0) warnings_.push_back(fmt::format("{} rows of the file lie outside the period", outside));
        return as_done(
            matching.match([&](uint32_t percent) { return progress_(fmt::format("matching, {} %", percent)); }));
    }

    static std::expected<matched_shares, reconciliation_refusal> as_done(
        std::expected<matched_shares, std::string> matched) {
        if (!matched) return refuse_run(refusal_cause::work, std::move(matched.error()));
        return std::move(*matched);
    }

    static std::string day_words(int64_t local_ms) { return api::render_day(static_cast<uint32_t>(local_ms / DAY_MS)); }

    std::vector<total_row> our_totals() {
        std::vector<total_row> made;
        ours_.rows.read_pieces([&](std::span<const row> piece) {
            for (const auto& each : piece) {
                if (!terms_.counts(each)) continue;
                made.push_back({.day = zone_.to_local(each.time()) / DAY_MS,
                                .network = each.network,
                                .currency = our_currency_places_[each.currency],
                                .price = each.price,
                                .units = static_cast<int64_t>(each.parts),
                                .amount = each.amount});
            }
            if (made.size() > GATHER_ABOVE) made = gathered(std::move(made));
            return true;
        });
        return gathered(std::move(made));
    }

    std::expected<matched_shares, reconciliation_refusal> match_totals() {
        auto ours = our_totals();
        if (!ours_.rows.failure().empty()) return refuse_run(refusal_cause::work, ours_.rows.failure());
        auto theirs = billing::reconciliation::gathered(theirs_.totals);
        matched_shares made{billing::reconciliation::waterfall{terms_}, {}, 0};
        for (const auto& each : ours)
            made.sums.expect_ours(each);
        for (const auto& each : theirs)
            made.sums.expect_theirs(each);
        kept_sink sink{made.sums, asked_.folder};
        billing::reconciliation::match_totals(std::move(ours), std::move(theirs), terms_, sink);
        made.findings.push_back(std::move(sink.found));
        if (const auto checked = made.sums.check(); !checked) return refuse_run(refusal_cause::work, checked.error());
        return made;
    }

    struct kept_sink final : public billing::reconciliation::finding_sink {
        kept_sink(billing::reconciliation::waterfall& to, const std::string& folder) : sums{to}, found{folder} {}
        void take(const billing::reconciliation::finding& each) override {
            sums.take(each);
            if (each.why != billing::reconciliation::category::exact) found.add(each);
        }
        billing::reconciliation::waterfall& sums;
        finding_spool found;
    };

    void warn_of_file() {
        if (theirs_.file.fault_count > 0)
            warnings_.push_back(
                fmt::format("{} rows of the file could not be read and are in no sum", theirs_.file.fault_count));
        for (const auto& fault : theirs_.file.faults)
            warnings_.push_back(to_string(fault));
        if (theirs_.file.below_zero > 0)
            warnings_.push_back(
                fmt::format("{} rows are below 0: a credit note for what is disputed is taken by `kaskad dispute "
                            "credits`, and would lower here what we owe once more",
                            theirs_.file.below_zero));
        for (const auto& [word, count] : theirs_.file.unknown_statuses)
            warnings_.push_back(
                fmt::format("status '{}' ({} rows) is in no [[status]]: taken as unknown", word, count));
        const auto last_local = theirs_.file.last_ms == 0 ? 0 : local_of_file(theirs_.file.last_ms);
        if (last_local != 0 && last_local + DAY_MS < asked_.period.end_ms)
            warnings_.push_back("the file's last row is of " + day_words(last_local) + ": is it cut?");
        const auto first_local = local_of_file(theirs_.file.first_ms);
        if (theirs_.file.first_ms != 0 && first_local > asked_.period.begin_ms + DAY_MS)
            warnings_.push_back("the file's first row is of " + day_words(first_local) + ": does its beginning lack?");
    }

    // Times were read with the zone where the mapping says it, else as they stand.
    int64_t local_of_file(int64_t time_ms) const {
        const bool is_utc = asked_.mapping.unit != row_unit::total && shift_ms_ == 0;
        return is_utc ? zone_.to_local(time_ms) : time_ms;
    }

    void warn_of_duplicates(const matched_shares& matched) {
        if (matched.first_duplicate_place == 0) return;
        uint64_t duplicates = 0;
        for (size_t index = 0; index < theirs_.currencies.all().size(); ++index)
            duplicates += matched.sums.of(static_cast<uint8_t>(index))
                              .at(billing::reconciliation::category::duplicate_theirs)
                              .findings;
        is_doubled_ = duplicates * 5 > theirs_.file.rows * 2;
        warnings_.push_back(fmt::format("{} rows of the file stand there before, the first on line {}{}", duplicates,
                                        line_of_place(matched.first_duplicate_place),
                                        is_doubled_ ? ": was the file joined to itself?" : ""));
    }

    static constexpr size_t GATHER_ABOVE = 1'000'000;

    const reconciliation_request& asked_;
    const owed_source& books_;
    reconciliation_progress progress_;
    std::atomic<bool> is_stopped_ = false;
    smpp::time_zone zone_;
    their_side theirs_;
    gathered_side ours_;
    currency_list our_currencies_;
    std::vector<uint8_t> our_currency_places_;  // among theirs
    comparison_terms terms_;
    id_form form_ = id_form::same;
    int64_t shift_ms_ = 0;
    std::string zone_words_;
    std::string id_words_;
    std::vector<std::string> warnings_;
    uint64_t our_messages_ = 0;
    bool is_doubled_ = false;
};

}  // namespace

std::optional<local_span> parse_span(std::string_view text) {
    const auto slash = text.find('/');
    if (slash != text.npos) {
        const auto begin = api::parse_day(text.substr(0, slash));
        const auto end = api::parse_day(text.substr(slash + 1));
        if (!begin || !end || *end <= *begin) return std::nullopt;
        return local_span{*begin * DAY_MS, *end * DAY_MS};
    }
    const auto first = api::parse_month(text);
    if (!first) return std::nullopt;
    const auto begin_ms = *first * DAY_MS;
    const auto month = core::to_civil(begin_ms);
    return local_span{begin_ms, begin_ms + core::days_in_month(month.year, month.month) * DAY_MS};
}

std::expected<reconciled, reconciliation_refusal> reconcile(const reconciliation_request& asked,
                                                            const owed_source& ours,
                                                            const reconciliation_progress& progress) {
    return run{asked, ours, progress}.go();
}

}  // namespace kaskad::gateway
