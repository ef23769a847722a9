#include "tests/engine/cascade_shop.hpp"

// What is said against a cascade when it is saved, and how it is saved.

namespace kaskad::engine::test {

namespace {

using core::channel;
using facts::step_goal;

facts::put_cascade named(std::vector<facts::cascade_step> steps, bool is_dry_run = false) {
    facts::put_cascade command{.client = SHOP, .value = {}, .is_dry_run = is_dry_run};
    command.value.name = "order";
    command.value.steps = std::move(steps);
    return command;
}

facts::cascade_checked saved(cascade_shop& world, facts::put_cascade command) {
    world.tell(std::move(command));
    return std::get<facts::cascade_checked>(world.take_answer().value);
}

// "error 2 unprovable"
std::vector<std::string> remarks(const facts::cascade_checked& told) {
    std::vector<std::string> lines;
    for (const auto& each : told.remarks)
        lines.push_back((each.is_error ? "error " : "warning ") + std::to_string(each.step) + " " + each.code);
    return lines;
}

std::vector<std::string> said_of(std::vector<facts::cascade_step> steps) {
    cascade_shop world;
    return remarks(saved(world, named(std::move(steps), true)));
}

using lines = std::vector<std::string>;

}  // namespace

TEST(EngineCascadeLint, NamesWhatCanNeverHappen) {
    EXPECT_EQ(said_of({}), lines{"error 0 no_steps"});
    EXPECT_EQ(said_of({step(channel::sms, 0, step_goal::read)}), lines{"error 1 unprovable"});
    EXPECT_EQ(said_of({step(channel::whatsapp)}), lines{"error 1 no_account"});
    auto unknown = step(channel::viber);
    unknown.account = "another";
    EXPECT_EQ(said_of({unknown}), lines{"error 1 no_account"});
    auto short_ttl = step(channel::viber, 60);
    short_ttl.ttl_s = 51;  // and ten of grace
    EXPECT_EQ(said_of({short_ttl}), lines{"error 1 ttl_over_timeout"});
    short_ttl.ttl_s = 50;
    EXPECT_EQ(said_of({short_ttl}), lines{});
    short_ttl.ttl_s = 29;  // Viber takes 30 and more
    EXPECT_EQ(said_of({short_ttl}), lines{"error 1 invalid_ttl"});
    auto cheap = step(channel::sms);
    cheap.price_max = amount("-1");
    EXPECT_EQ(said_of({cheap}), lines{"error 1 invalid_price_max"});
    EXPECT_EQ(said_of(std::vector(9, step(channel::sms, 1))).front(), "error 0 too_many_steps");
}

TEST(EngineCascadeLint, WarnsOfWhatMayNotBeMeant) {
    EXPECT_EQ(said_of({step(channel::viber), step(channel::sms)}), lines{"warning 1 no_timeout"});
    EXPECT_EQ(said_of({step(channel::viber, 20), step(channel::sms)}), lines{"warning 1 provider_goes_on"});
    EXPECT_EQ(said_of({step(channel::viber, 60, step_goal::accepted)}), lines{"warning 1 weak_goal"});
    EXPECT_EQ(said_of({step(channel::other, 60, step_goal::sent)}), lines{"warning 1 unproved"});
    EXPECT_EQ(said_of({step(channel::sms, 60), step(channel::sms)}), lines{"warning 2 same_again"});
    auto revokes = step(channel::viber, 60);
    revokes.revokes = true;
    EXPECT_EQ(said_of({revokes}), lines{"warning 1 no_revoke"});
}

// A mail server's word that it took a mail, which many never give.
TEST(EngineCascadeLint, WarnsThatMailProvesLittle) {
    const auto said = [](step_goal goal) {
        auto declared = with_channels();
        declared.links.push_back(
            account("post", channel::email,
                    {.proves_sent = true, .proves_delivered = true, .addressed_by = facts::address_kind::mail}));
        cascade_shop world{std::move(declared)};
        return remarks(saved(world, named({step(channel::email, 60, goal)}, true)));
    };
    EXPECT_EQ(said(step_goal::delivered), lines{"warning 1 weak_proof"});
    EXPECT_EQ(said(step_goal::sent), lines{"warning 1 weak_goal"});
}

TEST(EngineCascadeLint, AStepBehindTheDeadlineNeverBegins) {
    cascade_shop world;
    auto command = named({step(channel::viber, 60), step(channel::sms)});
    command.value.deadline_ms = 60'000;
    EXPECT_EQ(remarks(saved(world, command)), lines{"error 2 never_begins"});
    command.value.deadline_ms = 60'001;
    EXPECT_EQ(remarks(saved(world, command)), lines{});
}

TEST(EngineCascadeLint, SavesInVersionsAndNothingWhereNothingIsNew) {
    cascade_shop world;
    const auto first = saved(world, named({step(channel::viber, 60), step(channel::sms)}));
    EXPECT_TRUE(first.is_saved);
    EXPECT_EQ(first.value.version, 1U);
    EXPECT_TRUE(saved(world, named({step(channel::viber, 60), step(channel::sms)})).is_unchanged);
    const auto second = saved(world, named({step(channel::viber, 90), step(channel::sms)}));
    EXPECT_EQ(second.value.version, 2U);
    world.restart();
    world.tell(facts::query_cascades{.client = SHOP, .name = "order"});
    EXPECT_EQ(std::get<facts::cascades>(world.take_answer().value).rows.size(), 2U);
    world.tell(facts::query_cascades{.client = BANK, .name = "order"});
    EXPECT_EQ(std::get<facts::refusal>(world.take_answer().value).code, facts::refusal_code::not_found);
}

TEST(EngineCascadeLint, AMessageGoesOnByTheVersionItBeganWith) {
    cascade_shop world;
    saved(world, named({step(channel::viber, 60), step(channel::sms)}));
    auto command = shop::text();
    command.cascade_name = "order";
    world.send(command);
    world.accepts(world.take_sending(), "v1");
    saved(world, named({step(channel::viber, 600), step(channel::sms)}));
    world.pass(60'000);
    EXPECT_EQ(world.submits.size(), 1U);
    world.tell(facts::remove_cascade{.client = SHOP, .name = "order"});
    world.take_answer();
    EXPECT_EQ(world.refused(command).code, facts::refusal_code::unknown_cascade);
}

TEST(EngineCascadeLint, StepsThatCameWithMessagesAreKeptOnceAndNotWithoutEnd) {
    rig_options options;
    options.limits.cascade.cascades_max = 1;
    cascade_shop world{with_channels(), options};
    world.send(cascade_shop::viber_then_sms());
    world.send(cascade_shop::viber_then_sms());
    EXPECT_EQ(world.engine->memory().cascades.size(), 1U);
    EXPECT_EQ(world.refused(cascade_shop::viber_then_sms(step_goal::read)).code, facts::refusal_code::store_full);
}

TEST(EngineCascadeLint, AMessageWithAWrongCascadeIsRefusedWithThePlace) {
    cascade_shop world;
    const auto refused =
        world.refused(cascade_shop::by({step(channel::viber, 60), step(channel::sms, 0, step_goal::read)}));
    EXPECT_EQ(refused.code, facts::refusal_code::invalid_cascade);
    EXPECT_EQ(refused.detail, "step 2: sms cannot prove that a message was read");
}

}  // namespace kaskad::engine::test
