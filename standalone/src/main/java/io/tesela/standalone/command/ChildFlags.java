package io.tesela.standalone.command;

import io.tesela.standalone.supervision.ProcessSettings.RoleFlags;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Passes flags of {@code up} on to its children: each that a child's command has too, with the value it has here, wherever that
 * comes from, so that a child needs neither this process's variables nor its file of flags.
 */
final class ChildFlags implements RoleFlags {
    /** Those that say something else to a child, who is told by others, and those that are read before there are values. */
    private static final Set<String> OTHERWISE = Set.of("--bind", "--port", "--preview-port", "--data", "--config");

    private static final String INGEST = "ingest";
    private static final String PROCESSOR = "tile-processor";
    private static final String BIND = "--bind";
    private static final String PARALLELISM = "--parallelism";
    private static final String LOG = "--log";

    private final CommandSpec up;
    private final int processors;
    private final int parallelism;

    /**
     * @param up the command, parsed, among its siblings
     * @param parallelism threads for each kind of work; processors share them
     */
    ChildFlags(CommandSpec up, int processors, int parallelism) {
        this.up = up;
        this.processors = processors;
        this.parallelism = parallelism;
    }

    @Override
    public List<String> of(String role, String name) {
        CommandSpec child = Objects.requireNonNull(up.parent().subcommands().get(role), role)
                .getCommandSpec();
        List<String> flags = new ArrayList<>();
        for (OptionSpec option : child.options()) {
            OptionSpec own = up.findOption(option.names()[0]);
            if (own != null && own.names()[0].equals(option.names()[0]) && isPassedOn(own, role)) {
                add(flags, own, name);
            }
        }
        if (role.equals(PROCESSOR)) {
            flags.add(PARALLELISM + "=" + Math.max(1, parallelism / processors));
        }
        return flags;
    }

    private static boolean isPassedOn(OptionSpec option, String role) {
        String flag = option.names()[0];
        boolean ofIngest = flag.equals(BIND) && role.equals(INGEST);
        boolean shared = flag.equals(PARALLELISM) && role.equals(PROCESSOR);
        return !option.usageHelp() && !option.versionHelp() && !shared && (ofIngest || !OTHERWISE.contains(flag));
    }

    private static void add(List<String> flags, OptionSpec option, String name) {
        String flag = option.names()[0];
        Object value = option.getValue();
        if (value instanceof Boolean on) {
            if (on) {
                flags.add(flag);
            }
        } else if (value instanceof Collection<?> values) {
            values.forEach(each -> flags.add(flag + "=" + each));
        } else if (value != null) {
            flags.add(flag + "=" + (flag.equals(LOG) ? logOf(Path.of(value.toString()), name) : value));
        }
    }

    /** Returns {@code up-ingest.log} for {@code up.log}: lines of several processes in one file could not be told apart. */
    static Path logOf(Path log, String name) {
        String file = String.valueOf(log.getFileName());
        int dot = file.lastIndexOf('.');
        String suffixed = dot > 0 ? file.substring(0, dot) + "-" + name + file.substring(dot) : file + "-" + name;
        return log.resolveSibling(suffixed);
    }
}
