package io.tesela.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What bash makes of the script. */
class CompletionTest {
    private static final Path BASH = Path.of("/bin/bash");

    /** Does what bash does at the tab key: calls the function that the script, $1, has registered, with the line, $2. */
    private static final String TAB = """
            set -e
            . "$1"
            compopt() { :; }  # refuses to work outside of a real completion
            words=($2)
            COMP_WORDS=("${words[@]}") COMP_CWORD=$((${#words[@]} - 1)) COMP_LINE=$2 COMP_POINT=${#2}
            registered=$(complete -p "${words[0]}")
            function=${registered#*-F }
            set +e
            "${function%% *}"
            printf '%s\\n' "${COMPREPLY[@]}"
            """;

    @TempDir
    Path directory;

    private final TestConsole printed = new TestConsole(false, Map.of());

    @ParameterizedTest
    @CsvSource({
        "client-cli up, upload",
        "client-cli upload --det, --detach",
        "client-cli upload --container f, fmp4",
        "client-cli upload --filters can, canny",
        "client-cli upload --on-missing w, wait",
        "client-cli status --wa, --watch",
        "client-cli completion --h, --help",
    })
    void script_inBash_completesTheLastWord(String line, String completed) throws Exception {
        assumeTrue(Files.isExecutable(BASH), "no bash");
        assertThat(Main.run(printed.console(), Map.of(), "completion")).isEqualTo(ExitCode.OK);
        Path script = Files.writeString(directory.resolve("completion.sh"), printed.out());

        assertThat(replies(script, line)).containsExactly(completed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"upload --video", "upload --out", "fetch --report", "status --config"})
    void script_inBash_completesTheNamesOfFiles(String flag) throws Exception {
        assumeTrue(Files.isExecutable(BASH), "no bash");
        assertThat(Main.run(printed.console(), Map.of(), "completion")).isEqualTo(ExitCode.OK);
        Path script = Files.writeString(directory.resolve("completion.sh"), printed.out());
        Path clip = Files.createFile(directory.resolve("clip.mp4"));

        assertThat(replies(script, "client-cli " + flag + " " + directory.resolve("cl")))
                .containsExactly(clip.toString());
    }

    @Test
    void script_byTheNameOfBefore_isTheSame() {
        assertThat(Main.run(printed.console(), Map.of(), "completion")).isEqualTo(ExitCode.OK);
        TestConsole before = new TestConsole(false, Map.of());
        assertThat(Main.run(before.console(), Map.of(), "generate-completion")).isEqualTo(ExitCode.OK);

        assertThat(before.out()).isEqualTo(printed.out()).startsWith("#!/usr/bin/env bash\n");
    }

    private static List<String> replies(Path script, String line) throws IOException, InterruptedException {
        Process bash = new ProcessBuilder(BASH.toString(), "--norc", "-c", TAB, "bash", script.toString(), line)
                .redirectErrorStream(true)
                .start();
        bash.getOutputStream().close();
        String said = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(bash.waitFor()).as(said).isZero();
        return said.lines().map(String::strip).toList();
    }
}
