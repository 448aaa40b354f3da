package io.tesela.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.ingest.testing.FakeDecoders;
import io.tesela.ingest.testing.TestIngest;
import io.tesela.kafka.flow.FlowRecord;
import io.tesela.kafka.flow.LogTail;
import io.tesela.kafka.memory.InMemoryBroker;
import io.tesela.kafka.memory.InMemoryTransport;
import io.tesela.kafka.progress.JobDirectory;
import io.tesela.kafka.progress.ProgressLog;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.resources.LoopResources;
import reactor.test.StepVerifier;

class IngestFailureTest {
    @TempDir
    Path data;

    @Test
    void failed_whenTheProgressLogEnds_saysSo() {
        // Given
        LoopResources loops = LoopResources.create("test-failure", 1, true);
        try (TestIngest other = TestIngest.start(data, new FakeDecoders());
                InMemoryTransport transport = new InMemoryTransport(new InMemoryBroker(), Schedulers.parallel());
                Ingest ingest = new Ingest(
                        other.context(),
                        transport,
                        new ProgressLog(new BrokenTail(), new JobDirectory()),
                        new AtomicInteger(1),
                        TestIngest::snapshot,
                        loops)) {
            // When
            ingest.start().block(TestIngest.PATIENCE);

            // Then
            StepVerifier.create(ingest.failed())
                    .expectErrorSatisfies(e -> assertThat(e).hasMessage("in-test cannot go on: progress log: planted"))
                    .verify(TestIngest.PATIENCE);
        } finally {
            loops.dispose();
        }
    }

    private static final class BrokenTail implements LogTail {
        @Override
        public Flux<FlowRecord> records() {
            return Flux.error(new IllegalStateException("planted"));
        }

        @Override
        public Mono<Void> caughtUp() {
            return Mono.empty();
        }
    }
}
