package io.tesela.assembler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tesela.assembler.testing.FakeEncoders;
import io.tesela.assembler.testing.MadeJob;
import io.tesela.domain.failure.FailureCode;
import io.tesela.kafka.flow.FlowRecord;
import io.tesela.kafka.record.ProgressRecord.Checkpoint;
import io.tesela.kafka.record.ProgressRecord.MissingTiles;
import io.tesela.kafka.record.ProgressRecord.Opened;
import io.tesela.kafka.record.ProgressRecordCodec;
import io.tesela.kafka.record.ResultRecord;
import io.tesela.kafka.record.ResultRecord.TileStatus;
import io.tesela.kafka.record.ResultRecordCodec;
import io.tesela.kafka.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What an assembler does with records that are not what they should be: no job waits for ever, and none notices another's. */
class AssemblerMalformedTest {
    private final Service service = new Service();
    private final MadeJob bad = Service.job("job-bad", 4, 2);
    private final MadeJob good = Service.job("job-good", 4, 2);
    private @Nullable Worker worker;

    @AfterEach
    void close() {
        if (worker != null) {
            worker.close();
            assertThat(worker.encoders().misuses()).isEmpty();
        }
        service.close();
    }

    @Test
    void results_malformedTileResults_areSetAsideAndMadeGood() {
        begin();
        service.results(List.of(bad.manifest(0)));

        // Given: two that cannot be read, and two that do not fit
        service.send(List.of(
                damaged(bad.filtered(0, 0), AssemblerMalformedTest::newer),
                damaged(bad.filtered(0, 1), AssemblerMalformedTest::cut)));
        service.results(List.of(
                bad.result(bad.filtered(0, 2).verdict(), new byte[1]),
                bad.result(bad.verdict(0, 99, 1, TileStatus.FILTERED, "p", 1), new byte[1])));
        await().atMost(Service.PATIENCE)
                .untilAsserted(() -> assertThat(service.deadTiles()).hasSize(4));
        await().atMost(Service.PATIENCE)
                .untilAsserted(() -> assertThat(service.checkpoints(bad.id()))
                        .last()
                        .extracting(Checkpoint::missing)
                        .isEqualTo(List.of(new MissingTiles(0, List.of(0, 1, 2, 3)))));

        // When: they come again, as ingest has them sent
        service.results(bad.records());

        // Then
        service.awaitComplete(bad);
        service.awaitAllCommitted();
        assertThat(service.receipts(bad.id()))
                .allMatch(receipt -> receipt.degraded().isEmpty());
        assertThat(service.failures(bad.id())).isEmpty();
        assertThat(service.deadTiles()).hasSize(4).allSatisfy(dead -> {
            assertThat(dead.key()).isEqualTo("job-bad");
            assertThat(new String(Objects.requireNonNull(dead.header("cause")), StandardCharsets.UTF_8))
                    .contains("expected");
        });
        assertThat(service.deadTiles().get(0).value())
                .isEqualTo(bad.filtered(0, 0).output());
    }

    static Stream<Arguments> fatal() {
        MadeJob bad = Service.job("job-bad", 4, 2);
        return Stream.of(
                Arguments.of("manifest of a later version", damaged(bad.manifest(1), AssemblerMalformedTest::newer)),
                Arguments.of("manifest cut off", damaged(bad.manifest(1), AssemblerMalformedTest::cut)),
                Arguments.of("end cut off", damaged(bad.closed(), AssemblerMalformedTest::cut)),
                Arguments.of("no header", record("job-bad", Map.of())),
                Arguments.of("a version and no type", record("job-bad", Map.of("tesela", new byte[] {1}))),
                Arguments.of("a kind not known", record("job-bad", Map.of("tesela", new byte[] {1, 7}))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("fatal")
    void results_anythingElseUnreadable_failsItsJobAndNoOther(String what, FlowRecord unreadable) {
        begin();

        service.results(bad.frame(0));
        service.send(List.of(unreadable));
        service.results(bad.frames(2, 4));
        service.results(good.records());

        assertFailed("cannot be read");
        assertThat(service.receipts(bad.id())).as(what).isEmpty();
    }

    @Test
    void results_firstRecordOfAJobUnreadable_failsIt() {
        begin();

        service.send(List.of(damaged(bad.manifest(0), AssemblerMalformedTest::newer)));
        service.results(bad.frames(1, 4));
        service.results(good.records());

        assertFailed("cannot be read");
    }

    @Test
    void results_anEndThatContradictsTheManifests_failsItsJobAndNoOther() {
        begin();

        service.results(bad.frames(0, 3));
        service.results(List.of(new ResultRecord.JobClosed(bad.id(), 2)));
        service.results(good.records());

        assertFailed("JobClosed contradicts");
    }

    @Test
    void results_unreadableOfNobody_arePassedOver() {
        begin();

        service.send(List.of(
                record(null, Map.of()),
                record("Not an id", Map.of("tesela", new byte[] {1, 7})),
                record("job-unknown", Map.of())));
        service.results(good.records());

        service.awaitComplete(good);
        service.awaitAllCommitted();
        assertThat(service.deadTiles()).isEmpty();
    }

    @Test
    void job_openedByARecordThatCannotBeRead_fails() {
        worker = new Worker(service, "a1", new FakeEncoders());
        FlowRecord open = ProgressRecordCodec.encode(new Opened(bad.spec(), "ingest-1"), Service.PROGRESS_PARTITIONS);
        service.send(List.of(FlowRecord.inPartition(Topics.PROGRESS, 0, open.key(), open.value(), Map.of())));
        service.open(good);

        service.results(bad.records());
        service.results(good.records());

        assertFailed("the record that opens this job");
    }

    private void begin() {
        worker = new Worker(service, "a1", new FakeEncoders());
        service.open(bad);
        service.open(good);
    }

    private void assertFailed(String why) {
        await().atMost(Service.PATIENCE).until(() -> !service.failures(bad.id()).isEmpty());
        service.awaitComplete(good);
        service.awaitAllCommitted();
        assertThat(service.failures(good.id())).isEmpty();
        assertThat(service.failures(bad.id())).singleElement().satisfies(failure -> {
            assertThat(failure.code()).isEqualTo(FailureCode.INTERNAL);
            assertThat(failure.message()).contains(why).contains("expected");
        });
    }

    private static byte[] newer(byte[] header) {
        byte[] newer = header.clone();
        newer[0] = 9;
        return newer;
    }

    private static byte[] cut(byte[] header) {
        return Arrays.copyOf(header, header.length - 1);
    }

    private static FlowRecord damaged(ResultRecord result, UnaryOperator<byte[]> damage) {
        FlowRecord record = ResultRecordCodec.encode(result);
        byte[] header = Objects.requireNonNull(record.header("tesela"));
        return FlowRecord.keyed(
                Topics.RESULTS, result.job().value(), record.value(), Map.of("tesela", damage.apply(header)));
    }

    private static FlowRecord record(@Nullable String key, Map<String, byte[]> headers) {
        return key == null
                ? FlowRecord.inPartition(Topics.RESULTS, 0, null, new byte[3], headers)
                : FlowRecord.keyed(Topics.RESULTS, key, new byte[3], headers);
    }
}
