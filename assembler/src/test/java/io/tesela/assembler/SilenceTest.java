package io.tesela.assembler;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SilenceTest {
    private final Silence silence = new Silence(3);

    @Test
    void lasts_fewerHeartbeats_isFalse() {
        assertThat(silence.lasts()).isFalse();
        assertThat(silence.lasts()).isFalse();
        assertThat(silence.tooLong()).isFalse();
    }

    @Test
    void lasts_asManyHeartbeats_isTrue() {
        silence.lasts();
        silence.lasts();

        assertThat(silence.lasts()).isTrue();
        assertThat(silence.tooLong()).isTrue();
    }

    @Test
    void broken_countsAnew() {
        silence.lasts();
        silence.lasts();

        silence.broken();

        assertThat(silence.lasts()).isFalse();
        assertThat(silence.lasts()).isFalse();
        assertThat(silence.lasts()).isTrue();
    }
}
