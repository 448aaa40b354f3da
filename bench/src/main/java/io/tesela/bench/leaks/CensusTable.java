package io.tesela.bench.leaks;

import io.tesela.bench.Table;
import io.tesela.bench.leaks.Census.Rule;
import java.util.Locale;

/**
 * What was there before and after many jobs, as a table.
 *
 * @param before after the jobs that warm up
 * @param after when all jobs are over
 */
record CensusTable(Census before, Census after) {
    /** Returns a row for each number, but one only for all kinds of threads of which there are as many as there were. */
    String text() {
        Table table = new Table("what is there", "before", "after", "allowed");
        long same = 0;
        for (String what : after.names(before)) {
            long then = before.count(what).value();
            long now = after.count(what).value();
            if (what.startsWith(Census.THREADS) && then == now) {
                same += now;
            } else {
                table.row(
                        what,
                        number(then),
                        number(now),
                        allowed(after.count(what).rule(), then));
            }
        }
        return table.row(Census.THREADS + "of all other kinds", number(same), number(same), number(same))
                .toString();
    }

    private static String allowed(Rule rule, long then) {
        return switch (rule) {
            case NONE -> "0";
            case NO_MORE -> number(then);
            case SHOWN -> "-";
        };
    }

    private static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }
}
