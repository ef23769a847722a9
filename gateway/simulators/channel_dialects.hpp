#pragma once

#include "gateway/simulators/channel_dialect.hpp"

// One of each provider, where its source has it.

namespace kaskad::gateway::simulators {

const channel_dialect& whatsapp_dialect();
const channel_dialect& viber_dialect();
const channel_dialect& telegram_gateway_dialect();
const channel_dialect& telegram_bot_dialect();
const channel_dialect& fcm_dialect();
const channel_dialect& twilio_dialect();
const channel_dialect& voice_dialect();
const channel_dialect& webhook_dialect();
const channel_dialect& email_dialect();

}  // namespace kaskad::gateway::simulators
