package io.tesela.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class DownloadsTest {
    private final Downloads downloads = new Downloads(2);

    @Test
    void take_oneTooMany_isRefused_untilOneLeaves() {
        Downloads.Place first = downloads.take();
        downloads.take();
        assertThatThrownBy(downloads::take)
                .isInstanceOf(HttpRefusal.class)
                .hasMessage("too many videos are being read already (expected: at most 2)");
        assertThat(downloads.open()).isEqualTo(2);

        first.leave();

        assertThat(downloads.open()).isEqualTo(1);
        downloads.take();
    }

    /** A reader that goes behind the last byte both completes and cancels. */
    @Test
    void leave_twice_countsOnce() {
        Downloads.Place place = downloads.take();
        downloads.take();

        place.leave();
        place.leave();

        assertThat(downloads.open()).isEqualTo(1);
    }
}
