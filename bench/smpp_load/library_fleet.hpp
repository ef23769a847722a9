#pragma once

#include "bench/smpp_load/fleet.hpp"
#include "net/shard.hpp"
#include "net/timer.hpp"
#include "smpp/transport/client.hpp"

#include <memory>
#include <vector>

// The fleet with the product's own client: a bind is a smpp::transport::client, all on one shard, as a link has them.

namespace kaskad::bench {

class library_fleet final : public fleet {
  public:
    library_fleet(const fleet_options& options, sheet& lines);

    const tally& counts() const override { return counts_; }
    void run(supply& work) override;

  private:
    class bind;

    bool all_of(bool (bind::*holds)() const) const;
    bool is_load_over() const;
    void fill_all();

    fleet_options options_;
    tally counts_;
    supply* work_ = nullptr;
    smpp::submit_sm form_;
    net::shard shard_{"load"};
    std::vector<std::unique_ptr<bind>> binds_;
};

}  // namespace kaskad::bench
