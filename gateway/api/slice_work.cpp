#include "gateway/api/slice_work.hpp"

#include "gateway/api/database_answer.hpp"

namespace kaskad::gateway::api {

std::optional<net::http_response> slice_work::step(store::report_reader& from) {
    if (!pages_) return begin(from);
    const auto page = pages_->next(from);
    if (!page) return store_trouble();
    take_page(*page);
    const bool is_over = pages_->is_over() && !is_ready_;
    if (is_over) found_.is_last = true;
    if (terms_.is_dry_run) return is_over ? std::optional{make_json(200, render_counts(as_of_utc_ms_))} : std::nullopt;
    is_ready_ = is_ready_ || is_over || pages_->messages() >= USAGE_READ_MAX;
    return std::nullopt;
}

std::optional<net::http_response> slice_work::begin(store::report_reader& from) {
    const auto as_of = from.as_of();
    if (!as_of) return store_trouble();
    as_of_utc_ms_ = as_of->utc_ms;
    auto wanted = open(from);
    if (!wanted) return std::move(wanted.error());
    wanted->after = terms_.after;
    pages_.emplace(*wanted);
    return std::nullopt;
}

void slice_work::take_page(const std::vector<store::told_message>& page) {
    for (const auto& told : page) {
        if (!terms_.is_dry_run && found_.messages.size() == terms_.limit) return void(is_ready_ = true);
        found_.last = told.message.id;
        if (take(told) && !terms_.is_dry_run) found_.messages.push_back(told.message.id);
    }
}

}  // namespace kaskad::gateway::api
