package io.tesela.standalone.command;

import io.tesela.client.ClientVersion;
import io.tesela.client.Console;
import io.tesela.client.ExitCode;
import io.tesela.client.Flags;
import io.tesela.standalone.role.TopicAdmin;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code topics}: shows the topics; grows the tile partitions where it is told to. */
@Command(
        name = "topics",
        description =
                "Prints the topics and their partitions; with --tiles grows those of the tiles, also while jobs run.",
        mixinStandardHelpOptions = true,
        versionProvider = ClientVersion.class)
public final class TopicsCommand implements Callable<Integer> {
    private final Console console;

    @Spec
    private CommandSpec command = CommandSpec.create();

    @Mixin
    private KafkaOptions kafka = new KafkaOptions();

    @Mixin
    private LogOptions log = new LogOptions();

    @Option(
            names = "--tiles",
            paramLabel = "N",
            description = "Partitions the tile topic is to have at least: twice the processors you mean to run.")
    private @Nullable Integer tiles;

    /** @param console of the process */
    public TopicsCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        if (tiles != null) {
            Flags.positive(command, "--tiles", tiles);
        }
        log.apply();
        try (TopicAdmin admin = new TopicAdmin(kafka.connection())) {
            Map<String, Integer> partitions = tiles == null ? admin.partitions() : admin.growTiles(tiles);
            StringBuilder table = new StringBuilder(row("TOPIC", "PARTITIONS"));
            partitions.forEach((topic, count) -> table.append(row(topic, count == 0 ? "missing" : count)));
            console.result(table.toString());
        }
        return ExitCode.OK;
    }

    private static String row(String topic, Object partitions) {
        return String.format(Locale.ROOT, "%-20s %s%n", topic, partitions);
    }
}
