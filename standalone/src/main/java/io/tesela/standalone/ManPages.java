package io.tesela.standalone;

import io.tesela.client.ClientCommand;
import io.tesela.client.Console;
import io.tesela.client.ManPage;
import io.tesela.client.Manual;
import io.tesela.client.Manual.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;

/** Writes the manual pages of both commands; a step of the build. */
public final class ManPages {
    private ManPages() {}

    /**
     * Writes a page for each command.
     *
     * @param args the folder, which is made if need be, and the version
     */
    public static void main(String[] args) throws IOException {
        Console console = Console.ofProcess(Map.of());
        Path folder = Files.createDirectories(Path.of(args[0]));
        write(folder, Main.commandLine(console), args[1], manual());
        write(folder, ClientCommand.commandLine(console), args[1], clientManual());
    }

    private static void write(Path folder, CommandLine line, String version, Manual manual) throws IOException {
        Files.writeString(folder.resolve(line.getCommandName() + ".1"), ManPage.of(line, version, manual));
    }

    /** Returns what is to be said of the command with all roles. */
    static Manual manual() {
        return ofRoles().and(seeAlso("client-cli(1)")).and(Manual.ofClient());
    }

    /** Returns what is to be said of the client alone. */
    static Manual clientManual() {
        return seeAlso("tesela(1)").and(Manual.ofClient());
    }

    private static Manual seeAlso(String page) {
        return new Manual(List.of(), List.of(), List.of(), List.of(page));
    }

    private static Manual ofRoles() {
        return new Manual(
                List.of(
                        new Entry(
                                "TESELA_PLUGINS",
                                "The folder with the jars of filters of your own, on the machine of every role; else plugins beside lib.")),
                List.of(
                        new Entry(
                                "DIR/tesela-jobs",
                                "Of --data DIR of ingest and up, the jobs: uploads while they are worked on and, unless --hide-inputs,"
                                        + " after that, in the same life of the ingest, as long as their room is not needed and the result is"
                                        + " here, results until they are"
                                        + " fetched or their --retention ends. A job that cannot be opened again leaves its files"
                                        + " there in JOB.set-aside, which nobody but you deletes."),
                        new Entry("DIR/tesela-broker", "Of --data DIR of up --processes, the log of its broker."),
                        new Entry(
                                "~/.javacpp/cache",
                                "Native libraries, unpacked; may be deleted at any time. Elsewhere, with"
                                        + " TESELA_JAVA_OPTS=-Dorg.bytedeco.javacpp.cachedir=DIR.")),
                List.of(
                        new Entry(
                                "{} run --video samples/flower.mp4 --filters canny,blur:3 --tiles 3x3 --out out.mp4",
                                "Starts a broker and all roles in one process, does one job, and ends."),
                        new Entry(
                                "{} verify --video samples/flower.mp4 --out out.mp4",
                                "Checks that result against whole frames, with its report and its checksums."),
                        new Entry("{} up", "Starts all roles and a broker, which stay, and prints the addresses."),
                        new Entry(
                                "{} ingest --kafka HOST:9092",
                                "Starts a role that takes videos, with a Kafka of your own."),
                        new Entry("{} assembler --kafka HOST:9092", "Starts a role that makes results."),
                        new Entry(
                                "{} tile-processor --kafka HOST:9092",
                                "Starts a role that filters; any number, on any machine.")),
                List.of());
    }
}
