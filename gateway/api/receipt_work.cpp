#include "gateway/api/receipt_work.hpp"

#include "gateway/api/client_words.hpp"
#include "gateway/api/database_answer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace kaskad::gateway::api {

namespace {

constexpr uint32_t PARKED_PER_PAGE = 1'000;

// Every link that the database knows, and the one that was named.
struct known_links {
    link_names names;
    core::link_id named;
};

std::expected<known_links, net::http_response> find_links(store::report_reader& from, const std::string& name) {
    const auto links = from.read_links();
    if (!links) return std::unexpected(store_trouble());
    known_links made;
    for (const auto& link : *links) {
        made.names.emplace(link.id, link);
        if (!name.empty() && link.name == name) made.named = link.id;
    }
    if (!name.empty() && !made.named)
        return std::unexpected(refused_parameter("link", "there is no link of this name"));
    return made;
}

// The first step says who is who, each further one reads a page of messages.
class receipt_pages_work : public report_work {
  public:
    receipt_pages_work(receipt_days days, core::message_id after, bool has_postings)
        : days_{std::move(days)}, after_{after}, has_postings_{has_postings} {}

    std::optional<net::http_response> step(store::report_reader& from) final {
        if (!pages_) return begin(from);
        if (pages_->is_over()) return finish(from);
        const auto page = pages_->next(from);
        if (!page) return store_trouble();
        return take(*page);
    }

  protected:
    virtual void open(const receipts_question& asked) = 0;
    virtual std::optional<net::http_response> take(const std::vector<store::told_message>& page) = 0;
    // All messages were read.
    virtual std::optional<net::http_response> finish(store::report_reader& from) = 0;

    const receipt_days& days() const { return days_; }
    const link_names& links() const { return links_.names; }
    const client_directory& clients() const { return clients_; }
    const message_pages& pages() const { return *pages_; }
    int64_t as_of_utc_ms() const { return as_of_utc_ms_; }

  private:
    std::optional<net::http_response> begin(store::report_reader& from) {
        const auto as_of = from.as_of();
        const auto all = from.read_clients();
        if (!as_of || !all) return store_trouble();
        auto links = find_links(from, days_.link);
        if (!links) return std::move(links.error());
        auto zone = local_days::load(days_.zone);
        if (!zone) return refused_parameter("zone", zone.error());
        as_of_utc_ms_ = as_of->utc_ms;
        clients_ = client_directory{*all};
        links_ = *std::move(links);
        const auto asked = question_of(days_, *std::move(zone), links_.named);
        open(asked);
        pages_.emplace(pages_wanted{
            .period = pages_for(asked, days_.back_days), .client = {}, .after = after_, .has_postings = has_postings_});
        return std::nullopt;
    }

    receipt_days days_;
    core::message_id after_;
    bool has_postings_;
    known_links links_;
    client_directory clients_;
    int64_t as_of_utc_ms_ = 0;
    std::optional<message_pages> pages_;
};

class receipts_work final : public receipt_pages_work {
  public:
    explicit receipts_work(receipt_days asked) : receipt_pages_work{std::move(asked), {}, true} {}

  private:
    void open(const receipts_question& asked) override { tally_.emplace(asked, RECEIPT_ROWS_MAX); }

    std::optional<net::http_response> take(const std::vector<store::told_message>& page) override {
        for (const auto& each : page)
            if (!tally_->add(each)) return too_many();
        return std::nullopt;
    }

    // A page of parked receipts each time.
    std::optional<net::http_response> finish(store::report_reader& from) override {
        const auto page = from.read_parked(parked_, PARKED_PER_PAGE);
        if (!page) return store_trouble();
        for (const auto& each : *page)
            if (!tally_->add(each)) return too_many();
        if (page->size() == PARKED_PER_PAGE) {
            parked_ = page->back().id;
            return std::nullopt;
        }
        return make_json(200, render_receipts(*tally_, {days().from, days().to, days().zone, as_of_utc_ms()}, links()));
    }

    static net::http_response too_many() {
        return render_problem(
            make_problem("too_many_groups",
                         fmt::format("There are more than {} links and days: ask for a shorter period or for one link.",
                                     RECEIPT_ROWS_MAX)));
    }

    std::optional<receipt_tally> tally_;
    uint64_t parked_ = 0;
};

class receipt_list_work final : public receipt_pages_work {
  public:
    receipt_list_work(receipt_list_request asked)
        : receipt_pages_work{std::move(asked.days), asked.after, false}, filter_{asked.filter}, limit_{asked.limit} {}

  private:
    void open(const receipts_question& asked) override {
        asked_ = asked;
        out_.begin_object();
        write_time(out_, "as_of", as_of_utc_ms());
        out_.begin_array("parts");
    }

    std::optional<net::http_response> take(const std::vector<store::told_message>& page) override {
        for (const auto& each : page) {
            // A message's parts are not torn apart.
            if (parts_ >= limit_) return conclude(last_);
            last_ = each.message.id;
            each_part(each.message, asked_, [this](const seen_part& seen) {
                if (!filter_.takes(seen)) return;
                write_seen_part(out_, seen, {links(), clients()});
                ++parts_;
            });
        }
        if (!pages().is_over() && pages().messages() >= USAGE_READ_MAX) return conclude(last_);
        return std::nullopt;
    }

    std::optional<net::http_response> finish(store::report_reader&) override { return conclude({}); }

    // next: behind which the following page begins; none: this was the last.
    net::http_response conclude(core::message_id next) {
        out_.end_array();
        out_.text_or_null("next_after", next ? core::to_string(next) : std::string{});
        out_.end_object();
        return make_json(200, out_.take());
    }

    receipt_filter filter_;
    uint32_t limit_;
    receipts_question asked_;
    json_writer out_{4096};
    uint32_t parts_ = 0;
    core::message_id last_;
};

class parked_work final : public report_work {
  public:
    explicit parked_work(parked_request asked) : asked_{std::move(asked)} {}

    std::optional<net::http_response> step(store::report_reader& from) override {
        if (!links_) return begin(from);
        const auto page = from.read_parked(asked_.after, PARKED_PER_PAGE);
        if (!page) return store_trouble();
        for (const auto& each : *page) {
            if (count_ == asked_.limit) return conclude(asked_.after);
            asked_.after = each.id;
            if (links_->named && each.link != links_->named) continue;
            write_parked(out_, each, links_->names);
            ++count_;
        }
        return page->size() < PARKED_PER_PAGE ? std::optional{conclude(0)} : std::nullopt;
    }

  private:
    std::optional<net::http_response> begin(store::report_reader& from) {
        const auto as_of = from.as_of();
        if (!as_of) return store_trouble();
        auto links = find_links(from, asked_.link);
        if (!links) return std::move(links.error());
        links_ = *std::move(links);
        out_.begin_object();
        write_time(out_, "as_of", as_of->utc_ms);
        out_.begin_array("parked");
        return std::nullopt;
    }

    net::http_response conclude(uint64_t next) {
        out_.end_array();
        out_.text_or_null("next_after", next == 0 ? std::string{} : fmt::to_string(next));
        out_.end_object();
        return make_json(200, out_.take());
    }

    parked_request asked_;
    std::optional<known_links> links_;
    json_writer out_{4096};
    uint32_t count_ = 0;
};

}  // namespace

std::unique_ptr<report_work> make_receipts_work(receipt_days asked) {
    return std::make_unique<receipts_work>(std::move(asked));
}

std::unique_ptr<report_work> make_receipt_list_work(receipt_list_request asked) {
    return std::make_unique<receipt_list_work>(std::move(asked));
}

std::unique_ptr<report_work> make_parked_work(parked_request asked) {
    return std::make_unique<parked_work>(std::move(asked));
}

}  // namespace kaskad::gateway::api
