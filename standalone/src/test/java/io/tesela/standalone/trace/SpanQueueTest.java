package io.tesela.standalone.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.exporter.internal.FailedExportException;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.common.export.HttpResponse;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.tesela.telemetry.RoleMeters;
import io.tesela.telemetry.TelemetryNames;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;

class SpanQueueTest {
    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final VirtualTimeScheduler timer = VirtualTimeScheduler.create();
    private final Endpoint endpoint = new Endpoint();
    private final SpanQueue queue = new SpanQueue(endpoint, new RoleMeters(registry), Schedulers.immediate(), timer);
    private final SdkTracerProvider provider =
            SdkTracerProvider.builder().addSpanProcessor(queue).build();
    private final Disposable running = queue.run().subscribe();

    @AfterEach
    void close() {
        running.dispose();
        provider.close();
        registry.close();
    }

    @Test
    void spans_areExported_aBatchAtATime() {
        // Given
        end(SpanQueue.BATCH + 1);

        // When
        nextSecond();

        // Then
        assertThat(endpoint.sizes).containsExactly(SpanQueue.BATCH);
        endpoint.answer(CompletableResultCode.ofSuccess());
        assertThat(endpoint.sizes).containsExactly(SpanQueue.BATCH, 1);
        endpoint.answer(CompletableResultCode.ofSuccess());
        assertThat(spans("exported")).isEqualTo(SpanQueue.BATCH + 1);
    }

    @Test
    void endpoint_thatNeverAnswers_costsNoMoreThanAQueue() {
        // Given
        end(1);
        nextSecond();

        // When
        end(SpanQueue.MOST_SPANS + 3);
        nextSecond();
        nextSecond();

        // Then
        assertThat(endpoint.sizes).containsExactly(1);
        assertThat(spans("dropped")).isEqualTo(3);
    }

    @Test
    void batch_thatIsNotTaken_isLost_andTheNextOneGoes() {
        // Given
        end(2);
        nextSecond();

        // When
        endpoint.answer(CompletableResultCode.ofExceptionalFailure(new IllegalStateException("away")));
        end(1);
        nextSecond();
        endpoint.answer(CompletableResultCode.ofSuccess());

        // Then
        assertThat(spans("lost")).isEqualTo(2);
        assertThat(spans("exported")).isEqualTo(1);
    }

    /** As where the headers of a response come and its body does not: the exporter waits for ever. */
    @Test
    void batch_thatIsNotAnsweredInTime_isLost_andTheNextOneGoes() {
        // Given
        end(2);
        nextSecond();
        end(1);

        // When
        timer.advanceTimeBy(SpanQueue.PATIENCE);

        // Then
        assertThat(spans("lost")).isEqualTo(2);
        assertThat(endpoint.sizes).containsExactly(2, 1);
        endpoint.answer(CompletableResultCode.ofSuccess());
        assertThat(spans("exported")).isEqualTo(1);
    }

    @Test
    void batch_thatIsAnsweredTooLate_isCountedOnce() {
        // Given
        end(2);
        nextSecond();
        timer.advanceTimeBy(SpanQueue.PATIENCE);

        // When
        endpoint.answer(CompletableResultCode.ofSuccess());

        // Then
        assertThat(spans("lost")).isEqualTo(2);
        assertThat(spans("exported")).isZero();
    }

    @Test
    void cause_ofARefusal_isItsStatus() {
        assertThat(SpanQueue.cause(FailedExportException.httpFailedWithResponse(new Refusal())))
                .isEqualTo("HTTP status 404");
    }

    @Test
    void cause_ofWhatWasNotAnswered_isWhy() {
        IOException why = new IOException("reset");

        assertThat(SpanQueue.cause(FailedExportException.httpFailedExceptionally(why)))
                .isSameAs(why);
    }

    @Test
    void run_cancelled_asksTheEndpointNoMore() {
        // Given
        end(1);

        // When
        running.dispose();
        nextSecond();

        // Then
        assertThat(endpoint.sizes).isEmpty();
    }

    @Test
    void finish_waitsForTheBatchOnItsWay_andSendsTheRest() {
        // Given
        end(1);
        nextSecond();
        running.dispose();
        end(1);

        // When
        StepVerifier.FirstStep<Void> finish = StepVerifier.create(queue.finish());

        // Then
        finish.expectSubscription()
                .then(() -> assertThat(endpoint.sizes).containsExactly(1))
                .then(() -> endpoint.answer(CompletableResultCode.ofSuccess()))
                .then(() -> assertThat(endpoint.sizes).containsExactly(1, 1))
                .then(() -> endpoint.answer(CompletableResultCode.ofSuccess()))
                .verifyComplete();
    }

    private void end(int spans) {
        for (int i = 0; i < spans; i++) {
            provider.get("test").spanBuilder("span").startSpan().end();
        }
    }

    private void nextSecond() {
        timer.advanceTimeBy(Duration.ofSeconds(1));
    }

    private double spans(String outcome) {
        return registry.get(TelemetryNames.SPANS)
                .tag(TelemetryNames.OUTCOME, outcome)
                .counter()
                .count();
    }

    private static final class Refusal implements HttpResponse {
        @Override
        public int getStatusCode() {
            return 404;
        }

        @Override
        public String getStatusMessage() {
            return "";
        }

        @Override
        public byte[] getResponseBody() {
            return new byte[0];
        }
    }

    /** Answers when it is told to. */
    private static final class Endpoint implements SpanExporter {
        private final List<Integer> sizes = new ArrayList<>();
        private CompletableResultCode open = new CompletableResultCode();

        @Override
        public CompletableResultCode export(Collection<SpanData> spans) {
            sizes.add(spans.size());
            open = new CompletableResultCode();
            return open;
        }

        void answer(CompletableResultCode answer) {
            if (answer.isSuccess()) {
                open.succeed();
            } else {
                open.failExceptionally(answer.getFailureThrowable());
            }
        }

        @Override
        public CompletableResultCode flush() {
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode shutdown() {
            return CompletableResultCode.ofSuccess();
        }
    }
}
