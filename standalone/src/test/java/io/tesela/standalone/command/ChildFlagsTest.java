package io.tesela.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.client.ConfigFile;
import io.tesela.client.Console;
import io.tesela.client.EnvironmentDefaults;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class ChildFlagsTest {
    @Command(name = "tesela")
    private static final class Top extends ConfigFile {}

    @Test
    void ingest_getsWhatItWasGivenAndTheDefaultsOfTheOthers() {
        // When
        List<String> flags = flags(Map.of(), "--tiles", "4x2", "--crf=30", "--bind", "::1", "--verbose")
                .of("ingest", "ingest");

        // Then
        assertThat(flags)
                .contains(
                        "--bind=::1",
                        "--tiles=4x2",
                        "--crf=30",
                        "--verbose",
                        "--filters=canny,blur:3",
                        "--window-frames=16",
                        "--partitioning=TILE")
                .noneMatch(flag -> flag.startsWith("--max-jobs-per-client"));
    }

    @Test
    void flags_ofManyValues_arePassedOnOneByOne() {
        assertThat(flags(Map.of(), "--host-name=a.example,b.example").of("ingest", "ingest"))
                .contains("--host-name=a.example", "--host-name=b.example");
        assertThat(flags(Map.of()).of("ingest", "ingest")).noneMatch(flag -> flag.startsWith("--host-name"));
    }

    /** Where a child is, and with what, is not what its parent was told for itself. */
    @ParameterizedTest
    @ValueSource(strings = {"broker", "ingest", "assembler", "tile-processor"})
    void child_isNotToldWhereItsParentIs(String role) {
        // When
        List<String> flags = flags(
                        Map.of("TESELA_CONFIG", "/etc/x"),
                        "--port=1",
                        "--preview-port=2",
                        "--kafka-port=3",
                        "--data=/data",
                        "--processes",
                        "--processors=2")
                .of(role, role);

        // Then
        assertThat(flags)
                .noneMatch(flag -> flag.startsWith("--port")
                        || flag.startsWith("--preview-port")
                        || flag.startsWith("--metrics-port")
                        || flag.startsWith("--kafka")
                        || flag.startsWith("--data")
                        || flag.startsWith("--config")
                        || flag.startsWith("--process")
                        || flag.startsWith("--help"));
        assertThat(flags.stream().anyMatch(flag -> flag.startsWith("--bind"))).isEqualTo(role.equals("ingest"));
    }

    @Test
    void flags_fromTheEnvironment_arePassedOnAsFlags() {
        // Given
        Map<String, String> environment = Map.of("TESELA_CRF", "31", "TESELA_TILE_TIMEOUT", "7");

        // Then
        assertThat(flags(environment).of("ingest", "ingest")).contains("--crf=31");
        assertThat(flags(environment).of("tile-processor", "processor-1")).contains("--tile-timeout=7");
    }

    /** How often frames are traced is for the ingest to say; the broker traces nothing. */
    @Test
    void tracing_isPassedOn_toWhoTraces() {
        // Given
        ChildFlags flags = flags(Map.of("TESELA_OTLP", "http://localhost:4318"), "--otlp-frames=5");

        // Then
        assertThat(flags.of("ingest", "ingest")).contains("--otlp=http://localhost:4318", "--otlp-frames=5");
        for (String role : List.of("assembler", "tile-processor")) {
            assertThat(flags.of(role, role))
                    .contains("--otlp=http://localhost:4318")
                    .noneMatch(flag -> flag.startsWith("--otlp-frames"));
        }
        assertThat(flags.of("broker", "broker")).noneMatch(flag -> flag.startsWith("--otlp"));
    }

    @Test
    void parallelism_isSharedByProcessorsAlone() {
        assertThat(flags(Map.of(), "--parallelism=8").of("tile-processor", "processor-1"))
                .containsOnlyOnce("--parallelism=2");
        assertThat(flags(Map.of(), "--parallelism=8").of("assembler", "assembler"))
                .contains("--parallelism=8");
        assertThat(flags(Map.of(), "--parallelism=1").of("tile-processor", "processor-1"))
                .contains("--parallelism=1");
    }

    @ParameterizedTest
    @CsvSource({
        "/var/log/up.log, /var/log/up-processor-1.log",
        "up, up-processor-1",
        ".up, .up-processor-1",
        "logs.d/up, logs.d/up-processor-1"
    })
    void log_isAFileOfEachChild(String given, String childs) {
        assertThat(flags(Map.of(), "--log", given).of("tile-processor", "processor-1"))
                .contains("--log=" + childs);
        assertThat(ChildFlags.logOf(Path.of(given), "processor-1")).hasToString(childs);
    }

    /** With four processors, unless told otherwise. */
    private static ChildFlags flags(Map<String, String> environment, String... arguments) {
        Console console = console();
        UpCommand up = new UpCommand(console);
        CommandLine line = new CommandLine(new Top())
                .addSubcommand(up)
                .addSubcommand(new BrokerCommand(console))
                .addSubcommand(new IngestCommand(console))
                .addSubcommand(new TileProcessorCommand(console))
                .addSubcommand(new AssemblerCommand(console))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setDefaultValueProvider(new EnvironmentDefaults(environment));
        String[] all = new String[arguments.length + 1];
        all[0] = "up";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        CommandLine parsed = line.parseArgs(all).subcommand().commandSpec().commandLine();
        int parallelism =
                parsed.getCommandSpec().findOption("--parallelism").getValue() instanceof Integer given ? given : 2;
        return new ChildFlags(parsed.getCommandSpec(), 4, parallelism);
    }

    private static Console console() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8);
        return new Console(print, print, Channels.newChannel(out), false, Map.of());
    }
}
