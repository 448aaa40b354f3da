package io.tesela.standalone.command;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * Flags of every command that logs; without them nothing is logged but warnings, to nowhere.
 *
 * <p>Must be applied before the first logger is made, for the settings are read then.
 */
final class LogOptions {
    private static final String CONFIGURATION = "log4j2.configurationFile";

    @Option(names = "--verbose", description = "Logs to standard error.")
    private boolean verbose;

    @Option(names = "--log", paramLabel = "FILE", description = "Logs to a file.")
    private @Nullable Path log;

    /** Returns whether the log goes to standard error. */
    boolean verbose() {
        return verbose;
    }

    void apply() {
        apply(verbose, log);
    }

    /** Sets up the log of this process. */
    static void apply(boolean verbose, @Nullable Path log) {
        System.setProperty(CONFIGURATION, "classpath:io/tesela/standalone/tesela-log4j2.xml");
        if (verbose) {
            System.setProperty("tesela.log.stderr", "INFO");
        }
        if (log != null) {
            System.setProperty("tesela.log.level", "INFO");
            System.setProperty("tesela.log.file", log.toString());
        }
    }
}
