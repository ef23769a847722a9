#include "bench/smpp_load/library_fleet.hpp"

#include "bench/wire/poller.hpp"
#include "bench/wire/specimen.hpp"

#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <string>

namespace kaskad::bench {

namespace {

using namespace std::chrono_literals;

smpp::transport::client_options client_of(const fleet_options& wanted) {
    smpp::transport::client_options options;
    options.host = "127.0.0.1";
    options.port = wanted.port;
    options.bind.system_id = wanted.system_id;
    options.bind.password = wanted.password;
    options.session.window_size = wanted.window;
    return options;
}

smpp::submit_sm make_form() {
    smpp::submit_sm form;
    form.source = {5, 0, "Kaskad"};
    form.destination = {1, 1, std::string{RECIPIENT_PREFIX}.append(view_of(digits_of(0)))};
    form.registered_delivery = 1;
    form.short_message = TEXT;
    return form;
}

}  // namespace

class library_fleet::bind final : public smpp::transport::client_events {
  public:
    bind(library_fleet& owner, net::shard& home) : owner_{owner}, client_{home, client_of(owner.options_), *this} {
        client_.start();
    }

    bool is_bound() const { return client_.is_bound(); }
    void stop() {
        client_.stop(1s, [this] { is_stopped_ = true; });
    }
    bool is_stopped() const { return is_stopped_; }
    bool is_idle() const { return client_.outstanding() == 0; }

    void fill() {
        while (client_.window_free() > 0) {
            owner_.work_->take(steady_us(), taken_);
            if (taken_.empty()) return;
            const auto digits = digits_of(taken_.front());
            auto& form = owner_.form_;
            view_of(digits).copy(form.destination.addr.data() + RECIPIENT_PREFIX.size(), NUMBER_DIGITS);
            view_of(digits).copy(form.short_message.data() + TEXT_NUMBER_AT, NUMBER_DIGITS);
            if (!client_.submit(client_.epoch(), form, taken_.front())) return owner_.counts_.note_lost(1);
        }
    }

    void on_bound(uint32_t, const smpp::event::bound&) override {}
    void on_failure(const smpp::transport::bind_failure&) override { owner_.counts_.note_stranger(); }

    void on_down(uint32_t, const smpp::transport::bind_loss& loss) override {
        owner_.counts_.note_lost(loss.unanswered.size() + loss.unsent.size());
    }

    void on_response(uint32_t, smpp::event::response_received& response) override {
        const auto number = static_cast<uint32_t>(response.token);
        const auto* body = std::get_if<smpp::submit_sm_resp>(&response.body);
        const auto status = static_cast<uint32_t>(response.status);
        if (owner_.counts_.note_answer(number, status, body ? std::string_view{body->message_id} : std::string_view{}))
            owner_.work_->take_back(number, steady_us());
        fill();
    }

    void on_time_out(uint32_t, const smpp::event::request_timed_out&) override { owner_.counts_.note_lost(1); }

    void on_request(uint32_t epoch, smpp::event::request_received& request) override {
        if (const auto* receipt = std::get_if<smpp::deliver_sm>(&request.body)) {
            owner_.counts_.note_receipt(receipt->esm_class, receipt->source.addr, receipt->short_message);
        } else {
            owner_.counts_.note_stranger();
        }
        client_.reply(epoch, request.ref, smpp::command_status::rok);
    }

  private:
    library_fleet& owner_;
    smpp::transport::client client_;
    std::vector<uint32_t> taken_;
    bool is_stopped_ = false;
};

library_fleet::library_fleet(const fleet_options& options, sheet& lines)
    : options_{options}, counts_{lines}, form_{make_form()} {
    for (uint32_t index = 0; index < options_.binds; ++index)
        binds_.push_back(std::make_unique<bind>(*this, shard_));
    const auto is_done = [&] { return counts_.strangers() > 0 || all_of(&bind::is_bound); };
    const auto patience = std::chrono::milliseconds{options_.patience_us / 1'000};
    if (!shard_.run_until(is_done, patience) || counts_.strangers() > 0) throw std::runtime_error{"no bind"};
}

// Responses keep the windows full; a timer does where nothing was due or all was refused.
void library_fleet::run(supply& work) {
    work_ = &work;
    net::timer refill{shard_.get_executor(), [&] {
                          fill_all();
                          refill.expire_after(1ms);
                      }};
    fill_all();
    refill.expire_after(1ms);
    shard_.run_until([&] { return is_stopping() || is_load_over(); }, 24h);
    counts_.note_load_end();
    const auto is_patient = [&] { return steady_us() - counts_.heard_us() < options_.patience_us; };
    shard_.run_until([&] { return is_stopping() || counts_.has_all_receipts() || !is_patient(); }, 24h);
    for (const auto& each : binds_)
        each->stop();
    shard_.run_until([&] { return all_of(&bind::is_stopped); }, 2s);
}

bool library_fleet::all_of(bool (bind::*holds)() const) const {
    return std::ranges::all_of(binds_, [&](const auto& each) { return (*each.*holds)(); });
}

bool library_fleet::is_load_over() const {
    return work_->is_over(steady_us()) && all_of(&bind::is_idle);
}

void library_fleet::fill_all() {
    for (const auto& each : binds_)
        each->fill();
}

std::unique_ptr<fleet> make_library_fleet(const fleet_options& options, sheet& lines) {
    return std::make_unique<library_fleet>(options, lines);
}

}  // namespace kaskad::bench
