package io.tesela.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tesela.ingest.config.IngestConfig;
import io.tesela.media.DecodeLimits;
import io.tesela.media.process.DecoderBounds;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;

class VideoLimitOptionsTest {
    /** Any command that has the options. */
    @Command
    private static final class Server {
        @Mixin
        private VideoLimitOptions options = new VideoLimitOptions();

        DecodeLimits limits(String... arguments) {
            CommandLine parsed = new CommandLine(this);
            parsed.parseArgs(arguments);
            return options.limits(parsed.getCommandSpec());
        }

        DecoderBounds bounds(String... arguments) {
            CommandLine parsed = new CommandLine(this);
            parsed.parseArgs(arguments);
            return options.bounds(parsed.getCommandSpec());
        }
    }

    @Test
    void limits_nothingSaid_areTheDefaults() {
        assertThat(new Server().limits()).isEqualTo(DecodeLimits.DEFAULT.withAudio(IngestConfig.AUDIO_BYTES));
        assertThat(new Server().bounds()).isEqualTo(DecoderBounds.DEFAULT);
    }

    @Test
    void limits_allSaid_areWhatWasSaid() {
        assertThat(new Server()
                        .limits(
                                "--max-frame-size=3840x2160",
                                "--max-frame-pixels=1000",
                                "--max-frames=2",
                                "--max-duration=3",
                                "--max-pixels-per-second=4",
                                "--max-tracks=5",
                                "--max-probe=6000",
                                "--max-audio-ahead=7"))
                .isEqualTo(new DecodeLimits(
                        new DecodeLimits.Frame(3840, 2160, 1000),
                        new DecodeLimits.Work(2, Duration.ofSeconds(3), 4),
                        5,
                        6000,
                        7));
        assertThat(new Server().bounds("--max-decoder-time=5", "--max-decoder-memory=1000000000"))
                .isEqualTo(new DecoderBounds(Duration.ofSeconds(5), 1_000_000_000));
    }

    @ParameterizedTest
    @CsvSource({
        "--max-frame-size, 100, width x height",
        "--max-frame-size, 0x5, ''",
        "--max-frame-pixels, 0, 1 or more",
        "--max-frames, 0, 1 or more",
        "--max-duration, 0, 1 to 316224000",
        "--max-pixels-per-second, -1, 1 or more",
        "--max-tracks, 0, 1 to 10000",
        "--max-probe, 100, 4096 to 268435456",
        "--max-audio-ahead, 99999999, 1 to 12582912"
    })
    void limits_whatMakesNoSense_isRefusedByName(String flag, String value, String expected) {
        assertThatThrownBy(() -> new Server().limits(flag, value))
                .isInstanceOf(ParameterException.class)
                .hasMessageStartingWith(flag + ": ")
                .hasMessageContaining("(expected: ")
                .hasMessageContaining(expected);
    }

    @ParameterizedTest
    @CsvSource({"--max-decoder-time, 0, 1 to 86400", "--max-decoder-memory, 1000, 268435456 or more"})
    void bounds_whatMakesNoSense_isRefusedByName(String flag, String value, String expected) {
        assertThatThrownBy(() -> new Server().bounds(flag, value))
                .isInstanceOf(ParameterException.class)
                .hasMessageStartingWith(flag + ": ")
                .hasMessageContaining(expected);
    }
}
