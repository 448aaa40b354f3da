package io.tesela.ingest.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.ingest.config.IngestConfig;
import io.tesela.ingest.spool.DiskQuota;
import io.tesela.ingest.spool.Spool;
import io.tesela.ingest.spool.StretchedFile;
import io.tesela.ingest.testing.TestClient;
import io.tesela.media.MediaSource;
import io.tesela.wire.ServerMessage.Grant;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.test.subscriber.TestSubscriber;

/** On the thread of the test, 1000 bytes ahead, 10,000 at most. */
class UploadTest {
    private static final int AHEAD = 1000;
    private static final int LARGEST = 10_000;
    private static final IngestConfig.Flow LIMITS = new IngestConfig.Flow(
            8, 1 << 20, 1 << 20, AHEAD, LARGEST, 1 << 20, 4, 1, IngestConfig.Flow.DEFAULT.cutAfter());

    @TempDir
    Path folder;

    private Spool spool;
    private MediaSource reader;
    private Upload upload;
    private TestSubscriber<Grant> granted;

    @BeforeEach
    void open() throws IOException {
        spool = new Spool(StretchedFile.whole(folder.resolve("upload"), new DiskQuota(1 << 30), 0));
        reader = spool.reader();
        upload = new Upload(spool, (bytes, sha256) -> {}, LIMITS, false, Schedulers.immediate());
        granted = TestSubscriber.create();
        upload.grants().subscribe(granted);
    }

    @AfterEach
    void close() throws IOException {
        spool.close();
    }

    @Test
    void grants_atTheStart_areWhatMayBeSentAhead() {
        assertThat(offsets()).containsExactly((long) AHEAD);
    }

    @Test
    void lengths_followTheUpload_andEndWithIt() throws IOException {
        TestSubscriber<Long> early = TestSubscriber.create();
        upload.lengths().subscribe(early);
        append(10);
        read(5);
        append(20);
        assertThat(early.getReceivedOnNext()).containsExactly(0L, 10L, 30L);
        assertThat(early.isTerminated()).isFalse();

        upload.complete(upload.takeOver(), null).block();

        assertThat(early.isTerminatedComplete()).isTrue();
        StepVerifier.create(upload.lengths()).expectNext(30L).verifyComplete();
    }

    @Test
    void grants_streamOfAnyKind_followTheReaderInStepsOfAQuarter() throws IOException {
        // Given
        append(AHEAD);
        assertThat(offsets()).containsExactly(1000L);

        // When: the decoder reads on, without a frame so far
        read(249);
        assertThat(offsets()).containsExactly(1000L);
        read(1);

        // Then
        assertThat(offsets()).containsExactly(1000L, 1250L);

        // When
        read(750);

        // Then
        assertThat(offsets()).endsWith(2000L);
    }

    @Test
    void grants_indexBehindTheSamples_followTheWriter() throws IOException {
        // When
        upload.append(upload.takeOver(), box("ftyp", 8)).block();
        upload.append(upload.takeOver(), box("mdat", 9000)).block();
        append(300);

        // Then
        assertThat(offsets()).containsExactly(1000L, 1316L);
        assertThat(spool.needsWholeFile()).contains(true);
    }

    @Test
    void grants_decoderHasAllItsFrames_followTheWriter() throws IOException {
        // Given
        append(AHEAD);

        // When
        upload.decoded();
        append(500);

        // Then
        assertThat(offsets()).containsExactly(1000L, 2000L, 2500L);
    }

    @Test
    void grants_nearTheLargestUpload_endOneByteBehindIt() throws IOException {
        // Given
        append(1);
        upload.decoded();

        // When
        for (int sent = 1; sent < LARGEST; sent += 999) {
            append(Math.min(999, LARGEST - sent));
        }

        // Then: a longer one is refused, not left waiting
        assertThat(offsets()).endsWith(10_001L);
        StepVerifier.create(upload.append(upload.takeOver(), ByteBuffer.allocate(1)))
                .verifyErrorSatisfies(error -> assertThat(error).isInstanceOfSatisfying(TeselaException.class, e -> {
                    assertThat(e.code()).isEqualTo(FailureCode.TOO_LARGE);
                    assertThat(e.sentence()).isEqualTo("upload: more than 10000 bytes (expected: at most that)");
                }));
    }

    @Test
    void grants_liveUpload_haveNoEnd() throws IOException {
        // Given
        Upload live = new Upload(spool, (bytes, sha256) -> {}, LIMITS, true, Schedulers.immediate());
        TestSubscriber<Grant> endless = TestSubscriber.create();
        live.grants().subscribe(endless);
        live.decoded();

        // When
        for (int sent = 0; sent < 3 * LARGEST; sent += AHEAD) {
            live.append(live.takeOver(), ByteBuffer.allocate(AHEAD)).block();
        }

        // Then
        assertThat(endless.getReceivedOnNext().get(endless.getReceivedOnNext().size() - 1))
                .isEqualTo(new Grant(3L * LARGEST + AHEAD));
    }

    @Test
    void append_liveUploadThatMustBeWhole_isRefused() {
        // Given: an MP4 whose index has not come before its media
        Upload live = new Upload(spool, (bytes, sha256) -> {}, LIMITS, true, Schedulers.immediate());
        live.append(live.takeOver(), box("ftyp", 8)).block();

        // When, Then
        StepVerifier.create(live.append(live.takeOver(), box("mdat", 900)))
                .expectErrorSatisfies(error -> assertThat(error)
                        .hasMessageStartingWith("live: this video can be decoded only when all of it is there"))
                .verify();
    }

    @Test
    void append_liveUploadThatDoesNotSayWhatItIs_isRefusedOnceItIsFarAhead() {
        // Given: a box that may be as large as it likes before the index
        Upload live = new Upload(spool, (bytes, sha256) -> {}, LIMITS, true, Schedulers.immediate());
        live.append(live.takeOver(), box("ftyp", 8)).block();
        live.append(live.takeOver(), box("free", 1 << 30)).block();
        live.append(live.takeOver(), ByteBuffer.allocate(AHEAD - 16)).block();

        // When, Then
        StepVerifier.create(live.append(live.takeOver(), ByteBuffer.allocate(1)))
                .expectErrorSatisfies(
                        error -> assertThat(error).hasMessageStartingWith("live: this video can be decoded only"))
                .verify();
    }

    @Test
    void grants_withoutDemand_areOneWhenThereIsSome() throws IOException {
        // Given
        TestSubscriber<Grant> slow = TestSubscriber.builder().initialRequest(0).build();
        Upload other = new Upload(spool, (bytes, sha256) -> {}, LIMITS, false, Schedulers.immediate());
        other.grants().subscribe(slow);
        other.decoded();
        other.append(other.takeOver(), ByteBuffer.allocate(400)).block();
        other.append(other.takeOver(), ByteBuffer.allocate(400)).block();
        assertThat(slow.getReceivedOnNext()).isEmpty();

        // When
        slow.request(10);

        // Then
        assertThat(slow.getReceivedOnNext()).extracting(Grant::offset).containsExactly(1800L);
    }

    @Test
    void grants_cancelled_theUploadGoesOn() throws IOException {
        // Given
        granted.cancel();

        // When
        upload.append(upload.takeOver(), ByteBuffer.allocate(400)).block();
        upload.decoded();

        // Then
        assertThat(offsets()).containsExactly((long) AHEAD);
        TestSubscriber<Grant> other = TestSubscriber.create();
        upload.grants().subscribe(other);
        assertThat(other.getReceivedOnNext()).isNotEmpty();
    }

    @Test
    void append_beyondTheGrant_waitsForTheReader() throws IOException {
        // Given
        append(AHEAD);
        TestSubscriber<Long> written = TestSubscriber.create();

        // When
        upload.append(upload.takeOver(), ByteBuffer.allocate(600)).subscribe(written);
        read(599);
        assertThat(written.isTerminated()).isFalse();
        assertThat(spool.written()).isEqualTo(AHEAD);
        read(1);

        // Then
        assertThat(written.getReceivedOnNext()).containsExactly(1600L);
    }

    @Test
    void append_moreThanMayEverBeAhead_goesOnceTheReaderHasNothing() throws IOException {
        // Given
        append(AHEAD);
        TestSubscriber<Long> written = TestSubscriber.create();

        // When
        upload.append(upload.takeOver(), ByteBuffer.allocate(3 * AHEAD)).subscribe(written);
        read(AHEAD - 1);
        assertThat(written.isTerminated()).isFalse();
        read(1);

        // Then
        assertThat(written.getReceivedOnNext()).containsExactly(4L * AHEAD);
    }

    @Test
    void append_cancelledWhileItWaits_writesNothing() throws IOException {
        // Given
        append(AHEAD);
        TestSubscriber<Long> written = TestSubscriber.create();
        upload.append(upload.takeOver(), ByteBuffer.allocate(600)).subscribe(written);

        // When
        written.cancel();
        read(AHEAD);

        // Then
        assertThat(spool.written()).isEqualTo(AHEAD);
    }

    @Test
    void complete_rightChecksum_endsTheGrantsAndTheWaits() throws IOException {
        // Given
        append(10);
        TestSubscriber<Void> completed = TestSubscriber.create();
        upload.completed().subscribe(completed);

        // When
        upload.complete(upload.takeOver(), TestClient.sha256(new byte[10])).block();

        // Then
        assertThat(granted.isTerminatedComplete()).isTrue();
        assertThat(completed.isTerminatedComplete()).isTrue();
        StepVerifier.create(upload.decodable()).verifyComplete();
    }

    @Test
    void complete_wrongChecksum_failsTheReaders() throws IOException {
        // Given
        append(10);
        read(10);

        // Then
        StepVerifier.create(upload.complete(upload.takeOver(), "0".repeat(64)))
                .verifyErrorMatches(UploadTest::isMismatch);
        StepVerifier.create(Mono.fromCallable(() -> readOne(spool.reader())))
                .verifyErrorMatches(UploadTest::isMismatch);
    }

    @Test
    void decodable_streamOfAnyKind_isThatAfterItsFirstBytes() throws IOException {
        // Given
        TestSubscriber<Void> decodable = TestSubscriber.create();
        upload.decodable().subscribe(decodable);
        append(7);
        assertThat(decodable.isTerminated()).isFalse();

        // When
        append(1);

        // Then
        assertThat(decodable.isTerminatedComplete()).isTrue();
    }

    private static boolean isMismatch(Throwable error) {
        return error instanceof TeselaException e && e.code() == FailureCode.CHECKSUM_MISMATCH;
    }

    private List<Long> offsets() {
        return granted.getReceivedOnNext().stream().map(Grant::offset).toList();
    }

    private void append(int bytes) {
        upload.append(upload.takeOver(), ByteBuffer.allocate(bytes)).block();
    }

    private void read(int bytes) throws IOException {
        assertThat(reader.read(new byte[bytes], 0, bytes)).isEqualTo(bytes);
    }

    private static int readOne(MediaSource reader) throws IOException {
        return reader.read(new byte[100], 0, 100);
    }

    private static ByteBuffer box(String type, int size) {
        return ByteBuffer.allocate(8)
                .putInt(size)
                .put(type.getBytes(StandardCharsets.US_ASCII))
                .rewind();
    }
}
