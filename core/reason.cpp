#include "core/reason.hpp"

#include <algorithm>
#include <iterator>

namespace kaskad::core {

namespace {

constexpr reason_entry CATALOGUE[] = {
    {reason::none, "none", culprit::none, remedy::none, false, "Nothing went wrong.", "Ошибки нет."},
    {reason::absent_subscriber, "absent_subscriber", culprit::subscriber, remedy::elsewhere, true,
     "The phone was switched off or out of coverage.", "Телефон был выключен или находился вне зоны покрытия."},
    {reason::unknown_subscriber, "unknown_subscriber", culprit::subscriber, remedy::none, true,
     "The network does not know this number.", "Сеть не знает такого номера."},
    {reason::barred_subscriber, "barred_subscriber", culprit::subscriber, remedy::none, true,
     "The subscriber is barred from receiving messages.", "Абоненту закрыт приём сообщений."},
    {reason::handset_memory_full, "handset_memory_full", culprit::subscriber, remedy::later, true,
     "The phone has no room for more messages.", "В телефоне нет места для новых сообщений."},
    {reason::invalid_recipient, "invalid_recipient", culprit::client, remedy::none, false,
     "The number cannot belong to a mobile subscriber.", "Такого мобильного номера быть не может."},
    {reason::recipient_blocked, "recipient_blocked", culprit::subscriber, remedy::none, false,
     "The number is on a list of those that take no such messages.",
     "Номер внесён в список тех, кто не принимает такие сообщения."},
    {reason::handset_refused, "handset_refused", culprit::subscriber, remedy::none, true,
     "The phone cannot take messages of this kind.", "Телефон не может принять сообщение такого вида."},
    {reason::subscriber_busy, "subscriber_busy", culprit::subscriber, remedy::later, true,
     "The phone was busy with another message.", "Телефон был занят приёмом другого сообщения."},
    {reason::invalid_sender, "invalid_sender", culprit::sender, remedy::elsewhere, false,
     "The operator does not accept this sender.", "Оператор не принимает такое имя отправителя."},
    {reason::sender_not_allowed, "sender_not_allowed", culprit::sender, remedy::elsewhere, false,
     "The sender is not registered with the operator.", "Имя отправителя не зарегистрировано у оператора."},
    {reason::content_rejected, "content_rejected", culprit::content, remedy::none, false,
     "The text was refused by a content filter.", "Текст отклонён фильтром содержания."},
    {reason::content_too_long, "content_too_long", culprit::content, remedy::none, false,
     "The text is longer than the operator takes.", "Текст длиннее, чем принимает оператор."},
    {reason::invalid_coding, "invalid_coding", culprit::content, remedy::none, false,
     "The operator does not take the alphabet of this text.", "Оператор не принимает кодировку этого текста."},
    {reason::content_not_registered, "content_not_registered", culprit::content, remedy::none, false,
     "The text fits no template registered with the operator.",
     "Текст не соответствует ни одному зарегистрированному у оператора шаблону."},
    {reason::recipient_flooded, "recipient_flooded", culprit::client, remedy::later, false,
     "Too many messages went to this number in a short time.",
     "На этот номер отправлено слишком много сообщений за короткое время."},
    {reason::duplicate_message, "duplicate_message", culprit::client, remedy::none, false,
     "The operator takes the message for a repeat of an earlier one.",
     "Оператор счёл сообщение повтором отправленного ранее."},
    {reason::incomplete_text, "incomplete_text", culprit::client, remedy::none, false,
     "Some parts of the text did not come in time.", "Части текста не поступили вовремя."},
    {reason::cancelled_by_client, "cancelled_by_client", culprit::client, remedy::none, false,
     "The client cancelled the message.", "Сообщение отменено клиентом."},
    {reason::no_money, "no_money", culprit::client, remedy::none, false,
     "The account's balance does not cover the message.", "На счёте недостаточно средств."},
    {reason::no_price, "no_price", culprit::client, remedy::none, false,
     "The client has no price for this destination.", "Для этого направления у клиента нет цены."},
    {reason::deadline_passed, "deadline_passed", culprit::link, remedy::none, false,
     "The message could not be handed over in time.", "Сообщение не удалось передать вовремя."},
    {reason::no_network, "no_network", culprit::client, remedy::none, false, "The number belongs to no known network.",
     "Номер не относится ни к одной известной сети."},
    {reason::no_link, "no_link", culprit::link, remedy::none, false, "No route could take the message.",
     "Ни один маршрут не смог принять сообщение."},
    {reason::link_not_bound, "link_not_bound", culprit::link, remedy::elsewhere, false, "The link was not connected.",
     "Канал не был подключён."},
    {reason::link_disabled, "link_disabled", culprit::link, remedy::elsewhere, false, "The link is switched off.",
     "Канал отключён."},
    {reason::link_without_price, "link_without_price", culprit::link, remedy::elsewhere, false,
     "The link has no price for this destination.", "Для этого направления у канала нет цены."},
    {reason::link_does_not_cover, "link_does_not_cover", culprit::link, remedy::elsewhere, false,
     "The link is not used for this destination.", "Канал не используется для этого направления."},
    {reason::link_tried_before, "link_tried_before", culprit::link, remedy::elsewhere, false,
     "The link was tried for this message before.", "Через этот канал сообщение уже пробовали отправить."},
    {reason::dearer, "dearer", culprit::none, remedy::elsewhere, false, "Another link was cheaper.",
     "Другой канал был дешевле."},
    {reason::link_throttled, "link_throttled", culprit::link, remedy::later, false,
     "The operator asked for a lower rate.", "Оператор попросил снизить скорость."},
    {reason::link_queue_full, "link_queue_full", culprit::link, remedy::later, false, "The operator's queue was full.",
     "Очередь оператора была переполнена."},
    {reason::link_system_error, "link_system_error", culprit::link, remedy::later, false,
     "The operator's system failed.", "Сбой системы оператора."},
    {reason::link_rejected, "link_rejected", culprit::link, remedy::elsewhere, false,
     "The operator refused the message without saying why.", "Оператор отклонил сообщение, не указав причину."},
    {reason::link_lost, "link_lost", culprit::link, remedy::later, false, "The connection to the operator was lost.",
     "Соединение с оператором потеряно."},
    {reason::link_credentials, "link_credentials", culprit::link, remedy::elsewhere, false,
     "The operator refused our account.", "Оператор отклонил нашу учётную запись."},
    {reason::link_misconfigured, "link_misconfigured", culprit::link, remedy::none, false,
     "The connection to the operator is set up wrongly.", "Соединение с оператором настроено неверно."},
    {reason::link_no_answer, "link_no_answer", culprit::link, remedy::elsewhere, true,
     "The operator did not answer in time.", "Оператор не ответил вовремя."},
    {reason::link_out_of_credit, "link_out_of_credit", culprit::link, remedy::elsewhere, false,
     "Our credit with the operator is used up.", "Наш баланс у оператора исчерпан."},
    {reason::link_quota_used, "link_quota_used", culprit::link, remedy::elsewhere, false,
     "The number of messages agreed with the operator is used up.",
     "Согласованное с оператором число сообщений исчерпано."},
    {reason::validity_expired, "validity_expired", culprit::subscriber, remedy::elsewhere, true,
     "The message was not delivered before its validity ended.", "Сообщение не доставлено за время своей жизни."},
    {reason::undeliverable, "undeliverable", culprit::network, remedy::elsewhere, true,
     "The network could not deliver the message and did not say why.",
     "Сеть не смогла доставить сообщение и не указала причину."},
    {reason::deleted_by_operator, "deleted_by_operator", culprit::network, remedy::elsewhere, true,
     "The operator deleted the message.", "Оператор удалил сообщение."},
    {reason::rejected_by_network, "rejected_by_network", culprit::network, remedy::elsewhere, false,
     "The network rejected the message.", "Сеть отклонила сообщение."},
    {reason::network_failure, "network_failure", culprit::network, remedy::elsewhere, true, "The network failed.",
     "Сбой в сети."},
    {reason::network_not_covered, "network_not_covered", culprit::network, remedy::elsewhere, false,
     "The operator does not reach this network.", "Оператор не обслуживает эту сеть."},
    {reason::network_congested, "network_congested", culprit::network, remedy::later, true,
     "The network was overloaded.", "Сеть была перегружена."},
    {reason::network_timeout, "network_timeout", culprit::network, remedy::elsewhere, true,
     "The network did not answer the operator in time.", "Сеть не ответила оператору вовремя."},
    {reason::no_receipt, "no_receipt", culprit::unknown, remedy::later, true, "Nobody said what became of the message.",
     "О судьбе сообщения никто не сообщил."},
    {reason::in_doubt, "in_doubt", culprit::link, remedy::later, true, "It is not known whether the message left.",
     "Неизвестно, ушло ли сообщение."},
    {reason::unknown, "unknown", culprit::unknown, remedy::elsewhere, true, "The cause is not known.",
     "Причина неизвестна."},
    {reason::link_ejected, "link_ejected", culprit::link, remedy::elsewhere, false,
     "The link does not deliver at present.", "Канал сейчас не доставляет сообщения."},
    {reason::link_too_slow, "link_too_slow", culprit::link, remedy::elsewhere, false,
     "The message would have waited too long for the link.", "Сообщение слишком долго ждало бы этого канала."},
    {reason::link_below_floor, "link_below_floor", culprit::link, remedy::elsewhere, false,
     "The link delivers less than is asked for.", "Канал доставляет меньше, чем требуется."},
    {reason::link_loses_money, "link_loses_money", culprit::link, remedy::elsewhere, false,
     "The message would cost more over the link than it earns.", "Отправка через этот канал убыточна."},
    {reason::link_limit_reached, "link_limit_reached", culprit::link, remedy::elsewhere, false,
     "What may be bought from the supplier is used up.", "Лимит закупки у поставщика исчерпан."},
    {reason::link_owned_by_client, "link_owned_by_client", culprit::link, remedy::elsewhere, false,
     "The supplier is the one the message came from.", "Поставщик — тот же, от кого пришло сообщение."},
    {reason::link_not_allowed, "link_not_allowed", culprit::link, remedy::elsewhere, false,
     "The link is not used for this client.", "Канал не используется для этого клиента."},
    {reason::link_refuses_sender, "link_refuses_sender", culprit::sender, remedy::elsewhere, false,
     "The link does not take this sender.", "Канал не принимает это имя отправителя."},
    {reason::link_in_maintenance, "link_in_maintenance", culprit::link, remedy::elsewhere, false,
     "The operator works on the link.", "На канале идут работы оператора."},
    {reason::link_not_in_policy, "link_not_in_policy", culprit::link, remedy::elsewhere, false,
     "The client's routing names other links.", "Правила маршрутизации клиента называют другие каналы."},
    {reason::outdone, "outdone", culprit::none, remedy::elsewhere, false, "Another link was expected to do better.",
     "От другого канала ожидали лучшего результата."},
    {reason::link_had_last_code, "link_had_last_code", culprit::none, remedy::elsewhere, false,
     "The code before went over the link and was asked for again.",
     "Предыдущий код ушёл через этот канал и был запрошен снова."},
    {reason::link_over_spend_limit, "link_over_spend_limit", culprit::client, remedy::elsewhere, false,
     "All attempts together would cost more than may be spent on the message.",
     "Все попытки вместе обошлись бы дороже, чем можно потратить на сообщение."},
    {reason::link_without_rate, "link_without_rate", culprit::link, remedy::elsewhere, false,
     "No exchange rate is new enough to say whether the link would lose money.",
     "Нет свежего курса, чтобы понять, не убыточен ли канал."},
    {reason::traffic_held, "traffic_held", culprit::client, remedy::later, false,
     "The traffic looks like pumping and waits for a person.", "Трафик похож на накрутку и ждёт решения человека."},
    {reason::traffic_blocked, "traffic_blocked", culprit::client, remedy::none, false,
     "The traffic looks like pumping and is not sent.", "Трафик похож на накрутку и не отправляется."},
    {reason::traffic_loops, "traffic_loops", culprit::client, remedy::none, false,
     "The message went out a moment ago and came back from the supplier.",
     "Сообщение только что было отправлено и вернулось от поставщика."},
    {reason::step_timed_out, "step_timed_out", culprit::unknown, remedy::elsewhere, true,
     "The channel did not do its part in the time of its step.", "Канал не успел за время своего шага."},
    {reason::not_read, "not_read", culprit::subscriber, remedy::elsewhere, true,
     "The message arrived and was not read in time.", "Сообщение доставлено, но не прочитано вовремя."},
    {reason::no_address, "no_address", culprit::client, remedy::elsewhere, false,
     "It is not known where the person is found on this channel.", "Адрес получателя в этом канале неизвестен."},
    {reason::suppressed, "suppressed", culprit::subscriber, remedy::none, false, "The person wants no such messages.",
     "Получатель отказался от таких сообщений."},
    {reason::quiet_hours, "quiet_hours", culprit::client, remedy::later, false, "It is outside the hours of this step.",
     "Сейчас не те часы, в которые разрешён этот шаг."},
    {reason::step_too_dear, "step_too_dear", culprit::client, remedy::elsewhere, false,
     "The step costs more than it may.", "Шаг стоит дороже разрешённого."},
    {reason::step_not_applicable, "step_not_applicable", culprit::client, remedy::elsewhere, false,
     "The step is not meant for such a message.", "Шаг не предназначен для такого сообщения."},
    {reason::not_on_channel, "not_on_channel", culprit::subscriber, remedy::elsewhere, false,
     "The person cannot be reached over this channel.", "Получатель недоступен в этом канале."},
    {reason::lately_unreachable, "lately_unreachable", culprit::subscriber, remedy::later, false,
     "The person could not be reached over this channel lately.", "Недавно получатель был недоступен в этом канале."},
    {reason::no_channel_account, "no_channel_account", culprit::link, remedy::elsewhere, false,
     "No account of this channel can be used.", "Нет ни одной рабочей учётной записи этого канала."},
    {reason::template_refused, "template_refused", culprit::content, remedy::elsewhere, false,
     "The provider refused the template or one of its values.", "Провайдер отклонил шаблон или его параметр."},
    {reason::superseded, "superseded", culprit::client, remedy::none, false,
     "A newer message took the place of this one.", "Сообщение заменено более новым."},
    {reason::stopped_by_client, "stopped_by_client", culprit::client, remedy::none, false,
     "The client stopped the cascade.", "Каскад остановлен клиентом."},
    {reason::conversation_closed, "conversation_closed", culprit::content, remedy::elsewhere, false,
     "The provider takes only templates until the person writes again.",
     "Провайдер принимает только шаблоны, пока получатель не напишет снова."},
    {reason::call_not_answered, "call_not_answered", culprit::subscriber, remedy::later, true, "Nobody took the call.",
     "На звонок не ответили."},
    {reason::answered_by_machine, "answered_by_machine", culprit::subscriber, remedy::elsewhere, true,
     "An answering machine took the call.", "На звонок ответил автоответчик."},
    {reason::no_content, "no_content", culprit::client, remedy::elsewhere, false,
     "The message has nothing to send over this channel.", "В сообщении нет содержания для этого канала."},
    {reason::revoked, "revoked", culprit::client, remedy::none, false, "The message was taken back before it arrived.",
     "Сообщение отозвано до доставки."},
    {reason::answered_by_recipient, "answered_by_recipient", culprit::none, remedy::none, false,
     "The person answered, and nothing more was sent.", "Получатель ответил, дальнейшие шаги не нужны."},
};

}  // namespace

std::span<const reason_entry> reason_catalogue() {
    return CATALOGUE;
}

const reason_entry& describe(reason value) {
    const auto* const found = std::ranges::find(CATALOGUE, value, &reason_entry::code);
    return found != std::end(CATALOGUE) ? *found : describe(reason::unknown);
}

std::optional<reason> parse_reason(std::string_view name) {
    const auto* const found = std::ranges::find(CATALOGUE, name, &reason_entry::name);
    return found != std::end(CATALOGUE) ? std::optional{found->code} : std::nullopt;
}

std::string_view to_string(reason value) {
    return describe(value).name;
}

culprit culprit_of(reason value) {
    return describe(value).who;
}

std::string_view to_string(culprit value) {
    switch (value) {
        case culprit::none:
            return "none";
        case culprit::subscriber:
            return "subscriber";
        case culprit::sender:
            return "sender";
        case culprit::content:
            return "content";
        case culprit::client:
            return "client";
        case culprit::link:
            return "link";
        case culprit::network:
            return "network";
        case culprit::unknown:
            return "unknown";
    }
    return "unknown";
}

}  // namespace kaskad::core
