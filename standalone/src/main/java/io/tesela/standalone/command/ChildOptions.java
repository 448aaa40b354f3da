package io.tesela.standalone.command;

import io.tesela.client.Console;
import io.tesela.client.ExitCode;
import io.tesela.standalone.role.Closing;
import io.tesela.standalone.supervision.Announcement;
import io.tesela.standalone.supervision.Leftovers;
import io.tesela.standalone.supervision.ParentWatch;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Flags that {@code up --processes} alone gives to its children; no help shows them. */
final class ChildOptions {
    @Option(
            names = "--supervised",
            hidden = true,
            description =
                    "Ends with its parent, which is at the other end of standard input, and announces itself to it"
                            + " on standard output.")
    private boolean supervised;

    @Option(
            names = "--discard",
            hidden = true,
            paramLabel = "DIR",
            description = "A folder that is deleted at the end if the parent is gone.")
    private @Nullable Path discard;

    /** Stays up as {@link Staying} has it; a child no longer than its parent. */
    int up(Console console, Staying.Start start) throws Exception {
        return Staying.up(console, closing -> {
            if (supervised) {
                watch(console, closing);
            }
            return start.start(closing);
        });
    }

    /**
     * Says that the process can work: to the parent, or to people.
     *
     * @param lines for people
     */
    void ready(Console console, Announcement announcement, String... lines) {
        if (supervised) {
            console.result(announcement.line() + "\n");
            return;
        }
        for (String line : lines) {
            console.line(line);
        }
    }

    /** As if told to stop: what is open is then closed as on Ctrl-C, within the same bound. */
    private void watch(Console console, Closing closing) {
        ParentWatch watch = ParentWatch.start(console.input(), () -> System.exit(ExitCode.FAILED));
        if (discard != null) {
            closing.add(new Leftovers(watch, discard));
        }
    }
}
