#include "gateway/api/stats_view.hpp"

#include "gateway/api/client_words.hpp"

#include <fmt/format.h>

namespace kaskad::gateway::api {

namespace {

constexpr uint32_t HALF = 50;
constexpr uint32_t NEARLY_ALL = 95;

class stats_writer {
  public:
    stats_writer(const traffic_stats& stats, const stats_heading& heading, const client_directory& clients)
        : stats_{stats}, heading_{heading}, clients_{clients} {}

    std::string write() {
        out_.begin_object();
        write_time(out_, "from", heading_.period.from_utc_ms);
        write_time(out_, "to", heading_.period.to_utc_ms);
        write_time(out_, "as_of", heading_.as_of_utc_ms);
        write_time(out_, "dropped_before", heading_.dropped_utc_ms);
        out_.begin_array("group_by");
        for (const auto group : stats_.asked().groups)
            out_.text({}, to_string(group));
        out_.end_array();
        write_groups();
        out_.begin_object("total");
        write_sums(stats_.total());
        out_.end_object();
        out_.end_object();
        return out_.take();
    }

  private:
    void write_groups() {
        out_.begin_array("groups");
        for (const auto& [key, sums] : stats_.groups()) {
            out_.begin_object();
            for (const auto group : stats_.asked().groups)
                write_member(group, key);
            write_sums(sums);
            out_.end_object();
        }
        out_.end_array();
    }

    void write_member(stats_group group, const stats_key& key) {
        const auto name = to_string(group);
        switch (group) {
            case stats_group::client:
                return out_.text_or_null(name, clients_.name_of(key.client));
            case stats_group::sub_client:
                return out_.text_or_null(name, clients_.name_of(key.sub_client));
            case stats_group::sender:
                return out_.text_or_null(name, key.sender);
            case stats_group::network:
                return write_network(out_, key.network, key.country);
            case stats_group::message_class:
                return out_.text(name, core::to_string(*key.klass));
            case stats_group::hour:
                return write_time(out_, name, key.hour_utc_ms);
        }
    }

    void write_sums(const stats_sums& sums) {
        out_.number("accepted", static_cast<int64_t>(sums.accepted));
        out_.number("delivered", static_cast<int64_t>(sums.delivered));
        write_failed(sums);
        out_.number("pending", static_cast<int64_t>(sums.pending));
        out_.number("parts", static_cast<int64_t>(sums.parts));
        write_times(sums.times);
        api::write_sums(out_, "charged", sums.charged);
        if (heading_.is_operator) api::write_sums(out_, "cost", sums.cost);
    }

    void write_failed(const stats_sums& sums) {
        uint64_t all = 0;
        for (const auto& [reason, count] : sums.failed)
            all += count;
        out_.number("failed", static_cast<int64_t>(all));
        out_.begin_object("failed_by_reason");
        for (const auto& [reason, count] : sums.failed)
            out_.number(core::to_string(reason), static_cast<int64_t>(count));
        out_.end_object();
    }

    void write_times(const delivery_times& times) {
        out_.begin_object("seconds_to_delivery");
        write_seconds("p50", times.percentile_ms(HALF));
        write_seconds("p95", times.percentile_ms(NEARLY_ALL));
        out_.end_object();
    }

    void write_seconds(std::string_view name, std::optional<int64_t> ms) {
        if (!ms) return out_.null(name);
        out_.raw(name, fmt::format("{}.{:03}", *ms / 1'000, *ms % 1'000));
    }

    const traffic_stats& stats_;
    const stats_heading& heading_;
    const client_directory& clients_;
    json_writer out_{4096};
};

}  // namespace

std::string render_stats(const traffic_stats& stats, const stats_heading& heading, const client_directory& clients) {
    return stats_writer{stats, heading, clients}.write();
}

}  // namespace kaskad::gateway::api
