#include "engine/facts/group_encoder.hpp"

#include "engine/facts/wire.hpp"

namespace kaskad::facts {

group_encoder::group_encoder() : octets_{std::make_unique<wire::backward_octets>()} {}

group_encoder::~group_encoder() = default;

std::string_view group_encoder::encode(const group& value) {
    octets_->clear();
    wire::writer{*octets_}.put_message(value);
    return octets_->view();
}

}  // namespace kaskad::facts
