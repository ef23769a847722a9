#pragma once

#include "store/database.hpp"
#include "store/memory_database.hpp"
#include "store/view.hpp"

#include <memory>
#include <utility>

// A database whose writes fail when told to, over one that does not; in memory where none is given.

namespace kaskad::store::testing {

class failing_database : public database {
  public:
    explicit failing_database(std::unique_ptr<database> within = std::make_unique<memory_database>())
        : within_{std::move(within)} {}

    // The next `times` writes fail; with `kept` they took effect nevertheless.
    void fail_next_writes(size_t times, bool kept = false) {
        failures_left_ = times;
        failures_kept_ = kept;
    }

    result<void> write(const batch& batch) override {
        const bool fails = failures_left_ > 0;
        if (fails) --failures_left_;
        auto written = !fails || failures_kept_ ? within_->write(batch) : result<void>{};
        if (!written || !fails) return written;
        return std::unexpected(error{"the database failed (injected)", true});
    }

    result<database_state> state() override { return within_->state(); }
    result<void> set_state(const database_state& state) override { return within_->set_state(state); }
    result<void> put_days(std::span<const billing::day_root> days) override { return within_->put_days(days); }
    result<core::message_id> droppable(core::message_id wanted) override { return within_->droppable(wanted); }
    result<void> drop_messages(const billing::seal& what) override { return within_->drop_messages(what); }
    result<facts::start_view> load_start() override { return within_->load_start(); }
    result<std::unique_ptr<store::view>> make_view() override { return within_->make_view(); }
    result<std::vector<stored_row>> rows(size_t table) override { return within_->rows(table); }

  private:
    std::unique_ptr<database> within_;
    size_t failures_left_ = 0;
    bool failures_kept_ = false;
};

}  // namespace kaskad::store::testing
