#pragma once

#include "engine/facts/fact.hpp"

#include <memory>
#include <string_view>

// Encodes one group after the other in the same memory, which stays as large as the largest of them needed.

namespace kaskad::facts {

namespace wire {
class backward_octets;
}

class group_encoder {
  public:
    group_encoder();
    ~group_encoder();

    // As encode() writes it; valid until the next call.
    std::string_view encode(const group& value);

  private:
    std::unique_ptr<wire::backward_octets> octets_;
};

}  // namespace kaskad::facts
