#pragma once

#include "config/config.hpp"

#include <functional>
#include <string>
#include <string_view>

// The last step before declarations go to the engine: secrets are sealed, and each object gets the digest by which a
// start or reload tells whether its declaration changed.

namespace kaskad::config {

// Plain text to what may be stored. Need not give the same twice.
using sealer = std::function<std::string(std::string_view plain)>;

// A digest covers everything declared about an object, its secrets only as an HMAC keyed with `salt`, so that a new
// password is a difference and a stored digest tells nothing about it. It covers no id, no line, no other object, and
// no order of rows in price book or number plan. `salt` = the octets of the key file; a new key file renews all
// digests, which is right, for what the old one sealed must be sealed again. A link's password has such an HMAC of its
// own besides, so that the engine keeps a seal whose password is the same, and its binds with it.
void seal_and_digest(facts::declare& declared, const plain_secrets& secrets, const sealer& seal, std::string_view salt);

// Of all prices (names of owners included), and of the number plan.
std::string digest_of(const std::vector<facts::declared_price>& prices);
std::string digest_of(const std::vector<routing::number_plan_row>& plan);

}  // namespace kaskad::config
