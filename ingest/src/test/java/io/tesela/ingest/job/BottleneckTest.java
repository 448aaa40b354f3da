package io.tesela.ingest.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.domain.report.LatencyHistogram;
import io.tesela.domain.report.ProcessUse;
import io.tesela.domain.report.ProcessorShare;
import io.tesela.ingest.job.Bottleneck.Facts;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class BottleneckTest {
    private static final Duration WORKING = Duration.ofSeconds(10);
    private static final Duration SOME = Duration.ofSeconds(2);
    private static final Duration NONE = Duration.ZERO;

    @Test
    void sentence_decoderHeldByTheClient_blamesTheClient() {
        assertThat(Bottleneck.sentence(facts(SOME, NONE, 0.75, 5, 0)))
                .isEqualTo("client-bound: the decoder waited 75 % of the time for the client, which stored 0.5 MB/s");
    }

    @Test
    void sentence_decoderHeldByTheUpload_blamesTheUpload() {
        assertThat(Bottleneck.sentence(facts(Duration.ofSeconds(9), Duration.ofSeconds(6), 0, 5, 0)))
                .isEqualTo("upload-bound: the decoder waited 60 % of the time for the video, which came at 2.0 MB/s");
    }

    @Test
    void sentence_decoderBusy_blamesIt() {
        assertThat(Bottleneck.sentence(facts(Duration.ofSeconds(9), Duration.ofSeconds(1), 0, 5, 0)))
                .isEqualTo("decode-bound: the decoder was busy 80 % of the time");
    }

    @Test
    void sentence_framesWithTheProcessors_saysWhatOneMoreWouldGive() {
        assertThat(Bottleneck.sentence(facts(SOME, NONE, 0.1, 8, 2)))
                .isEqualTo("filter-bound: 2 processors filtered 97 % of the time; one more would give at most 1.5x");
    }

    @Test
    void sentence_framesWithProcessorsThatAreIdle_blamesTheWay() {
        Facts idle = new Facts(
                WORKING,
                SOME,
                NONE,
                0.1,
                8,
                2,
                20_000_000,
                5_000_000,
                List.of(processor("p1", 2_000_000), processor("p2", 3_000_000)));

        assertThat(Bottleneck.sentence(idle))
                .isEqualTo(
                        "transport-bound: 8.0 frames were under way to the processors and back, which filtered only 25 %"
                                + " of the time; fewer, larger tiles or more CPU would help, more processors would not");
    }

    @Test
    void sentence_framesBeforeTheEncoder_saysThatProcessorsDoNotHelp() {
        assertThat(Bottleneck.sentence(facts(SOME, NONE, 0.1, 2, 8)))
                .isEqualTo(
                        "encode-bound: 8.0 frames waited for the job's one encoder, and 2.0 were being filtered; more"
                                + " processors would give nothing");
    }

    @Test
    void sentence_jobOfNoTime_divides() {
        Facts nothing = new Facts(NONE, NONE, NONE, 0, 0, 0, 0, 0, List.of());

        assertThat(Bottleneck.sentence(nothing))
                .isEqualTo("filter-bound: no processor filtered any tile of this job; one would help");
    }

    private static Facts facts(
            Duration decoding, Duration uploadWait, double heldByClient, double filtering, double encoding) {
        return new Facts(
                WORKING,
                decoding,
                uploadWait,
                heldByClient,
                filtering,
                encoding,
                20_000_000,
                5_000_000,
                List.of(processor("p1", 9_900_000), processor("p2", 9_500_000)));
    }

    private static ProcessorShare processor(String id, long micros) {
        return new ProcessorShare(id, 1, LatencyHistogram.EMPTY.with(micros), ProcessUse.NONE);
    }
}
