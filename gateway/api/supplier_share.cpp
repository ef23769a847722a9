#include "gateway/api/supplier_share.hpp"

#include "core/assert.hpp"

namespace kaskad::gateway::api {

namespace {

using billing::posting_code;

// Gives each amount to a part that it may be of, the first of them first; what finds none goes to the first part.
class sharing_out {
  public:
    explicit sharing_out(std::span<supplied_part> parts) : parts_{parts} {}

    void give(core::amount amount, auto may_be_its) {
        while (next_ < parts_.size() && !may_be_its(parts_[next_]))
            ++next_;
        auto& part = next_ < parts_.size() ? parts_[next_++] : parts_.front();
        part.owed = part.owed + amount;
    }

  private:
    std::span<supplied_part> parts_;
    size_t next_ = 0;
};

}  // namespace

void share_postings(const store::told_message& told, const facts::attempt& attempt, std::span<supplied_part> parts) {
    ASSERT(!parts.empty());
    sharing_out taken{parts};
    sharing_out delivered{parts};
    sharing_out given_back{parts};
    for (const auto& posting : told.postings) {
        for (const auto& line : posting.transfers) {
            if (line.message != told.message.id || line.attempt != attempt.number) continue;
            const auto is_delivered = [](const supplied_part& each) { return each.is_delivered; };
            const auto may_be_given_back = [](const supplied_part& each) {
                return !each.is_delivered && each.owed.e6 > 0;
            };
            if (line.code == posting_code::supplier_accrual)
                taken.give(line.amount, [](const supplied_part&) { return true; });
            if (line.code == posting_code::supplier_delivery_accrual) delivered.give(line.amount, is_delivered);
            if (line.code == posting_code::supplier_accrual_void) given_back.give(-line.amount, may_be_given_back);
        }
    }
}

}  // namespace kaskad::gateway::api
