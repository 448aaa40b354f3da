package io.tesela.domain.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RecentFramesTest {
    private final PixelBuffer first = frame();
    private final PixelBuffer second = frame();
    private final PixelBuffer third = frame();

    @Test
    void with_givesAsManyAsAreThere_newestFirst() {
        RecentFrames recent = new RecentFrames(1);

        assertThat(recent.with(first)).containsExactly(first);
        assertThat(recent.with(second)).containsExactly(second, first);
        assertThat(recent.with(third)).containsExactly(third, second);
    }

    @Test
    void with_whereNobodyLooksBack_givesTheFrameAlone() {
        RecentFrames recent = new RecentFrames(0);

        assertThat(recent.with(first)).containsExactly(first);
        assertThat(recent.with(second)).containsExactly(second);
    }

    @Test
    void clear_forgetsAll() {
        RecentFrames recent = new RecentFrames(2);
        recent.with(first);

        recent.clear();

        assertThat(recent.with(second)).containsExactly(second);
    }

    @Test
    void recentFrames_ofLessThanNone_areRefused() {
        assertThatThrownBy(() -> new RecentFrames(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("before: -1 (expected: 0 or more)");
    }

    private static PixelBuffer frame() {
        return PixelBuffer.allocate(PixelLayout.LUMA, 16, 16);
    }
}
