package io.tesela.bench.chaos;

import io.tesela.bench.faulty.RecordFault;
import java.time.Duration;

/** One thing that happens to a service. */
sealed interface Fault {
    /** Returns it in a word or two, for a table. */
    String label();

    /**
     * A process ends as by kill -9; its supervisor starts it again.
     *
     * @param child its name among the supervisor's children
     */
    record Kill(String child) implements Fault {
        /** Returns what it is, without which of several that do the same. */
        String role() {
            return child.replaceFirst("-\\d+$", "");
        }

        @Override
        public String label() {
            return "kill " + child;
        }
    }

    /** The process that decodes the job's video ends as by kill -9; its ingest starts another. */
    record KillDecoder() implements Fault {
        @Override
        public String label() {
            return "kill decoder";
        }
    }

    /**
     * A process is asked to end, as by SIGTERM; its supervisor starts it again.
     *
     * @param child as above
     */
    record Stop(String child) implements Fault {
        @Override
        public String label() {
            return "stop " + child;
        }
    }

    /**
     * A process stands still, as a machine that swaps; then it goes on, as if nothing had happened.
     *
     * @param child as above
     */
    record Freeze(String child, Duration length) implements Fault {
        @Override
        public String label() {
            return "freeze " + child + " " + length.toSeconds() + " s";
        }
    }

    /** The client's connection breaks. */
    record Cut() implements Fault {
        @Override
        public String label() {
            return "cut";
        }
    }

    /** The client hears nothing. */
    record Stall(Duration length) implements Fault {
        @Override
        public String label() {
            return "stall " + length.toSeconds() + " s";
        }
    }

    /**
     * A tile processor beside the others loses, damages, repeats or holds back records of some tiles; all of them come again.
     *
     * @param fault what happens to which
     */
    record Records(RecordFault fault) implements Fault {
        @Override
        public String label() {
            return fault.label();
        }
    }

    /**
     * A record of the job that never comes again cannot be read: the job is to fail.
     *
     * @param record which
     */
    record Unreadable(UnreadableRecord record) implements Fault {
        @Override
        public String label() {
            return record.label();
        }
    }
}
