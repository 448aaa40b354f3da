package io.tesela.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tesela.domain.failure.FailureCode;
import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.frame.ColorTags;
import io.tesela.domain.frame.Ratio;
import io.tesela.domain.frame.TimeBase;
import io.tesela.domain.frame.VideoFormat;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class WorkCountTest {
    private static final VideoFormat FORMAT =
            new VideoFormat(100, 10, new TimeBase(1, 1000), Ratio.UNKNOWN, Ratio.UNKNOWN, ColorTags.UNKNOWN);

    @Test
    void take_asManyFramesAsThereMayBe_passesAndOneMoreIsRefused() {
        WorkCount count = count(new DecodeLimits.Work(3, Duration.ofDays(1), 1_000_000));

        assertThatCode(() -> takeEach(count, 40, 0, 3)).doesNotThrowAnyException();

        assertThat(refused(count, 120, 40))
                .hasMessage(
                        "the video has more frames than 3, counted up to frame 3 (expected: less, or a server that is"
                                + " started with a larger --max-frames)");
    }

    @Test
    void take_theEndOfAFrameBeyondTheDuration_isRefusedWhereverTheVideoBegins() {
        WorkCount count = count(new DecodeLimits.Work(100, Duration.ofSeconds(2), 1_000_000));

        count.take(50_000, 1000);
        count.take(51_000, 1000);

        assertThat(refused(count, 51_001, 1000))
                .hasMessageContaining("is longer than 2.0 s")
                .hasMessageContaining("--max-duration");
    }

    /** 1000 pixels a frame, 5000 a second allowed: 50 frames at once, and then five a second. */
    @Test
    void take_moreFramesThanTheTimeAllows_isRefusedAfterTenSecondsWorth() {
        WorkCount count = count(new DecodeLimits.Work(1_000, Duration.ofDays(1), 5_000));

        assertThatCode(() -> takeEach(count, 1, 0, 50)).doesNotThrowAnyException();

        assertThat(refused(count, 50, 1)).hasMessageContaining("more than 5000 pixels for each of its seconds");
    }

    @Test
    void take_framesAtTheRateAllowed_passForEver() {
        WorkCount count = count(new DecodeLimits.Work(100_000, Duration.ofDays(1), 5_000));

        assertThatCode(() -> takeEach(count, 200, 0, 10_000)).doesNotThrowAnyException();
    }

    private static WorkCount count(DecodeLimits.Work limits) {
        return new WorkCount(limits, FORMAT);
    }

    private static void takeEach(WorkCount count, long millis, int from, int to) {
        for (int frame = from; frame < to; frame++) {
            count.take(frame * millis, millis);
        }
    }

    private static TeselaException refused(WorkCount count, long pts, long duration) {
        TeselaException failure = catchThrowableOfType(TeselaException.class, () -> count.take(pts, duration));
        assertThat(failure.code()).isEqualTo(FailureCode.TOO_LARGE);
        return failure;
    }
}
