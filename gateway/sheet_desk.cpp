#include "gateway/sheet_desk.hpp"

#include "gateway/sheet_notices.hpp"
#include "gateway/sheet_view.hpp"
#include "gateway/zone_calendar.hpp"
#include "net/digest.hpp"
#include "smpp/transport/named_zone.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <expected>
#include <utility>

namespace kaskad::gateway {

namespace {

using api::problem;
using api::sheet_question;
using api::sheet_verdict;
using rows = std::vector<routing::price_row>;

sheet_verdict refuse(const problem& why) {
    return {api::render_problem(why), {}};
}

problem invalid(std::string_view code, const std::string& field, const std::string& why) {
    auto made = api::make_problem(code, why);
    made.errors.push_back({field, why});
    return made;
}

// The link's own where the form names none; a day of a client's sheet begins in UTC then.
std::string zone_of(const sheet_form& form, const sheet_question& asked) {
    if (!form.zone.empty() || asked.prices.owner != routing::price_owner::link) return form.zone;
    const auto link = asked.links.find(core::link_id{asked.prices.owner_id});
    return link == asked.links.end() ? std::string{} : link->second.price_zone;
}

std::expected<smpp::time_zone, std::string> load_zone(const std::string& name) {
    if (name.empty()) return smpp::time_zone{};
    return smpp::transport::load_time_zone(name);
}

// Of the same file, read in the same way, for the same owner, against the same version of the book.
std::string token_of(const sheet_form& form, const std::string& file_sha256, const facts::owner_prices& prices) {
    const auto all = fmt::format("{} {} {} {} {} {} {} {}", file_sha256, to_json(form), form.is_full, form.skips_bad,
                                 form.moves_to_notice, prices.version, static_cast<int>(prices.owner), prices.owner_id);
    return net::to_hex(net::as_octets(net::sha256(all)));
}

// Asked about is a day, or the moment at which the whole sheet has begun.
int64_t moment_of(const sheet_form& form, const smpp::time_zone& zone, const rows& sheet, int64_t now) {
    if (form.at_local_ms) return zone.to_utc(*form.at_local_ms);
    for (const auto& row : sheet)
        now = std::max(now, row.from_utc_ms);
    return now;
}

// Of the owner's rows alone. They were checked row by row; what is left to refuse is two of the same beginning.
std::expected<routing::price_book, routing::row_error> book_of(uint32_t version, const rows& declared, rows others) {
    others.insert(others.end(), declared.begin(), declared.end());
    return routing::price_book::build(version, others);
}

facts::price_changes changes_of(const sheet_rows& read, const routing::sheet_difference& difference) {
    const auto count = [&](routing::price_change_kind kind) {
        return static_cast<uint32_t>(difference.counts[std::to_underlying(kind)]);
    };
    return {.rows = static_cast<uint32_t>(read.rows.size()),
            .raised = count(routing::price_change_kind::up),
            .lowered = count(routing::price_change_kind::down),
            .added = count(routing::price_change_kind::added),
            .removed = count(routing::price_change_kind::missing)};
}

problem bad_rows(const sheet_rows& read) {
    auto why = api::make_problem("bad_rows", fmt::format("{} faults; nothing is applied. Mend the sheet, or leave such "
                                                         "rows out with skip_bad=true.",
                                                         read.fault_count));
    for (const auto& fault : read.faults) {
        const auto where = fault.line == 0 ? std::string{"file"} : fmt::format("line {}", fault.line);
        why.errors.push_back({fault.column.empty() ? where : where + ", " + fault.column, fault.why});
    }
    return why;
}

// One sheet, read and compared.
class judging {
  public:
    judging(store::reader& from, const sheet_question& asked, int64_t now) : from_{from}, asked_{asked}, now_{now} {}

    sheet_verdict judge(std::string_view csv) {
        const auto& last = asked_.prices.imports;
        auto form = read_sheet_form(last.empty() ? std::string{} : last.front().form, asked_.request.form);
        if (!form) return refuse(form.error());
        form_ = std::move(*form);
        const auto zone = load_zone(zone_of(form_, asked_));
        if (!zone) return refuse(invalid("invalid_field", "zone", zone.error()));
        read_ = read_sheet_rows(csv, form_, *zone, asked_.prices);
        note_notices();
        at_ = moment_of(form_, *zone, read_.rows, now_);
        difference_ = compare_rows(asked_.prices, after_, at_, form_.large_percent);
        file_sha256_ = net::to_hex(net::as_octets(net::sha256(asked_.request.octets)));
        return asked_.request.applies ? apply() : preview();
    }

  private:
    bool is_sound() const { return !read_.rows.empty() && (read_.fault_count == 0 || form_.skips_bad); }

    void note_notices() {
        after_ = rows_after(read_.rows, asked_.prices, form_.is_full, now_);
        notices_ = notices_of(asked_, after_, calendar_, now_);
        if (!form_.moves_to_notice) return;
        moved_ = move_to_notice(read_.rows, notices_);
        if (moved_ == 0) return;
        after_ = rows_after(read_.rows, asked_.prices, form_.is_full, now_);
        notices_ = notices_of(asked_, after_, calendar_, now_);
    }

    sheet_verdict preview() {
        const auto& declared = asked_.prices.declared;
        const auto before = book_of(asked_.prices.version, declared, asked_.prices.imported);
        const auto after = book_of(asked_.prices.version + 1, declared, after_);
        if (!before || !after) return refuse(api::make_problem("bad_rows", (before ? after : before).error().why));
        const auto effect = read_effect(from_, {.owner = asked_.prices.owner,
                                                .owner_id = asked_.prices.owner_id,
                                                .before = *before,
                                                .after = *after,
                                                .now_utc_ms = now_,
                                                .at_utc_ms = at_,
                                                .links = asked_.links,
                                                .clients = asked_.clients});
        const sheet_preview shown{.form = form_,
                                  .read = read_,
                                  .difference = difference_,
                                  .at_utc_ms = at_,
                                  .version = asked_.prices.version,
                                  .effect = effect,
                                  .links = asked_.links,
                                  .notices = notices_,
                                  .moved = moved_,
                                  .calendar = calendar_,
                                  .token = is_sound() && !has_early(notices_) ? token() : std::string{}};
        return {api::make_json(200, render_preview(shown, CHANGES_SHOWN_MAX)), {}};
    }

    sheet_verdict apply() {
        if (!is_sound()) return refuse(bad_rows(read_));
        if (asked_.request.token.empty()) {
            return refuse(
                invalid("missing_field", "token", "Give the token of the preview whose changes you have seen."));
        }
        if (asked_.request.token != token()) {
            return refuse(api::make_problem("prices_moved",
                                            "The token is of another file, form, or version of the prices: look at the "
                                            "preview again."));
        }
        facts::import_prices command{.owner = asked_.request.owner, .version = asked_.prices.version};
        command.about.file = asked_.request.file;
        command.about.sha256 = file_sha256_;
        command.about.form = to_json(form_);
        command.about.is_full = form_.is_full;
        command.about.by = asked_.request.by;
        command.about.changes = changes_of(read_, difference_);
        command.rows = std::move(read_.rows);
        return {{}, std::move(command)};
    }

    std::string token() const { return token_of(form_, file_sha256_, asked_.prices); }

    store::reader& from_;
    const sheet_question& asked_;
    int64_t now_;
    sheet_form form_;
    sheet_rows read_;
    rows after_;
    int64_t at_ = 0;
    price_notices notices_;
    size_t moved_ = 0;
    zone_calendar calendar_;
    routing::sheet_difference difference_;
    std::string file_sha256_;
};

}  // namespace

sheet_verdict sheet_desk::judge(store::reader& from, const sheet_question& asked) const {
    judging sheet{from, asked, utc_ms_()};
    if (!is_spreadsheet(asked.request.octets)) return sheet.judge(asked.request.octets);
    const auto csv = spreadsheet_to_csv(asked.request.octets, limits_);
    if (!csv) return refuse(invalid("invalid_field", "file", csv.error()));
    return sheet.judge(*csv);
}

}  // namespace kaskad::gateway
