package io.tesela.standalone.supervision;

import java.util.Map;
import java.util.Optional;

/** How a child ended. */
sealed interface Ending {
    /** Returns what follows the child's name in a sentence. */
    String sentence();

    /** Returns why, in the child's own words, if it had any. */
    Optional<String> complaint();

    /** Returns whether starting it again unchanged may end otherwise. */
    boolean retryable();

    /**
     * It ran, and ended.
     *
     * @param exitCode above 128 if a signal ended it, which it then is 128 less
     * @param complaint the last sentence it complained with
     */
    record Exited(int exitCode, Optional<String> complaint) implements Ending {
        /** The exit code of a command line that is refused. */
        private static final int USAGE = 2;

        private static final int SIGNALLED = 128;
        private static final int MAX_SIGNAL = 64;
        /** Those that have the same number on Linux and macOS. */
        private static final Map<Integer, String> SIGNALS = Map.of(
                1, "SIGHUP",
                2, "SIGINT",
                3, "SIGQUIT",
                4, "SIGILL",
                6, "SIGABRT",
                8, "SIGFPE",
                9, "SIGKILL",
                11, "SIGSEGV",
                15, "SIGTERM");

        @Override
        public String sentence() {
            return "ended with exit code " + exitCode
                    + signal().map(name -> " (" + name + ")").orElse("");
        }

        @Override
        public boolean retryable() {
            return exitCode != USAGE;
        }

        private Optional<String> signal() {
            int signal = exitCode - SIGNALLED;
            return signal > 0 && signal <= MAX_SIGNAL
                    ? Optional.of(SIGNALS.getOrDefault(signal, "signal " + signal))
                    : Optional.empty();
        }
    }

    /**
     * The system did not start it.
     *
     * @param reason in the system's words
     */
    record NotStarted(String reason) implements Ending {
        @Override
        public String sentence() {
            return "could not be started";
        }

        @Override
        public Optional<String> complaint() {
            return Optional.of(reason);
        }

        @Override
        public boolean retryable() {
            return true;
        }
    }
}
