package io.tesela.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MistypedWordTest {
    private static final String COMMANDS = "(expected: one of upload, jobs, status, fetch, cancel, completion)";
    private static final String UPLOAD = "(expected: a flag of client-cli upload); see client-cli upload --help";

    private final TestConsole printed = new TestConsole(false, Map.of());

    @ParameterizedTest
    @CsvSource({"uplaod --vidoe x, uplaod, upload", "job, job, jobs", "stauts 7f3a --watch, stauts, status"})
    void command_mistyped_isNamedWithTheOneThatWasMeant(String arguments, String word, String meant) {
        assertThat(run(arguments)).isEqualTo(ExitCode.USAGE);
        assertThat(printed.err())
                .isEqualTo("error: unknown command: " + word + ", did you mean " + meant + "? " + COMMANDS
                        + "; see client-cli --help\n");
    }

    @ParameterizedTest
    @CsvSource({"frobnicate", "x"})
    void command_likeNoOther_isNamedWithoutAGuess(String word) {
        assertThat(run(word)).isEqualTo(ExitCode.USAGE);
        assertThat(printed.err())
                .isEqualTo("error: unknown command: " + word + " " + COMMANDS + "; see client-cli --help\n");
    }

    @ParameterizedTest
    @CsvSource({
        "upload --vidoe x, --vidoe, --video",
        "upload --vidoe x --out y, --vidoe, --video",
        "upload --video x --filter sobel, --filter, --filters",
        "upload in.mp4 --vidoe, --vidoe, --video",
    })
    void flag_mistyped_isNamedWithTheOneThatWasMeant(String arguments, String word, String meant) {
        assertThat(run(arguments)).isEqualTo(ExitCode.USAGE);
        assertThat(printed.err())
                .isEqualTo("error: " + word + ": unknown, did you mean " + meant + "? " + UPLOAD + "\n");
    }

    @ParameterizedTest
    @CsvSource({"--nonsense", "--xy", "-9"})
    void flag_likeNoOther_isNamedWithoutAGuess(String word) {
        assertThat(run("upload --video x " + word)).isEqualTo(ExitCode.USAGE);
        assertThat(printed.err()).isEqualTo("error: " + word + ": unknown " + UPLOAD + "\n");
    }

    @ParameterizedTest
    @CsvSource({"upload in.mp4, in.mp4, upload", "status 7f3a 8a4b, 8a4b, status", "jobs 7f3a, 7f3a, jobs"})
    void argument_ofNoFlag_isNamed(String arguments, String word, String command) {
        assertThat(run(arguments)).isEqualTo(ExitCode.USAGE);
        assertThat(printed.err())
                .isEqualTo("error: unexpected argument: " + word + " (expected: a flag before it); see client-cli "
                        + command + " --help\n");
    }

    @ParameterizedTest
    @CsvSource({"upload, --video", "status, JOB"})
    void flag_missing_isStillSaidToBeMissing(String arguments, String missing) {
        assertThat(run(arguments)).isEqualTo(ExitCode.USAGE);
        assertThat(printed.err())
                .startsWith("error: Missing required ")
                .contains(missing)
                .hasLineCount(1);
    }

    private int run(String arguments) {
        return Main.run(printed.console(), Map.of(), arguments.split(" "));
    }
}
