#pragma once

#include "channels/adapter.hpp"

#include <cstdint>
#include <functional>
#include <memory>

// Every adapter there is, each in a file of its name. Who wants one by its name asks find_adapter.

namespace kaskad::channels {

const adapter& whatsapp_cloud();
const adapter& viber_business();
const adapter& telegram_gateway();
const adapter& telegram_bot();
const adapter& fcm();
const adapter& smtp();
const adapter& twilio_voice();
const adapter& voice();
const adapter& webhook();

// A webhook's signature holds the time at which it was made: seconds since 1970, of any thread.
std::unique_ptr<adapter> make_webhook(std::function<int64_t()> utc_s);

}  // namespace kaskad::channels
