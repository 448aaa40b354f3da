package io.tesela.bench.leaks;

import java.util.regex.Pattern;

/** Threads that do the same, told by their names. */
final class ThreadGroups {
    private static final Pattern NUMBER = Pattern.compile("\\d+");
    /** Of the JVM, whenever somebody asks it something, and of the broker, when it has to clear up after some minutes. */
    private static final Pattern COMING_AND_GOING = Pattern.compile("Attach Listener|executor-.*|kafka-scheduler-N");

    private ThreadGroups() {}

    /** Returns the name of a thread without what tells it from its like. */
    static String of(Thread thread) {
        return of(thread.getName());
    }

    /** Returns whether there may be more of them than before, whatever jobs have done. */
    static boolean comeAndGo(String group) {
        return COMING_AND_GOING.matcher(group).matches();
    }

    /** Returns a name without its numbers. */
    static String of(String name) {
        return NUMBER.matcher(name).replaceAll("N");
    }
}
