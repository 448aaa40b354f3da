package io.tesela.ingest.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.domain.job.JobSpec;
import io.tesela.ingest.testing.BlockingSource;
import io.tesela.ingest.testing.FakeVideo;
import io.tesela.kafka.flow.FlowRecord;
import io.tesela.kafka.flow.Position;
import io.tesela.media.DecodeLimits;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** What an ingest says of one job in the progress log, and in which order. */
class JobLogEntryTest extends FrameFlowFixture {
    private static final String OPEN = JOB + "/open";
    private static final String ATTENDED = JOB + "/attended";

    private final JobLogEntry entry = new JobLogEntry(JOB, context(), () -> 0);
    private final JobSpec spec =
            spec(decoders.open(BlockingSource.of(FakeVideo.of(1, 0).bytes()), DecodeLimits.DEFAULT)
                    .format());

    @BeforeEach
    void open() {
        assertThat(entry.tryOpen()).isTrue();
        entry.open(spec).subscribe();
    }

    @Test
    void attend_saysThatSomebodyIsThere() {
        entry.attend().subscribe();

        assertThat(said()).containsExactly(OPEN, ATTENDED);
    }

    @Test
    void attend_onceItIsTakenOut_saysNothing() {
        entry.leave(true).subscribe();
        List<String> before = said();

        entry.attend().subscribe();

        assertThat(said()).isEqualTo(before);
    }

    @Test
    void attend_whileOneIsOnItsWay_saysItOnce() {
        // Given
        Sinks.Empty<Void> onItsWay = Sinks.empty();
        sink.answer(landed -> onItsWay.asMono().then(Mono.defer(() -> landed)));
        entry.attend().subscribe();

        // When
        entry.attend().subscribe();

        // Then
        assertThat(said()).containsExactly(OPEN, ATTENDED);
        onItsWay.tryEmitEmpty().orThrow();
        entry.attend().subscribe();
        assertThat(said()).containsExactly(OPEN, ATTENDED, ATTENDED);
    }

    @Test
    void leave_whileASignOfLifeIsOnItsWay_waitsForIt() {
        // Given
        Sinks.Empty<Void> onItsWay = Sinks.empty();
        sink.answer(landed -> onItsWay.asMono().then(Mono.defer(() -> landed)));
        entry.attend().subscribe();
        sink.answer(landed -> landed);

        // When
        entry.leave(true).subscribe();

        // Then
        assertThat(said()).as("no tombstone yet").containsExactly(OPEN, ATTENDED);
        assertThat(tombstones()).isZero();
        onItsWay.tryEmitEmpty().orThrow();
        assertThat(tombstones()).isPositive();
    }

    @Test
    void leave_afterASignOfLifeThatFailed_goesOn() {
        sink.answer(landed -> Mono.<List<Position>>error(new IllegalStateException("the broker is away")));
        entry.attend().onErrorComplete().subscribe();
        sink.answer(landed -> landed);

        entry.leave(true).subscribe();

        assertThat(tombstones()).isPositive();
    }

    private long tombstones() {
        return sink.sent().stream().filter(FlowRecord::tombstone).count();
    }

    private List<String> said() {
        return sink.sent().stream().map(record -> String.valueOf(record.key())).toList();
    }
}
