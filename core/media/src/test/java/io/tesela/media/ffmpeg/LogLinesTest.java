package io.tesela.media.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.ffmpeg.global.avutil;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

class LogLinesTest {
    private final List<String> emitted = new ArrayList<>();
    private final LogLines lines = new LogLines((level, line) -> emitted.add(level + " " + line));

    @Test
    void append_fragments_emitsWholeLines() {
        lines.append(16, "[mov] ");
        lines.append(16, "moov ");
        lines.append(16, "atom not found\n\nsecond\nthi");
        lines.append(24, "rd\n");

        assertThat(emitted).containsExactly("16 [mov] moov atom not found", "16 second", "24 third");
    }

    @Test
    void append_repeatedLine_isLeftOut() {
        lines.append(16, "bad\nbad\nworse\nbad\n");

        assertThat(emitted).containsExactly("16 bad", "16 worse", "16 bad");
    }

    @Test
    void append_endlessLine_isCut() {
        for (int i = 0; i < 100; i++) {
            lines.append(16, "x".repeat(100));
        }
        lines.append(16, "\n");

        assertThat(emitted).singleElement().asString().hasSize(3 + 2048);
    }

    @Test
    void level_ofFfmpegsErrors_isWarn() {
        assertThat(FfmpegLog.level(avutil.AV_LOG_FATAL)).isEqualTo(Level.WARN);
        assertThat(FfmpegLog.level(avutil.AV_LOG_ERROR)).isEqualTo(Level.WARN);
        assertThat(FfmpegLog.level(avutil.AV_LOG_WARNING)).isEqualTo(Level.DEBUG);
        assertThat(FfmpegLog.level(avutil.AV_LOG_INFO)).isEqualTo(Level.TRACE);
    }
}
