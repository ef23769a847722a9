#pragma once

#include <cstdint>

// Over what a message reaches a person. The numbers are stored: added to, never changed.

namespace kaskad::core {

enum class channel : uint8_t { sms = 0, whatsapp = 1, viber = 2, telegram = 3, push = 4, voice = 5 };

}  // namespace kaskad::core
