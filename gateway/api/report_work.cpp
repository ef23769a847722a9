#include "gateway/api/report_work.hpp"

#include "gateway/api/database_answer.hpp"
#include "gateway/api/stats_view.hpp"
#include "gateway/api/usage_table.hpp"

#include <fmt/format.h>

#include <utility>

namespace kaskad::gateway::api {

namespace {

// With whose eyes messages are seen, and which are read for it.
struct report_scope {
    core::client_id viewer;
    core::client_id payer;  // only what this one pays for as well
    core::client_id only;   // only this one's own messages can be meant
};

// An operator who names a client sees with its eyes. A client may name those below it, and knows of no others.
std::expected<report_scope, problem> find_scope(const client_directory& clients, const credential& who,
                                                const std::string& name) {
    report_scope made;
    if (!who.operator_scope) made.viewer = who.client;
    if (!name.empty()) {
        const auto named = clients.find(name);
        const bool may_be_named =
            named && (who.operator_scope || *named == who.client || clients.is_below(*named, who.client));
        if (!may_be_named) return refuse_parameter("invalid_field", "client", "there is no client of this name");
        (who.operator_scope ? made.viewer : made.payer) = *named;
    }
    const auto narrowest = made.payer ? made.payer : made.viewer;
    if (!clients.is_reseller(narrowest)) made.only = narrowest;
    return made;
}

// Up to when messages of a period that begins there were dropped; 0: none was.
int64_t dropped_of(const std::vector<billing::seal>& seals, int64_t from_utc_ms) {
    const auto end = seals.empty() ? int64_t{0} : core::utc_ms_of(seals.back().before);
    return end > from_utc_ms ? end : 0;
}

// The first step says who is who, each further one reads a page.
class paged_work : public report_work {
  public:
    paged_work(pages_wanted wanted, std::string client, credential who)
        : wanted_{wanted}, client_{std::move(client)}, who_{std::move(who)} {}

    std::optional<net::http_response> step(store::report_reader& from) final {
        if (!pages_) return begin(from);
        const auto page = pages_->next(from);
        if (!page) return store_trouble();
        return take(*page);
    }

  protected:
    virtual void open(const report_scope& scope) = 0;
    virtual std::optional<net::http_response> take(const std::vector<store::told_message>& page) = 0;

    bool is_operator() const { return who_.operator_scope; }
    const client_directory& clients() const { return clients_; }
    const message_pages& pages() const { return *pages_; }
    int64_t as_of_utc_ms() const { return as_of_utc_ms_; }
    int64_t dropped_utc_ms() const { return dropped_utc_ms_; }

  private:
    std::optional<net::http_response> begin(store::report_reader& from) {
        const auto as_of = from.as_of();
        if (!as_of) return store_trouble();
        const auto all = from.read_clients();
        if (!all) return store_trouble();
        const auto seals = from.read_seals();
        if (!seals) return store_trouble();
        as_of_utc_ms_ = as_of->utc_ms;
        dropped_utc_ms_ = dropped_of(*seals, wanted_.period.from_utc_ms);
        clients_ = client_directory{*all};
        const auto scope = find_scope(clients_, who_, client_);
        if (!scope) return render_problem(scope.error());
        open(*scope);
        wanted_.client = scope->only;
        wanted_.has_postings = who_.operator_scope;
        pages_.emplace(wanted_);
        return std::nullopt;
    }

    pages_wanted wanted_;
    std::string client_;
    credential who_;
    client_directory clients_;
    int64_t as_of_utc_ms_ = 0;
    int64_t dropped_utc_ms_ = 0;
    std::optional<message_pages> pages_;
};

class stats_work final : public paged_work {
  public:
    stats_work(stats_request asked, credential who, size_t groups_max)
        : paged_work{{.period = asked.period}, std::move(asked.client), std::move(who)},
          period_{asked.period},
          question_{std::move(asked.question)},
          groups_max_{groups_max} {}

  private:
    void open(const report_scope& scope) override {
        question_.viewer = scope.viewer;
        question_.payer = scope.payer;
        stats_.emplace(question_, groups_max_);
    }

    std::optional<net::http_response> take(const std::vector<store::told_message>& page) override {
        for (const auto& each : page) {
            if (stats_->add(each)) continue;
            return render_problem(make_problem(
                "too_many_groups",
                fmt::format(
                    "There are more than {} groups: ask for a shorter period, for fewer groups or with a filter.",
                    groups_max_)));
        }
        if (!pages().is_over()) return std::nullopt;
        return make_json(200,
                         render_stats(*stats_, {period_, as_of_utc_ms(), is_operator(), dropped_utc_ms()}, clients()));
    }

    report_period period_;
    stats_question question_;
    size_t groups_max_;
    std::optional<traffic_stats> stats_;
};

// The same address, further on.
std::string next_target(std::string_view target, core::message_id after) {
    const auto mark = target.find('?');
    std::string made{target.substr(0, mark)};
    std::string_view rest = mark == std::string_view::npos ? std::string_view{} : target.substr(mark + 1);
    made += "?after=" + core::to_string(after);
    while (!rest.empty()) {
        const auto end = rest.find('&');
        const auto parameter = rest.substr(0, end);
        if (!parameter.empty() && !parameter.starts_with("after=")) made.append("&").append(parameter);
        rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
    }
    return made;
}

class usage_work final : public paged_work {
  public:
    usage_work(const usage_request& asked, credential who, std::shared_ptr<const link_names> links, std::string target)
        : paged_work{{.period = asked.period, .after = asked.after}, asked.client, std::move(who)},
          limit_{asked.limit},
          links_{std::move(links)},
          target_{std::move(target)} {}

  private:
    void open(const report_scope& scope) override {
        viewer_ = scope.viewer;
        payer_ = scope.payer;
        append_usage_header(body_, is_operator());
    }

    std::optional<net::http_response> take(const std::vector<store::told_message>& page) override {
        const usage_view view{viewer_, payer_, is_operator(), clients(), *links_};
        for (const auto& each : page) {
            if (lines_ == limit_) return finish(last_);
            last_ = each.message.id;
            lines_ += append_usage_line(body_, each, view) ? 1 : 0;
        }
        if (pages().is_over()) return finish({});
        if (pages().messages() >= USAGE_READ_MAX) return finish(last_);
        return std::nullopt;
    }

    // next: behind which the following page begins; none: this was the last.
    net::http_response finish(core::message_id next) {
        net::http_response response{200, std::string{CSV_TYPE}, std::move(body_), {}};
        if (next) response.fields.add("Link", fmt::format("<{}>; rel=\"next\"", next_target(target_, next)));
        return response;
    }

    uint32_t limit_;
    std::shared_ptr<const link_names> links_;
    std::string target_;
    core::client_id viewer_;
    core::client_id payer_;
    std::string body_;
    uint32_t lines_ = 0;
    core::message_id last_;
};

}  // namespace

std::unique_ptr<report_work> make_stats_work(stats_request asked, credential who, size_t groups_max) {
    return std::make_unique<stats_work>(std::move(asked), std::move(who), groups_max);
}

std::unique_ptr<report_work> make_usage_work(const usage_request& asked, credential who,
                                             std::shared_ptr<const link_names> links, std::string target) {
    return std::make_unique<usage_work>(asked, std::move(who), std::move(links), std::move(target));
}

}  // namespace kaskad::gateway::api
