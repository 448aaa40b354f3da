package io.tesela.domain.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AudioFormatTest {
    @Test
    void of_bytes_givesThemBack() {
        byte[] box = {0, 0, 0, 8, 'm', 'p', '4', 'a'};

        assertThat(AudioFormat.of("aac", 48_000, 1024, box).sampleEntryBytes()).isEqualTo(box);
    }

    @ParameterizedTest
    @CsvSource({
        "'', 48000, 0, AAAA, codec",
        "aac, 0, 0, AAAA, timescale",
        "aac, 48000, -1, AAAA, primingTicks",
        "aac, 48000, 16777217, AAAA, primingTicks",
        "aac, 48000, 0, '', sampleEntry",
        "aac, 48000, 0, '?', base64",
    })
    void new_whatNoTrackHas_isRefused(String codec, int timescale, long priming, String entry, String named) {
        assertThatThrownBy(() -> new AudioFormat(codec, timescale, priming, entry))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(named);
    }

    @Test
    void new_sampleEntryLongerThanAny_isRefused() {
        assertThatThrownBy(() -> AudioFormat.of("aac", 48_000, 0, new byte[64 << 10]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("65536 at most");
    }
}
