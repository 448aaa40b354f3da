package io.tesela.media.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Holds that a segment's bytes do not depend on what happens to lie in memory: x264 without {@code cpu-independent}
 * fails this where the width in macroblocks is no multiple of 8. One process repeats its own bytes even then.
 */
class EncoderDeterminismTest {
    private static final String WIDTH = "960";
    private static final String HEIGHT = "544";

    @ParameterizedTest
    @ValueSource(strings = {"libx264", "libopenh264"})
    void encode_inProcessesWithOtherMemory_givesTheSameBytes(String encoder) throws Exception {
        assumeTrue(FfmpegSegmentEncoderFactory.availableEncoders().contains(encoder));
        Process first = start("1", encoder);
        Process second = start("254", encoder);

        String one = output(first);
        String two = output(second);

        assertThat(one).hasSize(64).isEqualTo(two);
        assertThat(SegmentDigest.of(Integer.parseInt(WIDTH), Integer.parseInt(HEIGHT), encoder))
                .isEqualTo(one);
    }

    private static Process start(String fill, String encoder) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-Dorg.bytedeco.javacpp.maxphysicalbytes=0",
                "-Dorg.bytedeco.javacpp.maxbytes=0",
                "-cp",
                System.getProperty("java.class.path"),
                SegmentDigest.class.getName(),
                WIDTH,
                HEIGHT,
                encoder);
        // glibc fills fresh and freed memory with this; without mmap, so that large blocks are filled, too
        builder.environment().put("MALLOC_PERTURB_", fill);
        builder.environment().put("MALLOC_MMAP_THRESHOLD_", "4000000000");
        return builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    private static String output(Process process) throws IOException, InterruptedException {
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertThat(process.waitFor()).isZero();
        return output;
    }
}
