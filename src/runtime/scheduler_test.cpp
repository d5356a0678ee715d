#include "runtime/scheduler.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hearth::runtime {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

constexpr int32_t kPage = KvPool::kPagePositions;
constexpr int32_t kLong = 100 * kPage;

// Requests arrive in the order of their ids.
RequestState request(RequestId id, int32_t n_tokens, Priority priority = Priority::kInteractive) {
  return {.id = id, .arrival = id, .priority = priority, .n_tokens = n_tokens, .max_tokens = kLong};
}

WaitingRequest waits(RequestId id, int32_t n_tokens, Priority priority = Priority::kInteractive) {
  return {.request = request(id, n_tokens, priority)};
}

// Has n_tokens, all but the last of them in pages of its own.
RunningSequence generates(RequestId id, int32_t n_tokens, Priority priority = Priority::kInteractive) {
  const int32_t n_pages = KvPool::pages_for(n_tokens - 1);
  return {.request = request(id, n_tokens, priority),
          .phase = Phase::kGenerating,
          .n_computed = n_tokens - 1,
          .n_pages = n_pages,
          .n_own_pages = n_pages};
}

RunningSequence reads(RequestId id, int32_t n_computed, int32_t n_tokens, Priority priority = Priority::kInteractive) {
  const int32_t n_pages = KvPool::pages_for(n_computed);
  return {.request = request(id, n_tokens, priority),
          .phase = Phase::kPrompt,
          .n_computed = n_computed,
          .n_pages = n_pages,
          .n_own_pages = n_pages};
}

RunningSequence stalled(RunningSequence sequence) {
  sequence.request.stream = StreamState::kFull;
  return sequence;
}

constexpr KvView kPlenty{.n_pages = 1000, .n_available = 1000};
constexpr SchedulerLimits kLimits{
    .max_rows = 100, .max_outputs = 8, .max_sequences = 4, .decode_chunk_rows = 20, .batch_handicap = 10};

using Waiting = std::vector<WaitingRequest>;
using Running = std::vector<RunningSequence>;

StepPlan plan(const Waiting& waiting, const Running& running, const KvView& kv = kPlenty,
              const SchedulerLimits& limits = kLimits) {
  return plan_step(waiting, running, kv, limits);
}

PlannedRows rows(RequestId id, int32_t n) { return {.id = id, .n_rows = n}; }

TEST(Scheduler, PlansNothingWhenThereIsNothingToDo) { EXPECT_EQ(plan({}, {}), StepPlan{}); }

TEST(Scheduler, AdmitsARequestAndRunsItInTheSameStep) {
  const StepPlan p = plan({waits(1, 250)}, {});
  EXPECT_THAT(p.admitted, ElementsAre(1));
  EXPECT_THAT(p.rows, ElementsAre(rows(1, 100)));
}

TEST(Scheduler, RunsOnlyWhatIsNotKnownOfAPrompt) {
  WaitingRequest w = waits(1, 250);
  w.n_matched = 200;
  EXPECT_THAT(plan({w}, {}).rows, ElementsAre(rows(1, 50)));
}

TEST(Scheduler, EveryAnswerAdvancesAndOthersPromptsGetAShortChunk) {
  const StepPlan p = plan({}, {generates(1, 300), reads(2, 0, 500), generates(3, 40)});
  EXPECT_THAT(p.rows, ElementsAre(rows(1, 1), rows(3, 1), rows(2, 20)));
}

TEST(Scheduler, APromptHasTheStepToItselfWhenNoAnswerRuns) {
  EXPECT_THAT(plan({}, {reads(2, 0, 500)}).rows, ElementsAre(rows(2, 100)));
  EXPECT_THAT(plan({}, {stalled(generates(1, 10)), reads(2, 0, 500)}).rows, ElementsAre(rows(2, 100)));
}

TEST(Scheduler, PromptsShareAChunkEvenly) {
  EXPECT_THAT(plan({}, {reads(1, 0, 500), reads(2, 0, 500)}).rows, ElementsAre(rows(1, 50), rows(2, 50)));
}

TEST(Scheduler, WhatAShortPromptLeavesGoesToTheOthers) {
  EXPECT_THAT(plan({}, {reads(1, 0, 500), reads(2, 0, 10), reads(3, 0, 500)}).rows,
              ElementsAre(rows(1, 45), rows(2, 10), rows(3, 45)));
}

TEST(Scheduler, AnInteractivePromptGetsFourTimesTheRowsOfABatchOne) {
  EXPECT_THAT(plan({}, {reads(1, 0, 500), reads(2, 0, 500, Priority::kBatch)}).rows,
              ElementsAre(rows(1, 80), rows(2, 20)));
}

TEST(Scheduler, WithFewerRowsThanPromptsTheFirstInRankGetThem) {
  SchedulerLimits limits = kLimits;
  limits.decode_chunk_rows = 2;
  EXPECT_THAT(plan({}, {generates(9, 10), reads(3, 0, 99), reads(1, 0, 99), reads(2, 0, 99)}, kPlenty, limits).rows,
              ElementsAre(rows(9, 1), rows(1, 1), rows(2, 1)));
}

TEST(Scheduler, PromptsMayHaveNoRowsWhileOthersAnswer) {
  SchedulerLimits limits = kLimits;
  limits.decode_chunk_rows = 0;
  EXPECT_THAT(plan({waits(4, 99)}, {generates(9, 10), reads(1, 0, 99)}, kPlenty, limits).rows, ElementsAre(rows(9, 1)));
  EXPECT_THAT(plan({}, {stalled(generates(9, 10)), reads(1, 0, 99)}, kPlenty, limits).rows, ElementsAre(rows(1, 99)));
}

TEST(Scheduler, AStalledAnswerDoesNotRun) {
  EXPECT_THAT(plan({}, {stalled(generates(1, 10)), generates(2, 10)}).rows, ElementsAre(rows(2, 1)));
}

TEST(Scheduler, AdmitsInTheOrderOfArrival) {
  SchedulerLimits limits = kLimits;
  limits.max_sequences = 2;
  EXPECT_THAT(plan({waits(3, 10), waits(1, 10), waits(2, 10)}, {}, kPlenty, limits).admitted, ElementsAre(1, 2));
}

TEST(Scheduler, RunsNoMoreSequencesThanRowsOrOutputs) {
  SchedulerLimits limits = kLimits;
  limits.max_outputs = 2;
  EXPECT_THAT(plan({waits(1, 10), waits(2, 10), waits(3, 10)}, {}, kPlenty, limits).admitted, ElementsAre(1, 2));
  limits.max_rows = 1;
  EXPECT_THAT(plan({waits(1, 10), waits(2, 10), waits(3, 10)}, {}, kPlenty, limits).admitted, ElementsAre(1));
}

TEST(Scheduler, InteractiveRequestsPassABatchRequestButOnlySoMany) {
  const WaitingRequest batch = waits(1, 10, Priority::kBatch);
  SchedulerLimits limits = kLimits;
  limits.max_sequences = 1;
  EXPECT_THAT(plan({batch, waits(10, 10)}, {}, kPlenty, limits).admitted, ElementsAre(10));
  EXPECT_THAT(plan({batch, waits(11, 10)}, {}, kPlenty, limits).admitted, ElementsAre(1));  // ten have passed
}

TEST(Scheduler, APromptEntersWhenPagesForAllOfItAreThere) {
  const Waiting waiting = {waits(1, 2 * kPage)};  // and a token beyond
  EXPECT_THAT(plan(waiting, {}, {.n_pages = 9, .n_available = 2}).admitted, IsEmpty());
  EXPECT_THAT(plan(waiting, {}, {.n_pages = 9, .n_available = 3}).admitted, ElementsAre(1));
}

TEST(Scheduler, EveryRunningAnswerHasAPageInReserve) {
  const Waiting waiting = {waits(3, 10)};
  const Running running = {generates(1, 10), generates(2, 10)};
  EXPECT_THAT(plan(waiting, running, {.n_pages = 9, .n_available = 2}).admitted, IsEmpty());
  EXPECT_THAT(plan(waiting, running, {.n_pages = 9, .n_available = 3}).admitted, ElementsAre(3));
  Running nearly_done = running;
  for (RunningSequence& s : nearly_done) s.request.max_tokens = 20;  // no further page
  EXPECT_THAT(plan(waiting, nearly_done, {.n_pages = 9, .n_available = 1}).admitted, ElementsAre(3));
}

TEST(Scheduler, PagesPromisedToAPromptAreNotGivenToANewOne) {
  const Running running = {reads(1, kPage, 4 * kPage - 1)};  // holds 1 of 4
  EXPECT_THAT(plan({waits(2, 10)}, running, {.n_pages = 9, .n_available = 4}).admitted, IsEmpty());
  EXPECT_THAT(plan({waits(2, 10)}, running, {.n_pages = 9, .n_available = 5}).admitted, ElementsAre(2));
}

TEST(Scheduler, OnlyMatchedPagesThatAreInUseAreHadForNothing) {
  WaitingRequest w = waits(2, 3 * kPage + 1);
  w.n_matched = 3 * kPage;
  Running running = {generates(1, 3 * kPage + 2)};
  running[0].request.max_tokens = 4 * kPage;
  EXPECT_THAT(plan({w}, running, {.n_pages = 9, .n_available = 3}).admitted, IsEmpty());
  w.n_pages_in_use = 3;
  EXPECT_THAT(plan({w}, running, {.n_pages = 9, .n_available = 1}).admitted, ElementsAre(2));
}

TEST(Scheduler, NobodyPassesAPromptThatWaitsForPages) {
  const StepPlan p = plan({waits(2, 5 * kPage), waits(3, 5)}, {generates(1, 10)}, {.n_pages = 9, .n_available = 4});
  EXPECT_THAT(p.admitted, IsEmpty());
}

TEST(Scheduler, ARequestThatNobodyReadsIsNotAdmittedAndHoldsNobodyUp) {
  WaitingRequest unread = waits(1, 10);
  unread.request.stream = StreamState::kFull;
  EXPECT_THAT(plan({unread, waits(2, 10)}, {}).admitted, ElementsAre(2));
}

TEST(Scheduler, TheLastInRankGivesItsPagesUpWhenTheyRunOut) {
  const Running running = {generates(1, kPage + 1), generates(2, kPage + 1), generates(3, 10)};
  const StepPlan p = plan({}, running, {.n_pages = 3, .n_available = 0});
  EXPECT_THAT(p.preempted, ElementsAre(3, 2));
  EXPECT_THAT(p.rows, ElementsAre(rows(1, 1)));
}

TEST(Scheduler, ABatchAnswerGivesItsPagesUpBeforeAYoungerInteractiveOne) {
  const Running running = {generates(1, kPage + 1), generates(2, 10, Priority::kBatch), generates(3, 10)};
  const StepPlan p = plan({}, running, {.n_pages = 3, .n_available = 0});
  EXPECT_THAT(p.preempted, ElementsAre(2));
  EXPECT_THAT(p.rows, ElementsAre(rows(1, 1), rows(3, 1)));
}

TEST(Scheduler, AStalledAnswerGivesItsPagesUpFirst) {
  const Running running = {stalled(generates(1, 10)), generates(2, kPage + 1)};
  const StepPlan p = plan({}, running, {.n_pages = 2, .n_available = 0});
  EXPECT_THAT(p.preempted, ElementsAre(1));
  EXPECT_THAT(p.rows, ElementsAre(rows(2, 1)));
}

TEST(Scheduler, NobodyEntersOnPagesThatWereJustGivenUp) {
  const Running running = {generates(1, kPage + 1), generates(2, 3 * kPage)};
  const StepPlan p = plan({waits(3, 10)}, running, {.n_pages = 4, .n_available = 0});
  EXPECT_THAT(p.preempted, ElementsAre(2));
  EXPECT_THAT(p.admitted, IsEmpty());
}

TEST(Scheduler, PagesThatOnlyPreemptedSequencesSharedAreAvailable) {
  Running running = {generates(1, kPage + 1), generates(2, 10), generates(3, 10)};
  running[1].n_own_pages = running[2].n_own_pages = 0;
  const StepPlan p = plan({}, running, {.n_pages = 2, .n_available = 0});
  EXPECT_THAT(p.ended, IsEmpty());
  EXPECT_THAT(p.preempted, ElementsAre(3, 2));
  EXPECT_THAT(p.rows, ElementsAre(rows(1, 1)));
}

TEST(Scheduler, AnAnswerThatHasAllPagesEnds) {
  const StepPlan p = plan({}, {generates(1, 2 * kPage + 1)}, {.n_pages = 2, .n_available = 0});
  EXPECT_THAT(p.ended, ElementsAre(1));
  EXPECT_THAT(p.rows, IsEmpty());
}

TEST(Scheduler, APromptLongerThanAllPagesEndsAndHoldsNobodyUp) {
  const StepPlan p = plan({waits(1, 2 * kPage + 1), waits(2, 10)}, {}, {.n_pages = 2, .n_available = 2});
  EXPECT_THAT(p.ended, ElementsAre(1));
}

TEST(Scheduler, APromptThatFillsAllPagesIsStillAnsweredByOneToken) {
  EXPECT_THAT(plan({waits(1, 2 * kPage)}, {}, {.n_pages = 2, .n_available = 2}).admitted, ElementsAre(1));
}

TEST(Scheduler, AStalledAnswerMakesRoomForWhoeverWaits) {
  SchedulerLimits limits = kLimits;
  limits.max_sequences = 1;
  const StepPlan p = plan({waits(2, 10, Priority::kBatch)}, {stalled(generates(1, 10))}, kPlenty, limits);
  EXPECT_THAT(p.preempted, ElementsAre(1));
  EXPECT_THAT(p.admitted, ElementsAre(2));
  EXPECT_THAT(p.rows, ElementsAre(rows(2, 10)));
}

TEST(Scheduler, ABatchAnswerMakesRoomForAnInteractiveRequestOfBetterRank) {
  SchedulerLimits limits = kLimits;
  limits.max_sequences = 2;
  const Running running = {generates(1, 10), generates(2, 10, Priority::kBatch)};
  const StepPlan p = plan({waits(5, 10)}, running, kPlenty, limits);
  EXPECT_THAT(p.preempted, ElementsAre(2));
  EXPECT_THAT(p.admitted, ElementsAre(5));
  EXPECT_THAT(plan({waits(12, 10)}, running, kPlenty, limits).preempted, IsEmpty());
  EXPECT_THAT(plan({waits(5, 10, Priority::kBatch)}, running, kPlenty, limits).preempted, IsEmpty());
}

TEST(Scheduler, NobodyIsPreemptedWhenThatWouldNotMakeRoom) {
  const Running running = {generates(1, 4 * kPage), generates(2, 10, Priority::kBatch)};
  const StepPlan p = plan({waits(3, 3 * kPage)}, running, {.n_pages = 5, .n_available = 0});
  EXPECT_THAT(p.preempted, IsEmpty());
  EXPECT_THAT(p.rows, UnorderedElementsAre(rows(1, 1), rows(2, 1)));
}

TEST(Scheduler, APromptGetsFewerRowsWherePagesAreShort) {
  const Running running = {reads(1, 10, 90), reads(2, 10, 90)};
  EXPECT_THAT(plan({}, running, {.n_pages = 3, .n_available = 1}).rows, ElementsAre(rows(1, 50), rows(2, 50)));
  SchedulerLimits limits = kLimits;
  limits.max_rows = 200;
  EXPECT_THAT(plan({}, running, {.n_pages = 3, .n_available = 1}, limits).rows, ElementsAre(rows(1, 80), rows(2, 54)));
}

TEST(SchedulerDeathTest, RefusesInputThatCannotBe) {
  SchedulerLimits limits = kLimits;
  limits.max_sequences = 1;
  EXPECT_DEATH(plan({}, {generates(1, 10), generates(2, 10)}, kPlenty, limits), "bug at");
  EXPECT_DEATH(plan({}, {reads(1, 10, 10)}), "bug at");
  WaitingRequest w = waits(1, 10);
  w.n_matched = 10;
  EXPECT_DEATH(plan({w}, {}), "bug at");
}

}  // namespace
}  // namespace hearth::runtime
